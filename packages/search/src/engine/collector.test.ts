import { describe, expect, test } from 'vitest';
import { orphan } from '../breeding/draft.ts';
import { violationOf } from '../objectives.ts';
import { Prng } from '../prng.ts';
import { membersOf } from '../testing/examples.ts';
import { stateOf } from '../testing/proposal.ts';
import { CONFIG, space } from '../testing/syntheticSearch.ts';
import { Collector } from './collector.ts';

const archive = membersOf(space, 5);
const state = stateOf(CONFIG, archive);
const NOTHING = { duplicates: 0, screened: 0, infeasible: 0 };
const collectorOf = (want: number, constraints = CONFIG.constraints) =>
  new Collector(space, { ...CONFIG, constraints }, state, want, Prng.fromSeed(1));
const draft = (seed: number) => orphan(space.random(Prng.fromSeed(seed)), 'random');
const known = orphan(space.parse(archive[0]?.genome ?? ''), 'random');

describe('the collector', () => {
  test('takes what is new until it is full, and numbers it on', () => {
    const collector = collectorOf(3);
    for (let seed = 0; seed < 200; seed++) collector.offer(draft(seed));
    collector.offer(draft(100));
    expect([collector.full, collector.missing]).toEqual([true, 0]);
    const candidates = collector.candidates((position) => 7 + position);
    expect(candidates.map(({ id, generation, rung }) => [id, generation, rung])).toEqual([
      [5, 7, 0],
      [6, 8, 0],
      [7, 9, 0],
    ]);
    for (const { genome, canonical, params, flops, parents, inheritance } of candidates) {
      expect(space.print(space.canonical(space.parse(genome)))).toBe(canonical);
      expect(space.measure(space.parse(genome))).toEqual({ params, flops });
      expect([parents, inheritance]).toEqual([[], null]);
    }
  });

  test('refuses and counts what the search knows, what it has just taken included', () => {
    const collector = collectorOf(3);
    collector.offer(known);
    collector.offer(draft(500));
    collector.offer(draft(500));
    expect(collector.accepted).toHaveLength(1);
    expect(collector.isKnown(archive[0]?.canonical ?? '')).toBe(true);
    expect(collector.savings({ duplicates: 10, screened: 1, infeasible: 2 })).toEqual({
      duplicates: 12,
      screened: 1,
      infeasible: 2,
    });
  });

  test('looks without counting when told so, and takes nothing twice', () => {
    const collector = collectorOf(3);
    expect(collector.examine(known, false)).toBeNull();
    const fresh = collector.examine(draft(500), false);
    if (fresh === null) throw new Error('new');
    collector.take(fresh, { mean: 1, deviation: 2 });
    collector.take(fresh, null);
    expect(collector.accepted).toEqual([{ fresh, prediction: { mean: 1, deviation: 2 } }]);
    expect(collector.savings(NOTHING)).toEqual(NOTHING);
    collector.countScreened(4);
    expect(collector.savings(NOTHING).screened).toBe(4);
  });

  test('refuses genomes that do not exist', () => {
    const collector = collectorOf(3);
    collector.offer(orphan([0, 1], 'random'));
    expect(collector.accepted).toEqual([]);
    expect(collector.savings(NOTHING)).toEqual(NOTHING);
  });

  test('repairs what exceeds a limit, and counts it', () => {
    const constraints = { params: null, flops: 0.8 * space.maxFlops };
    const collector = collectorOf(10, constraints);
    let over = 0;
    for (let seed = 0; seed < 200 && !collector.full; seed++) {
      if (violationOf(space.measure(draft(seed).genome), constraints) > 0) over++;
      collector.offer(draft(seed));
    }
    expect(collector.full).toBe(true);
    expect(over).toBeGreaterThan(0);
    expect(collector.metLimits).toBe(true);
    expect(collector.savings(NOTHING).infeasible).toBe(over);
    for (const { flops, genome } of collector.candidates(() => 0)) {
      expect(flops).toBeLessThanOrEqual(constraints.flops);
      expect(space.measure(space.parse(genome)).flops).toBe(flops);
    }
    expect(collectorOf(1).metLimits).toBe(false);
  });
});
