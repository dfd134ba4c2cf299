import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const word = fc.integer({ min: 0, max: 0xffff_ffff });

describe('Random', () => {
  it('is fixed for ever', () => {
    const random = new Random(42, 1);
    expect([random.uint32(), random.uint32(), random.unit(), random.below(10)]).toMatchInlineSnapshot(`
      [
        895527254,
        1656622384,
        0.18505412340164185,
        1,
      ]
    `);
  });

  it('gives another sequence for another seed or stream', () => {
    const first = (seed: number, stream: number): string => {
      const random = new Random(seed, stream);
      return [random.uint32(), random.uint32()].join();
    };
    fc.assert(
      fc.property(word, word, (seed, stream) => {
        const all = [
          first(seed, stream),
          first(seed + 1, stream),
          first(seed, stream + 1),
          first(stream, seed),
        ];
        expect(new Set(all).size).toBe(seed === stream ? 3 : 4);
      }),
    );
  });

  it('stays below the bound and is even', () => {
    const random = new Random(1, 2);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 7000; i++) {
      const value = random.below(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('shuffles: a permutation, of which every element may come first', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 0, max: 50 }), (seed, length) => {
        const items = Uint32Array.from({ length }, (_, i) => i);
        new Random(seed, 0).shuffle(items);
        expect([...items].sort((a, b) => a - b)).toEqual([...Array(length).keys()]);
      }),
    );
    const firsts = new Set<number | undefined>();
    for (let seed = 0; seed < 200; seed++) {
      const items = Uint32Array.of(0, 1, 2, 3, 4);
      new Random(seed, 0).shuffle(items, 1);
      firsts.add(items[0]);
    }
    expect(firsts.size).toBe(5);
  });
});
