import { describe, expect, test } from 'vitest';
import type { AlgorithmConfig } from '../config.ts';
import { Enumeration } from '../engine/enumeration.ts';
import { hypervolume } from '../hypervolume.ts';
import { violationOf } from '../objectives.ts';
import { ErrorPredictor } from '../predictor/errorPredictor.ts';
import { Prng } from '../prng.ts';
import { allGenomes, type SearchSpace } from '../space.ts';
import { examplesOf, membersOf, pendingOf } from '../testing/examples.ts';
import { proposalOf, stateOf } from '../testing/proposal.ts';
import { CONFIG, cellSpace, macroOf, space } from '../testing/syntheticSearch.ts';
import { CandidatePool, encodable } from './pool.ts';

const TRAINED = 30;

/** A search that has evaluated 30 networks and waits for one more, and what the pool then looks at. */
function grown(of: SearchSpace, constraints: AlgorithmConfig['constraints'], seed = 1) {
  const config: AlgorithmConfig = { ...CONFIG, kind: 'surrogate', constraints, seed };
  const members = membersOf(of, TRAINED + 1);
  const [archive, open] = [members.slice(0, TRAINED), members.slice(TRAINED).map(pendingOf)];
  const state = stateOf(config, archive, { pending: open, nextId: TRAINED + 1 });
  const { collector, prng } = proposalOf(of, config, state, 8);
  const predictor = ErrorPredictor.fit(of, 1, examplesOf(of, TRAINED), null, prng);
  if (predictor === null) throw new Error('no predictor');
  const front = archive.slice(0, 10).map(({ id }) => id);
  const pool = new CandidatePool(of, config, new Enumeration(of, config)).grow(
    state,
    front,
    predictor,
    collector,
    prng,
  );
  return { ...pool, members, collector, predictor };
}

/** 2048 genomes: all of its 603 networks can be looked at. */
const small = macroOf({ phases: 1, nodes: 5 });
const cases = [
  { name: 'macro', of: space },
  { name: 'micro', of: cellSpace },
  { name: 'small', of: small },
].flatMap(({ name, of }) => [
  { name, of, constraints: { params: null, flops: null } },
  { name: `${name}, limited`, of, constraints: { params: 0.9 * of.maxParams, flops: 0.75 * of.maxFlops } },
]);

describe.each(cases)('the pool of the $name space', ({ of, constraints }) => {
  const { fresh, means, members, collector, predictor } = grown(of, constraints);

  test('has networks unknown to the search, each once, within the limits, as they are measured', () => {
    expect(fresh.length).toBeGreaterThan(20);
    const known = new Set(members.map(({ canonical }) => canonical));
    const texts = fresh.map(({ canonical }) => canonical);
    expect(new Set(texts).size).toBe(texts.length);
    for (const { draft, canonical, canonicalGenome, params, flops } of fresh) {
      expect(known.has(canonical)).toBe(false);
      expect(of.isValid(draft.genome)).toBe(true);
      expect(of.print(of.canonical(draft.genome))).toBe(canonical);
      expect(of.print(canonicalGenome)).toBe(canonical);
      expect(of.measure(draft.genome)).toEqual({ params, flops });
      expect(violationOf({ params, flops }, constraints)).toBe(0);
    }
  });

  test('has genes from those who are named for them', () => {
    for (const { draft } of fresh)
      for (const [i, source] of draft.sources.entries()) {
        if (source < 0) continue;
        expect(draft.genome[i]).toBe(of.parse(members[source]?.genome ?? '')[i]);
      }
    expect(fresh.some(({ draft }) => new Set(draft.sources).size > 3)).toBe(true);
  });

  test('comes with means of the predictor for the bred ones', () => {
    const bred = fresh.filter(({ draft }) => draft.operator === 'surrogate');
    expect(means).toHaveLength(bred.length);
    expect(bred).toEqual(fresh.slice(0, bred.length));
    const again = predictor.view(bred.map((one) => encodable(one, 0))).means;
    expect(means).toEqual([...again]);
  });

  test('counts nothing as saved', () => {
    const none = { duplicates: 0, screened: 0, infeasible: 0 };
    expect(collector.savings(none)).toEqual(none);
  });

  test('grows the same from the same state', () => {
    const again = grown(of, constraints);
    expect(again.fresh).toEqual(fresh);
    expect(grown(of, constraints, 2).fresh).not.toEqual(fresh);
  });
});

test('breeding in the view of the predictor finds a better predicted front than as many random networks have', () => {
  const { fresh, means, predictor } = grown(space, { params: null, flops: null });
  const prng = Prng.fromSeed(7);
  const random = means.map(() => {
    const canonical = space.canonical(space.random(prng));
    return { canonical, ...space.measure(canonical), rung: 0 };
  });
  const drawn = predictor.view(random).means;
  const worst = Math.max(...means, ...drawn);
  const volume = (errors: ArrayLike<number>, networks: readonly { flops: number }[]): number =>
    hypervolume(
      networks.map(({ flops }, i) => [errors[i] ?? worst, flops / space.maxFlops]),
      [worst, 1],
    );
  expect(volume(means, fresh)).toBeGreaterThan(1.1 * volume(drawn, random));
});

test('in a small space every network is looked at', () => {
  const { fresh, members } = grown(small, { params: null, flops: null });
  const all = new Set(
    [...allGenomes(small.cardinalities)].map((genome) => small.print(small.canonical(genome))),
  );
  expect(new Set([...fresh, ...members].map(({ canonical }) => canonical))).toEqual(all);
});
