import type { Plan, PlanShape } from '../../plan.ts';
import { item } from './arithmetic.ts';
import type { BatchNormParameters, ChannelStatistics } from './batchNorm.ts';
import type { Layer } from './directConvolution.ts';
import type { DropPathFactors } from './dropPath.ts';
import type { Tensor } from './featureMap.ts';
import { type Block, blockNamed } from './parameters.ts';
import { inputsOf } from './structure.ts';

/** A plan with the shapes of its tensors and its parameters. */
export interface Network {
  readonly plan: Plan;
  readonly shapes: readonly PlanShape[];
  readonly blocks: readonly Block[];
}

/** What a forward pass leaves for the backward pass. */
export interface Activations {
  /** All tensors, in order. */
  readonly tensors: readonly Tensor[];
  /** Of the batch normalisations, by op. */
  readonly statistics: ReadonlyMap<number, readonly ChannelStatistics[]>;
  readonly dropPathFactors: DropPathFactors;
}

export function layerOf({ plan, shapes, blocks }: Network, op: Layer['op']): Layer {
  const index = plan.ops.indexOf(op);
  return {
    op,
    inputShape: item(shapes, item(inputsOf(op), 0)),
    outputShape: item(shapes, index + 1),
    weights: blockNamed(blocks, index, 'weights').values,
  };
}

export function batchNormParametersOf({ blocks }: Network, index: number): BatchNormParameters {
  return {
    gamma: blockNamed(blocks, index, 'gamma').values,
    beta: blockNamed(blocks, index, 'beta').values,
    runningMean: blockNamed(blocks, index, 'runningMean').values,
    runningVariance: blockNamed(blocks, index, 'runningVariance').values,
  };
}
