import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Individual } from './algorithm.ts';
import { Prng } from './index.ts';
import { mutate, twoPointCrossover } from './operators.ts';
import { nonDominatedSort } from './pareto.ts';
import { compareRanked, rankIndividuals, survivors, tournament } from './selection.ts';

const seeds = fc.nat({ max: 0xffff_ffff });

describe('two-point crossover', () => {
  test('swaps exactly one segment, neither empty nor everything', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 2, max: 20 }), (seed, length) => {
        const [a, b] = [new Array<number>(length).fill(0), new Array<number>(length).fill(1)];
        const [first, second] = twoPointCrossover(a, b, Prng.fromSeed(seed));
        expect(first.map((gene) => 1 - gene)).toEqual(second);
        // A single run of ones.
        expect(first.join('')).toMatch(/^0*1+0*$/);
        expect(first).toContain(0);
      }),
    );
  });

  test('every segment is as likely as any other', () => {
    const prng = Prng.fromSeed(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 9000; i++) {
      const child = twoPointCrossover([0, 0, 0, 0], [1, 1, 1, 1], prng)[0].join('');
      counts.set(child, (counts.get(child) ?? 0) + 1);
    }
    // 10 segments of 4 genes less the whole; 1000 each, standard deviation 30.
    expect(counts.size).toBe(9);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('a single gene cannot be crossed', () => {
    expect(twoPointCrossover([0], [1], Prng.fromSeed(1))).toEqual([[0], [1]]);
  });
});

describe('mutation', () => {
  const cardinalities = [2, 3, 5, 1, 2];
  test('probability 0 keeps all, 1 changes every gene that can change, within its range', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const prng = Prng.fromSeed(seed);
        const genome = cardinalities.map((count) => prng.below(count));
        expect(mutate(genome, cardinalities, 0, prng)).toEqual(genome);
        const changed = mutate(genome, cardinalities, 1, prng);
        changed.forEach((gene, i) => {
          expect(gene === genome[i]).toBe(cardinalities[i] === 1);
          expect(gene).toBeGreaterThanOrEqual(0);
          expect(gene).toBeLessThan(cardinalities[i] ?? 0);
        });
      }),
    );
  });

  test('reaches every other value equally', () => {
    const prng = Prng.fromSeed(9);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 6000; i++) {
      const [gene = 0] = mutate([2], [4], 1, prng);
      counts[gene] = (counts[gene] ?? 0) + 1;
    }
    expect(counts[2]).toBe(0);
    for (const i of [0, 1, 3]) expect(Math.abs((counts[i] ?? 0) - 2000)).toBeLessThan(200);
  });
});

const individuals = fc
  .array(fc.option(fc.record({ error: fc.nat({ max: 9 }), flops: fc.nat({ max: 9 }) })), {
    minLength: 1,
    maxLength: 15,
  })
  .map((list): Individual[] => list.map((objectives, id) => ({ id, genome: '', objectives })));

describe('selection', () => {
  test('ranks do not depend on the order of arrival', () => {
    fc.assert(
      fc.property(individuals, (list) => {
        expect(rankIndividuals([...list].reverse())).toEqual(rankIndividuals(list));
      }),
    );
  });

  test('survivors are whole fronts, then the loneliest of the next one; failures come last', () => {
    fc.assert(
      fc.property(individuals, fc.integer({ min: 1, max: 15 }), (list, size) => {
        const kept = survivors([...list].reverse(), size);
        expect(kept).toHaveLength(Math.min(size, list.length));
        expect(kept.map(({ id }) => id)).toEqual(kept.map(({ id }) => id).sort((a, b) => a - b));
        const alive = list.flatMap(({ id, objectives }) => (objectives ? [{ id, objectives }] : []));
        const points = alive.map(({ objectives }) => [objectives.error, objectives.flops]);
        const fronts = nonDominatedSort(points).map((front) => front.map((i) => alive[i]?.id ?? -1));
        fronts.push(list.flatMap(({ id, objectives }) => (objectives === null ? [id] : [])));
        const keptOf = (front: number[]) => front.filter((id) => kept.some((member) => member.id === id));
        const partial = fronts.findIndex((front) => keptOf(front).length < front.length);
        // Nobody behind a front that is not whole.
        if (partial >= 0) for (const front of fronts.slice(partial + 1)) expect(keptOf(front)).toEqual([]);
        const ranked = rankIndividuals(list);
        const crowding = (id: number) =>
          ranked.find(({ individual }) => individual.id === id)?.crowding ?? -1;
        const cut = fronts[partial] ?? [];
        for (const inside of keptOf(cut))
          for (const outside of cut.filter((id) => !keptOf(cut).includes(id)))
            expect(
              crowding(inside) > crowding(outside) ||
                (crowding(inside) === crowding(outside) && inside < outside),
            ).toBe(true);
      }),
    );
  });

  test('the tournament prefers the better of two, and never the worst of several', () => {
    fc.assert(
      fc.property(individuals, seeds, (list, seed) => {
        const ranked = rankIndividuals(list);
        const worst = [...ranked].sort(compareRanked).at(-1)?.individual.id;
        const prng = Prng.fromSeed(seed);
        for (let i = 0; i < 10; i++) {
          const winner = tournament(ranked, prng);
          if (list.length > 1) expect(winner.id).not.toBe(worst);
          else expect(winner.id).toBe(0);
        }
      }),
    );
  });
});
