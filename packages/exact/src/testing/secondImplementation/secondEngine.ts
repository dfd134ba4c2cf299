import type { Plan } from '../../plan.ts';
import { resolveShapes } from '../../shapes.ts';
import { item } from './arithmetic.ts';
import { backward } from './backward.ts';
import { drawDropPathFactors } from './dropPath.ts';
import { forward } from './forward.ts';
import { Gradients } from './gradients.ts';
import { type InputNormalisation, inputTensor } from './input.ts';
import { crossEntropy } from './loss.ts';
import type { Activations, Network } from './network.ts';
import { blocksOf, canonicalBytes, drawInitialWeights, isTrainable } from './parameters.ts';
import { clippingFactor, descend } from './update.ts';

/** The options of a step, as in the recipe. */
interface StepOptions {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly gradientClip?: number;
  readonly labelSmoothing?: number;
  readonly dropPath?: { readonly probability: number; readonly seed: number };
}

/**
 * Training once more, written from docs/exact-training.md to be read next to it: one number after another, no vectors, no
 * threads, no thought of speed. It shares no arithmetic with the engine, only the plan and the shapes of its tensors.
 * Numbers in brackets are the points of the contract.
 */
export class SecondEngine {
  readonly #network: Network;
  readonly #normalisation: InputNormalisation;

  /** `normalisation` is for images given as bytes. */
  constructor(plan: Plan, normalisation: InputNormalisation = { mean: [], deviation: [] }) {
    const shapes = resolveShapes(plan);
    this.#network = { plan, shapes, blocks: blocksOf(plan, shapes) };
    this.#normalisation = normalisation;
  }

  initialise(seed: number): void {
    drawInitialWeights(this.#network.plan, this.#network.blocks, seed);
  }

  /** @returns the mean loss of the batch before the step. */
  trainStep(images: Uint8Array | Float32Array, labels: Uint16Array, options: StepOptions): number {
    const { plan, blocks } = this.#network;
    const input = inputTensor(plan.image, images, this.#normalisation);
    const dropPath = options.dropPath ?? { probability: 0, seed: 0 };
    const factors = drawDropPathFactors(plan, labels.length, dropPath);
    const activations = forward(this.#network, input, factors);
    const loss = this.#differentiate(activations, labels, options.labelSmoothing ?? 0);
    const trainable = blocks.filter(isTrainable);
    descend(trainable, options, clippingFactor(trainable, options.gradientClip));
    return loss;
  }

  /** Loss and backward pass: first the classifier's logits, then the auxiliary head's. */
  #differentiate(activations: Activations, labels: Uint16Array, labelSmoothing: number): number {
    const { plan, shapes } = this.#network;
    const gradients = new Gradients(plan, shapes);
    const lossOf = (tensor: number, weight: number): number => {
      const logits = item(activations.tensors, tensor);
      const { mean, gradient } = crossEntropy(logits, labels, { labelSmoothing, weight });
      gradients.contribute(tensor, gradient);
      return mean;
    };
    const loss = lossOf(plan.ops.length, 1);
    if (plan.auxiliary) lossOf(plan.auxiliary.logits, plan.auxiliary.weight);
    backward({ network: this.#network, activations, gradients });
    return loss;
  }

  /** Canonical weights. */
  weights(): Uint8Array {
    return canonicalBytes(this.#network.blocks.map(({ values }) => values));
  }

  /** Canonical weights, then canonical momentum. */
  checkpoint(): Uint8Array {
    const { blocks } = this.#network;
    const momentum = blocks.filter(isTrainable).map((block) => block.momentum);
    return canonicalBytes([...blocks.map(({ values }) => values), ...momentum]);
  }
}
