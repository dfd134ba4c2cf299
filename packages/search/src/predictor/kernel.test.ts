import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Prng } from '../prng.ts';
import { factorise } from './cholesky.ts';
import type { Encoded } from './encoding.ts';
import { Kernel, type KernelSettings } from './kernel.ts';

interface Case {
  readonly cardinalities: readonly number[];
  readonly groups: readonly number[];
  readonly settings: KernelSettings;
  readonly seed: number;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const weight = fc.double({ min: 0.01, max: 3, noNaN: true });
/** Genes of several values, or so many bits that they are compared word by word. */
const cases: fc.Arbitrary<Case> = fc
  .tuple(fc.boolean(), fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 6 }))
  .chain(([bits, length, perGroup]) => {
    const genes = bits ? length : 1 + (length % 12);
    const groups = Array.from({ length: genes }, (_, i) => Math.floor(i / (bits ? 8 * perGroup : perGroup)));
    const groupCount = (groups.at(-1) ?? 0) + 1;
    return fc.record({
      cardinalities: bits
        ? fc.constant(new Array<number>(genes).fill(2))
        : fc.array(fc.integer({ min: 1, max: 7 }), { minLength: genes, maxLength: genes }),
      groups: fc.constant(groups),
      settings: fc.record({
        geneWeights: fc.array(weight, { minLength: groupCount, maxLength: groupCount }),
        ordinality: share,
        featureShare: share,
        featureWeights: fc.array(weight, { minLength: 3, maxLength: 3 }),
      }),
      seed: fc.nat(),
    });
  });

/** Different random networks. */
function networks({ cardinalities, seed }: Case, count: number): Encoded {
  const prng = Prng.fromSeed(seed);
  const found = new Map<string, number[]>();
  for (let i = 0; i < count; i++) {
    const genes = cardinalities.map((values) => prng.below(values));
    found.set(genes.join(), genes);
  }
  const features = Float64Array.from({ length: 3 * found.size }, () => prng.next() / 2 ** 31 - 1);
  return { count: found.size, genes: Uint16Array.from([...found.values()].flat()), features };
}

/** The formula of the documentation. */
function formula({ cardinalities, groups, settings }: Case, points: Encoded, i: number, j: number): number {
  const { geneWeights, ordinality: o, featureShare: m, featureWeights } = settings;
  const genes = cardinalities.length;
  let product = 1 - m;
  for (const [g, values] of cardinalities.entries()) {
    const d = Math.abs((points.genes[i * genes + g] ?? 0) - (points.genes[j * genes + g] ?? 0));
    if (d === 0) continue;
    product *= Math.exp(-(geneWeights[groups[g] ?? 0] ?? 0) * (1 - o + (o * d) / (values - 1)));
  }
  const square = featureWeights.reduce(
    (sum, w, f) => sum + w * ((points.features[i * 3 + f] ?? 0) - (points.features[j * 3 + f] ?? 0)) ** 2,
    0,
  );
  return product + m / (1 + square);
}

const kernelOf = ({ cardinalities, groups, settings }: Case): Kernel =>
  new Kernel(cardinalities, groups, settings);

describe('the kernel', () => {
  test('is the formula, for genes of any values and for packed bits', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const points = networks(given, 6);
        const kernel = kernelOf(given);
        for (let i = 0; i < points.count; i++)
          for (let j = 0; j < points.count; j++)
            expect(kernel.between(points, i, points, j)).toBeCloseTo(formula(given, points, i, j), 12);
      }),
    );
  });

  test('is symmetric and 1 on the diagonal; rows agree with the matrix', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const points = networks(given, 8);
        const kernel = kernelOf(given);
        const n = points.count;
        const matrix = kernel.matrix(points, 0.25);
        const row = new Float64Array(n);
        for (let i = 0; i < n; i++) {
          kernel.row(points, i, points, row);
          expect(row[i]).toBeCloseTo(1, 14);
          expect(matrix[i * n + i]).toBe(1.25);
          for (let j = 0; j < i; j++) {
            expect(row[j]).toBe(matrix[i * n + j]);
            expect(kernel.between(points, j, points, i)).toBe(row[j]);
          }
        }
      }),
    );
  });

  test('is positive definite for different networks', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const points = networks(given, 25);
        expect(factorise(kernelOf(given).matrix(points, 1e-6), points.count)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

test('unordered values are all alike, ordered ones the farther the less', () => {
  const points: Encoded = { count: 5, genes: Uint16Array.of(0, 1, 2, 3, 4), features: new Float64Array(0) };
  const row = (ordinality: number): number[] => {
    const settings = { geneWeights: [1], ordinality, featureShare: 0, featureWeights: [] };
    const values = new Float64Array(5);
    new Kernel([5], [0], settings).row(points, 0, points, values);
    return [...values];
  };
  const close = (expected: number) => expect.closeTo(expected, 12);
  expect(row(0)).toEqual([1, ...new Array(4).fill(close(Math.exp(-1)))]);
  expect(row(1)).toEqual([0, 1, 2, 3, 4].map((d) => close(Math.exp(-d / 4))));
});
