import { exp } from '../numeric.ts';
import { type BitWord, bitWordsOf, ones, packBits } from './bitWords.ts';
import type { Encoded } from './encoding.ts';

/**
 * Covariance of two networks' errors, for unit variance:
 *
 *   (1 - m) prod_i r_i(|x_i - z_i|)  +  m / (1 + sum_f (x_f - z_f)^2 w_f)
 *
 * The product over genes has, for two values d apart of a gene with c values, r = exp(-w_g ((1 - o) [d > 0] + o d / (c - 1))):
 * with o = 0 values are mere names, with o = 1 they are ordered; w_g says how much the gene matters. The second part is the
 * rational quadratic kernel over the features. Both are positive definite (Rasmussen & Williams 2006, chapter 4).
 */
export interface KernelSettings {
  /** Weight of each gene's group, w_g. */
  readonly geneWeights: readonly number[];
  /** o, 0 to 1. */
  readonly ordinality: number;
  /** m, 0 to 1. */
  readonly featureShare: number;
  /** w_f for each feature. */
  readonly featureWeights: readonly number[];
}

/** Longer genomes of nothing but bits are compared word by word. */
const WORTH_PACKING = 16;

/** A kernel ready to be evaluated on encoded networks of one space. */
export class Kernel {
  private readonly length: number;
  private readonly width: number;
  private readonly stride: number;
  /** r_i by distance: gene i, distance d at i x stride + d; packed, word w, differing bits d at w x stride + d. */
  private readonly table: Float64Array;
  private readonly words: readonly BitWord[] | null;
  private readonly packed = new Map<Encoded, Int32Array>();
  private readonly featureWeights: Float64Array;
  private readonly featureShare: number;

  /** @param groups the group of each gene, an index into `geneWeights`; genes of a group stand together */
  constructor(cardinalities: readonly number[], groups: readonly number[], settings: KernelSettings) {
    this.length = cardinalities.length;
    this.width = settings.featureWeights.length;
    this.featureWeights = Float64Array.from(settings.featureWeights);
    this.featureShare = settings.featureShare;
    const packable = this.length > WORTH_PACKING && cardinalities.every((count) => count === 2);
    this.words = packable ? bitWordsOf(groups) : null;
    this.stride = packable ? 33 : Math.max(2, ...cardinalities);
    this.table = new Float64Array((this.words ?? cardinalities).length * this.stride).fill(1);
    const { geneWeights, ordinality: o } = settings;
    if (this.words !== null) {
      for (const [w, { group, length }] of this.words.entries())
        for (let d = 1; d <= length; d++)
          this.table[w * this.stride + d] = exp(-d * (geneWeights[group] ?? 0));
      return;
    }
    cardinalities.forEach((count, i) => {
      const weight = geneWeights[groups[i] ?? 0] ?? 0;
      for (let d = 1; d < count; d++)
        this.table[i * this.stride + d] = exp(-weight * (1 - o + (o * d) / (count - 1)));
    });
  }

  /** Covariance of network `i` of `a` with network `j` of `b`. */
  between(a: Encoded, i: number, b: Encoded, j: number): number {
    const product =
      (1 - this.featureShare) *
      (this.words === null ? this.byGene(a, i, b, j) : this.byWord(this.packedOf(a), i, this.packedOf(b), j));
    if (this.featureShare === 0) return product;
    const { width } = this;
    let square = 0;
    for (let f = 0; f < width; f++) {
      const d = (a.features[i * width + f] ?? 0) - (b.features[j * width + f] ?? 0);
      square += d * d * (this.featureWeights[f] ?? 0);
    }
    return product + this.featureShare / (1 + square);
  }

  private byGene(a: Encoded, i: number, b: Encoded, j: number): number {
    const { length, stride, table } = this;
    const aGenes = a.genes;
    const bGenes = b.genes;
    let product = 1;
    for (let g = 0; g < length; g++) {
      const d = (aGenes[i * length + g] ?? 0) - (bGenes[j * length + g] ?? 0);
      if (d !== 0) product *= table[g * stride + (d < 0 ? -d : d)] ?? 1;
    }
    return product;
  }

  private byWord(a: Int32Array, i: number, b: Int32Array, j: number): number {
    const { stride, table } = this;
    const count = this.words?.length ?? 0;
    let product = 1;
    for (let w = 0; w < count; w++) {
      const difference = (a[i * count + w] ?? 0) ^ (b[j * count + w] ?? 0);
      if (difference !== 0) product *= table[w * stride + ones(difference)] ?? 1;
    }
    return product;
  }

  private packedOf(points: Encoded): Int32Array {
    let packed = this.packed.get(points);
    if (packed === undefined) {
      packed = packBits(points.genes, points.count, this.length, this.words ?? []);
      this.packed.set(points, packed);
    }
    return packed;
  }

  /** Lower triangle of the covariance matrix with `noise` added to the diagonal, row by row. */
  matrix(points: Encoded, noise: number): Float64Array {
    const n = points.count;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) matrix[i * n + j] = this.between(points, i, points, j);
      matrix[i * n + i] = 1 + noise;
    }
    return matrix;
  }

  /** Writes the covariances of network `i` of `a` with all of `b` into `row`. */
  row(a: Encoded, i: number, b: Encoded, row: Float64Array): void {
    for (let j = 0; j < b.count; j++) row[j] = this.between(a, i, b, j);
  }
}
