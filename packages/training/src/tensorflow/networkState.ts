import type { Hyperparameters } from '@naschain/exact';
import type { ParameterBlock, ParameterLayout } from './parameters.ts';
import type { ParametersOf, TrainingPass } from './passes.ts';
import type { Tensor, Tensor1D, Tensorflow, Variable } from './tensorflow.ts';

/** Share of the way that running statistics go towards those of a batch. */
const STATISTICS_MOMENTUM = 0.1;
/** What PyTorch's clip_grad_norm_ adds to the norm. */
const CLIP_EPSILON = 1e-6;

/**
 * What of a network changes as it trains, each as one long vector on the device: an update is then a few operations,
 * however many layers there are. Everything is zero at first.
 */
export class NetworkState {
  readonly #tf: Tensorflow;
  readonly #layout: ParameterLayout;
  readonly #parameters: Variable;
  readonly #momentum: Variable;
  /** Of the last step, before clipping and weight decay. */
  readonly #gradient: Variable;
  readonly #statistics: Variable | null;

  constructor(tf: Tensorflow, layout: ParameterLayout) {
    this.#tf = tf;
    this.#layout = layout;
    const zeros = (length: number): Variable => tf.tidy(() => tf.variable(tf.zeros([length]), false));
    this.#parameters = zeros(layout.trained);
    this.#momentum = zeros(layout.trained);
    this.#gradient = zeros(layout.trained);
    this.#statistics = layout.statistics > 0 ? zeros(layout.statistics) : null;
  }

  /** Number of values in canonical order, statistics included. */
  get length(): number {
    return this.#layout.trained + this.#layout.statistics;
  }

  get trained(): number {
    return this.#layout.trained;
  }

  /** Takes all values in canonical order; the momentum is cleared unless it is given. */
  load(canonical: Float32Array, momentum: Float32Array = new Float32Array(this.#layout.trained)): void {
    const trained = new Float32Array(this.#layout.trained);
    const statistics = new Float32Array(this.#layout.statistics);
    this.#eachBlock((block, place) => {
      const values = canonical.subarray(place, place + block.length);
      (block.isStatistic ? statistics : trained).set(values, block.first);
    });
    this.#assign(this.#parameters, trained);
    this.#assign(this.#momentum, momentum);
    if (this.#statistics) this.#assign(this.#statistics, statistics);
  }

  /** All values in canonical order. */
  async read(): Promise<Float32Array<ArrayBuffer>> {
    const trained = await this.#parameters.data();
    const statistics = await this.#statistics?.data();
    const canonical = new Float32Array(this.length);
    this.#eachBlock(({ isStatistic, first, length }, place) => {
      const values = isStatistic ? statistics : trained;
      if (values) canonical.set(values.subarray(first, first + length), place);
    });
    return canonical;
  }

  readMomentum(): Promise<Float32Array<ArrayBuffer>> {
    return this.#copyOf(this.#momentum);
  }

  readGradient(): Promise<Float32Array<ArrayBuffer>> {
    return this.#copyOf(this.#gradient);
  }

  /** The parameters and running statistics of each op. Call it within a tidy scope. */
  slices(): ParametersOf {
    const byOp: Tensor[][] = [];
    for (const { op, isStatistic, first, length, shape } of this.#layout.blocks) {
      const source = isStatistic ? this.#statistics : this.#parameters;
      if (!source) throw new RangeError('there are no running statistics');
      const values = this.#tf.reshape(this.#tf.slice(source as Tensor1D, first, length), [...shape]);
      byOp[op] = [...(byOp[op] ?? []), values];
    }
    return (op) => byOp[op] ?? [];
  }

  /** Stochastic gradient descent with momentum and weight decay, as PyTorch's. Call it within a tidy scope. */
  update({ gradient, statistics }: TrainingPass, options: Hyperparameters): void {
    const tf = this.#tf;
    const { learningRate, momentum, weightDecay, gradientClip } = options;
    this.#gradient.assign(gradient);
    let step: Tensor = gradient;
    if (gradientClip !== undefined) {
      const norm = tf.sqrt(tf.sum(tf.square(gradient)));
      step = tf.mul(gradient, tf.minimum(1, tf.div(gradientClip, tf.add(norm, CLIP_EPSILON))));
    }
    step = tf.add(step, tf.mul(this.#parameters, weightDecay));
    this.#momentum.assign(tf.add(tf.mul(this.#momentum, momentum), step));
    this.#parameters.assign(tf.sub(this.#parameters, tf.mul(this.#momentum, learningRate)));
    if (!this.#statistics || !statistics) return;
    const change = tf.mul(tf.sub(statistics, this.#statistics), STATISTICS_MOMENTUM);
    this.#statistics.assign(tf.add(this.#statistics, change));
  }

  dispose(): void {
    this.#tf.dispose([this.#parameters, this.#momentum, this.#gradient]);
    this.#statistics?.dispose();
  }

  #assign(variable: Variable, values: Float32Array): void {
    this.#tf.tidy(() => variable.assign(this.#tf.tensor1d(values)));
  }

  async #copyOf(variable: Variable): Promise<Float32Array<ArrayBuffer>> {
    return Float32Array.from(await variable.data());
  }

  /** `place` is the block's first value in canonical order. */
  #eachBlock(visit: (block: ParameterBlock, place: number) => void): void {
    let place = 0;
    for (const block of this.#layout.blocks) {
      visit(block, place);
      place += block.length;
    }
  }
}
