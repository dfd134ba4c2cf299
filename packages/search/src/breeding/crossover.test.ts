import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CROSSOVERS } from '../config.ts';
import { Prng } from '../prng.ts';
import { crossoverMasks, type Mask } from './crossover.ts';

const seeds = fc.nat({ max: 0xffff_ffff });
const text = (mask: Mask): string => mask.map(Number).join('');

/** Two parents of genes 0 to `top`. */
const pairs = (top: number) =>
  fc
    .integer({ min: 1, max: 20 })
    .chain((length) => fc.tuple(...[0, 1].map(() => fc.array(fc.nat({ max: top }), sized(length)))));
const sized = (length: number) => ({ minLength: length, maxLength: length });

function countsOf(draws: number, draw: () => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < draws; i++) {
    const key = draw();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

test.each(CROSSOVERS)('%s: masks are as long as the genomes, and drawn reproducibly', (kind) => {
  fc.assert(
    fc.property(pairs(3), seeds, ([a = [], b = []], seed) => {
      const masks = crossoverMasks(kind, a, b, Prng.fromSeed(seed));
      for (const mask of masks) expect(mask).toHaveLength(a.length);
      expect(crossoverMasks(kind, a, b, Prng.fromSeed(seed))).toEqual(masks);
    }),
  );
});

describe('two-point', () => {
  const draw = (length: number, prng: Prng) => {
    const genes = new Array<number>(length).fill(0);
    return crossoverMasks('two-point', genes, genes, prng);
  };

  test('swaps exactly one segment, neither empty nor everything, between both children', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 20 }), (seed, length) => {
        const [first, second] = draw(length, Prng.fromSeed(seed));
        expect(text(first)).toMatch(/^0*1+0*$/);
        expect(first).toContain(false);
        expect(second).toEqual(first);
      }),
    );
  });

  test('every segment is as likely as any other', () => {
    const prng = Prng.fromSeed(5);
    const counts = countsOf(9000, () => text(draw(4, prng)[0]));
    // 10 segments of 4 genes less the whole; 1000 each, standard deviation 30.
    expect(counts.size).toBe(9);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('a single gene cannot be crossed', () => {
    expect(draw(1, Prng.fromSeed(1))).toEqual([[false], [false]]);
  });
});

test('uniform: every gene comes from either parent, independently of the others', () => {
  const prng = Prng.fromSeed(6);
  const counts = countsOf(8000, () => {
    const [first, second] = crossoverMasks('uniform', [0, 0, 0], [1, 1, 1], prng);
    expect(second).toEqual(first);
    return text(first);
  });
  expect(counts.size).toBe(8);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

describe('common-bit', () => {
  const childrenOf = (a: readonly number[], b: readonly number[], seed: number) =>
    crossoverMasks('common-bit', a, b, Prng.fromSeed(seed)).map((mask, k) => {
      const [own, other] = k === 0 ? [a, b] : [b, a];
      return own.map((gene, i) => (mask[i] ? (other[i] ?? gene) : gene));
    });
  const sum = (genes: readonly number[]): number => genes.reduce((total, gene) => total + gene, 0);

  test.each([1, 4])('keeps what the parents share, and the sum between theirs (genes 0 to %d)', (top) => {
    fc.assert(
      fc.property(pairs(top), seeds, ([a = [], b = []], seed) => {
        for (const child of childrenOf(a, b, seed)) {
          for (const [i, gene] of child.entries()) expect([a[i], b[i]]).toContain(gene);
          expect(sum(child)).toBeGreaterThanOrEqual(Math.min(sum(a), sum(b)));
          expect(sum(child)).toBeLessThanOrEqual(Math.max(sum(a), sum(b)));
        }
      }),
    );
  });

  test('reaches all children between the parents, not only the parents', () => {
    const children = new Set<string>();
    for (let seed = 0; seed < 400; seed++)
      for (const child of childrenOf([1, 1, 0, 1, 0], [1, 1, 1, 0, 1], seed)) children.add(child.join(''));
    // The last three genes differ: any three bits of sum 1 or 2.
    expect([...children].sort()).toEqual(['11001', '11010', '11011', '11100', '11101', '11110']);
  });
});
