import { ln } from '../numeric.ts';
import type { Genome, SearchSpace } from '../space.ts';

/** Networks as a predictor sees them: canonical genes, and numbers that describe the whole network. */
export interface Encoded {
  readonly count: number;
  /** count x genes. */
  readonly genes: Uint16Array;
  /** count x features, each of mean 0 and deviation 1 over the networks that the encoder was made for. */
  readonly features: Float64Array;
}

export interface Encodable {
  readonly canonical: Genome;
  readonly params: number;
  readonly flops: number;
  /** How long it was, or would be, trained. */
  readonly rung: number;
}

/**
 * Turns networks into numbers. Genes: the canonical genome, and one more for the rung when networks are trained for
 * different lengths. Features: logarithms of FLOPs and parameters, then what the space says.
 */
export class Encoder {
  readonly cardinalities: readonly number[];
  readonly featureCount: number;
  private readonly means: Float64Array;
  private readonly scales: Float64Array;

  constructor(
    private readonly space: SearchSpace,
    private readonly rungs: number,
    networks: readonly Encodable[],
  ) {
    this.cardinalities = rungs > 1 ? [...space.cardinalities, rungs] : space.cardinalities;
    const rows = networks.map((network) => this.describe(network));
    this.featureCount = rows[0]?.length ?? 2;
    this.means = new Float64Array(this.featureCount);
    this.scales = new Float64Array(this.featureCount);
    for (let f = 0; f < this.featureCount; f++) {
      const mean = rows.reduce((sum, row) => sum + (row[f] ?? 0), 0) / rows.length;
      const square = rows.reduce((sum, row) => sum + ((row[f] ?? 0) - mean) ** 2, 0) / rows.length;
      this.means[f] = mean;
      this.scales[f] = square > 1e-18 ? 1 / Math.sqrt(square) : 0;
    }
  }

  encode(networks: readonly Encodable[]): Encoded {
    const length = this.cardinalities.length;
    const width = this.featureCount;
    const genes = new Uint16Array(networks.length * length);
    const features = new Float64Array(networks.length * width);
    networks.forEach((network, i) => {
      genes.set(network.canonical, i * length);
      if (this.rungs > 1) genes[i * length + length - 1] = network.rung;
      const row = this.describe(network);
      for (let f = 0; f < width; f++)
        features[i * width + f] = ((row[f] ?? 0) - (this.means[f] ?? 0)) * (this.scales[f] ?? 0);
    });
    return { count: networks.length, genes, features };
  }

  private describe({ canonical, params, flops }: Encodable): Float64Array {
    return Float64Array.from([ln(1 + flops), ln(1 + params), ...this.space.features(canonical)]);
  }
}
