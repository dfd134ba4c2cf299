import { describe, expect, test } from 'vitest';
import type { Candidate, Member } from '../algorithm.ts';
import type { AlgorithmConfig } from '../config.ts';
import { Enumeration } from '../engine/enumeration.ts';
import { paretoFront } from '../pareto.ts';
import { ErrorPredictor } from '../predictor/errorPredictor.ts';
import { deviationInPercent, fromScale } from '../predictor/errorScale.ts';
import { examplesOf, memberOf, membersOf, pendingOf } from '../testing/examples.ts';
import { proposalOf, stateOf } from '../testing/proposal.ts';
import { CONFIG, space } from '../testing/syntheticSearch.ts';
import { Improvement } from './improvement.ts';
import { CandidatePool, encodable, type Pool } from './pool.ts';
import { select } from './select.ts';

const TRAINED = 30;
const config: AlgorithmConfig = { ...CONFIG, kind: 'surrogate' };
const archive = membersOf(space, TRAINED);
const front: readonly Member[] = paretoFront(archive.map(({ error, flops }) => [error ?? 0, flops])).flatMap(
  (i) => archive[i] ?? [],
);

/** What is chosen from a pool, after so many candidates, while some are pending. */
function chosen(want: number, part: { started?: number; pending?: readonly Candidate[]; pool?: Pool } = {}) {
  const { started = TRAINED, pending = [] } = part;
  const state = stateOf(config, archive, { started, pending });
  const proposal = proposalOf(space, config, state, want);
  const { collector, prng } = proposal;
  const predictor = ErrorPredictor.fit(space, 1, examplesOf(space, TRAINED), null, prng);
  if (predictor === null) throw new Error('no predictor');
  const ids = front.map(({ id }) => id);
  const pool =
    part.pool ??
    new CandidatePool(space, config, new Enumeration(space, config)).grow(
      state,
      ids,
      predictor,
      collector,
      prng,
    );
  select(space, config, proposal, { front, pool, predictor });
  return { accepted: collector.accepted, pool, predictor };
}

describe('selection from the pool', () => {
  const { accepted, pool, predictor } = chosen(10);

  test('takes as many as wanted, no network twice, none known', () => {
    const texts = accepted.map(({ fresh }) => fresh.canonical);
    expect(new Set(texts).size).toBe(10);
    for (const { canonical } of archive) expect(texts).not.toContain(canonical);
  });

  test('predicts what it takes from the pool; every fifth is bred without looking', () => {
    expect(accepted.map(({ prediction }) => prediction === null)).toEqual(
      Array.from({ length: 10 }, (_, i) => (TRAINED + i) % 5 === 4),
    );
    for (const { fresh, prediction } of accepted) {
      if (prediction === null) {
        expect(['mutation', 'crossover', 'crossover+mutation']).toContain(fresh.draft.operator);
        continue;
      }
      expect(pool.fresh).toContain(fresh);
      const view = predictor.view([encodable(fresh, 0)]);
      const [mean = 0] = view.means;
      expect(prediction.mean).toBeCloseTo(fromScale(mean), 9);
      expect(prediction.deviation).toBeGreaterThan(0);
      // What was taken before makes it more certain.
      expect(prediction.deviation).toBeLessThanOrEqual(deviationInPercent(mean, view.deviation(0)) + 1e-9);
    }
  });

  test.each([
    ['expected', 30],
    ['promise', 31],
  ] as const)('by what is %s takes one of the best', (criterion, started) => {
    const first = chosen(1, { started, pool }).accepted[0];
    const worst = Math.max(...archive.map(({ error }) => error ?? 0));
    const reference = { params: space.maxParams, flops: space.maxFlops };
    const improvement = new Improvement(front, config.objectives, reference, worst);
    const view = predictor.view(pool.fresh.map((one) => encodable(one, 0)));
    const scores = pool.fresh.map((one, i) =>
      improvement[criterion](one, view.means[i] ?? 0, view.deviation(i)),
    );
    const score = scores[pool.fresh.findIndex(({ canonical }) => canonical === first?.fresh.canonical)] ?? 0;
    // The deviation is computed of a shortlist only, so that it need not be the very best.
    expect(scores.filter((other) => other > score).length).toBeLessThan(5);
  });

  test('what is pending counts as trained: networks near it get more certain, and promise less', () => {
    const [only] = pool.fresh;
    if (only === undefined) throw new Error('a pool');
    const alone: Pool = { fresh: [only], means: pool.means.slice(0, 1) };
    const deviationWith = (pending: readonly Candidate[]): number =>
      chosen(1, { pool: alone, pending }).accepted[0]?.prediction?.deviation ?? 0;
    const neighbours = space.neighbours(only.canonicalGenome).map((genome, i) => {
      const text = space.print(space.canonical(genome));
      return pendingOf(memberOf(TRAINED + i, { genome: text, canonical: text, ...space.measure(genome) }));
    });
    const different = neighbours.filter(({ canonical }) => canonical !== only.canonical);
    expect(deviationWith(different.slice(0, 1))).toBeLessThan(deviationWith([]));
    expect(deviationWith(different)).toBeLessThan(0.8 * deviationWith([]));
  });

  test('an empty pool leaves everything to breeding', () => {
    const none = chosen(3, { pool: { fresh: [], means: [] } });
    expect(none.accepted).toEqual([]);
  });
});
