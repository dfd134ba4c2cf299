import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchDecision, CandidateResult, Replication } from './batch.ts';
import { decideBatch } from './decideBatch.ts';

const TRUTH = 'aa';

/** A population of hotkeys: `h` trains honestly, digits collude in as many camps as there are digits. */
type Population = readonly string[];

function resultOf(hotkey: number, kind: string): CandidateResult {
  const digest = kind === 'h' ? TRUTH : `lie ${kind}`;
  const hits = kind === 'h' ? 70 : 90;
  return {
    assignmentId: `assignment ${hotkey}`,
    hotkey: `hotkey ${hotkey}`,
    numericClass: 'exact-1',
    digest,
    accuracy: hits,
    curveHits: [hits],
    curveDigests: [digest],
  };
}

/** Runs a job: seats go to the population in its order, and a seat more whenever the verdict asks for it. */
function runJob(
  population: Population,
  replication: Replication,
): { decision: BatchDecision; seats: number } {
  let seats = replication.quorum;
  for (;;) {
    const results = population.slice(0, seats).map((kind, index) => resultOf(index, kind));
    const decision = decideBatch({ replication, seatsWanted: results.length, outstanding: 0, results });
    if (decision.kind !== 'addSeats') return { decision, seats };
    seats += decision.seats;
    if (seats > population.length) return { decision: { kind: 'wait' }, seats };
  }
}

const shuffled = (kinds: string[]) =>
  fc.shuffledSubarray(kinds, { minLength: kinds.length, maxLength: kinds.length });

const scenario = (liars: (quorum: number) => fc.Arbitrary<string[]>) =>
  fc.integer({ min: 2, max: 5 }).chain((quorum) =>
    liars(quorum).chain((camp) =>
      fc.record({
        quorum: fc.constant(quorum),
        // As many honest hotkeys as a job may need.
        population: shuffled([...camp, ...Array.from({ length: 2 * quorum }, () => 'h')]),
      }),
    ),
  );

describe('liars', () => {
  it('fewer than quorum: the truth always wins when maxReplicas >= 2 x quorum, with at most 2 x quorum replicas', () => {
    const few = scenario((quorum) => fc.array(fc.constantFrom('1', '2'), { maxLength: quorum - 1 }));
    fc.assert(
      fc.property(few, fc.integer({ min: 0, max: 5 }), ({ quorum, population }, slack) => {
        const replication: Replication = {
          kind: 'fixed',
          quorum,
          maxReplicas: 2 * quorum + slack,
          tolerance: 1,
        };
        const { decision, seats } = runJob(population, replication);
        expect(decision).toMatchObject({ kind: 'agreed', digest: TRUTH });
        expect(seats).toBeLessThanOrEqual(2 * quorum);
        if (decision.kind !== 'agreed') return;
        const liarsSeated = population.slice(0, seats).filter((kind) => kind !== 'h').length;
        expect(decision.rejected).toHaveLength(liarsSeated);
      }),
      { numRuns: 1000 },
    );
  });

  it('fewer than quorum in every camp: a lie never wins, whatever the cap and however many liars there are', () => {
    const camps = scenario((quorum) =>
      fc
        .array(fc.integer({ min: 0, max: quorum - 1 }), { maxLength: 4 })
        .map((sizes) => sizes.flatMap((size, camp) => Array.from({ length: size }, () => `${camp}`))),
    );
    fc.assert(
      fc.property(camps, fc.integer({ min: 1, max: 20 }), ({ quorum, population }, maxReplicas) => {
        const { decision } = runJob(population, { kind: 'fixed', quorum, maxReplicas, tolerance: 1 });
        if (decision.kind === 'agreed') expect(decision.digest).toBe(TRUTH);
      }),
      { numRuns: 1000 },
    );
  });

  it('a lie wins exactly when its camp has a quorum and outnumbers every other group by two, or is alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 8 }),
        (quorum, honest, liars) => {
          const kinds = [
            ...Array.from({ length: honest }, () => 'h'),
            ...Array.from({ length: liars }, () => '1'),
          ];
          const decision = decideBatch({
            replication: { kind: 'fixed', quorum, maxReplicas: 31, tolerance: 1 },
            seatsWanted: kinds.length,
            outstanding: 0,
            results: kinds.map((kind, index) => resultOf(index, kind)),
          });
          const lieWins = liars >= quorum && (honest === 0 || liars >= honest + 2);
          expect(decision.kind === 'agreed' && decision.digest !== TRUTH).toBe(lieWins);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
