import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchDecision, CandidateResult, Replication } from './batch.ts';
import { ConsensusError } from './consensusError.ts';
import { decideBatch } from './decideBatch.ts';

const replication: Replication = { kind: 'fixed', quorum: 3, maxReplicas: 7, tolerance: 1 };

/** Results from a word such as `AAB`: equal letters are equal exact trainings, each from its own hotkey. */
function exact(word: string, numericClass = 'exact-1'): CandidateResult[] {
  return [...word].map((letter, index) => ({
    assignmentId: `${numericClass}-${index}`,
    hotkey: `${numericClass}-key${index}`,
    numericClass,
    digest: letter.repeat(64),
    accuracy: letter.charCodeAt(0),
    curveHits: [1, letter.charCodeAt(0)],
    curveDigests: ['0'.repeat(64), letter.repeat(64)],
  }));
}

function inexact(accuracies: readonly number[], numericClass = 'tfjs:cuda'): CandidateResult[] {
  return accuracies.map((accuracy, index) => ({
    assignmentId: `${numericClass}-${index}`,
    hotkey: `${numericClass}-key${index}`,
    numericClass,
    digest: `${(index * 7 + 3) % 10}`.repeat(64),
    accuracy,
    curveHits: [index],
    curveDigests: [`${(index * 7 + 3) % 10}`.repeat(64)],
  }));
}

function decide(
  results: readonly CandidateResult[],
  outstanding = 0,
  policy: Replication = replication,
  seatsWanted = results.length + outstanding,
): BatchDecision {
  return decideBatch({ replication: policy, seatsWanted, outstanding, results });
}

describe('exact results', () => {
  it.each<[string, number, string]>([
    ['', 3, 'wait'],
    ['A', 2, 'wait'],
    ['AA', 1, 'wait'],
    ['AAA', 0, 'agreed'],
    // Whatever the fourth says, three to one is agreed.
    ['AAA', 1, 'agreed'],
    ['AAA', 2, 'wait'],
    ['AAB', 0, 'addSeats 1'],
    ['AAB', 1, 'wait'],
    ['AAAB', 0, 'agreed'],
    ['AAAB', 1, 'wait'],
    ['AABB', 0, 'addSeats 2'],
    ['ABC', 0, 'addSeats 2'],
    ['AAABB', 0, 'addSeats 1'],
    ['AAAABB', 0, 'agreed'],
    ['AAABBC', 0, 'addSeats 1'],
    ['AAABBB', 0, 'failed'],
    ['ABCD', 0, 'addSeats 2'],
    ['ABCDEF', 0, 'failed'],
    ['AAABBCC', 0, 'failed'],
    ['AAAABBC', 0, 'agreed'],
  ])('%s with %i outstanding: %s', (word, outstanding, expected) => {
    const decision = decide(exact(word), outstanding);
    expect(decision.kind === 'addSeats' ? `addSeats ${decision.seats}` : decision.kind).toBe(expected);
  });

  it('reports the agreed values and charges the wrong digest', () => {
    expect(decide(exact('BAAA'))).toEqual({
      kind: 'agreed',
      accuracy: 65,
      digest: 'A'.repeat(64),
      numericClass: 'exact-1',
      agreed: ['exact-1-1', 'exact-1-2', 'exact-1-3'],
      rejected: [{ assignmentId: 'exact-1-0', reason: 'digestMismatch' }],
    });
  });

  it('tells equal digests with another accuracy or curve apart', () => {
    const [liar, ...honest] = exact('AAAA');
    if (liar === undefined) throw new Error('four results');
    for (const lie of [{ accuracy: 66 }, { curveHits: [2, 65] }]) {
      expect(decide([{ ...liar, ...lie }, ...honest])).toMatchObject({
        kind: 'agreed',
        rejected: [{ assignmentId: liar.assignmentId, reason: 'accuracyMismatch' }],
      });
    }
  });

  it('tells chains apart that only meet at the end: a continued training is held to every link', () => {
    const [liar, ...honest] = exact('AAAA');
    if (liar === undefined) throw new Error('four results');
    const curveDigests = ['9'.repeat(64), liar.digest];
    expect(decide([{ ...liar, curveDigests }, ...honest])).toMatchObject({
      kind: 'agreed',
      rejected: [{ assignmentId: liar.assignmentId, reason: 'digestMismatch' }],
    });
  });

  it('cannot compare two exact classes', () => {
    const [other] = exact('A', 'exact-2');
    if (other === undefined) throw new Error('one result');
    expect(decide([...exact('AAA'), other])).toMatchObject({
      kind: 'agreed',
      numericClass: 'exact-1',
      rejected: [{ assignmentId: other.assignmentId, reason: 'classMismatch' }],
    });
  });

  it("charges nobody alone when the batch fails: everyone's result is evidence", () => {
    const decision = decide(exact('AAABBB'));
    expect(decision).toEqual({
      kind: 'failed',
      rejected: exact('AAABBB').map(({ assignmentId }) => ({ assignmentId, reason: 'digestMismatch' })),
    });
  });

  it('counts a hotkey once', () => {
    const [a, b, c] = exact('AAA');
    if (a === undefined || b === undefined || c === undefined) throw new Error('three results');
    const twice = [a, b, { ...c, hotkey: a.hotkey }];
    expect(decide(twice)).toEqual({ kind: 'addSeats', seats: 1 });
    const contradicting = { ...a, assignmentId: 'z', digest: 'Z'.repeat(64) };
    expect(decide([a, b, c, contradicting])).toMatchObject({
      kind: 'agreed',
      agreed: [a.assignmentId, b.assignmentId, c.assignmentId],
      rejected: [{ assignmentId: 'z', reason: 'digestMismatch' }],
    });
  });

  it('settles a quorum of one at once', () => {
    expect(decide(exact('A'), 0, { ...replication, quorum: 1 }).kind).toBe('agreed');
  });

  it('treats a cap below the quorum as the quorum', () => {
    const policy = { ...replication, maxReplicas: 1 };
    expect(decide(exact('AA'), 0, policy)).toEqual({ kind: 'addSeats', seats: 1 });
    expect(decide(exact('AAB'), 0, policy).kind).toBe('failed');
  });
});

describe('inexact results', () => {
  it('agrees on the median of the largest set within the tolerance', () => {
    // 70.0 to 70.9 is a set of four; 72 is alone.
    expect(decide(inexact([70.9, 72, 70, 70.4, 70.6]))).toMatchObject({
      kind: 'agreed',
      accuracy: 70.5,
      rejected: [{ assignmentId: 'tfjs:cuda-1', reason: 'accuracyMismatch' }],
    });
  });

  it('takes digest and class of the smallest digest', () => {
    expect(decide(inexact([70, 70.2, 70.4]))).toMatchObject({ digest: '0'.repeat(64), accuracy: 70.2 });
  });

  it('includes a difference of exactly the tolerance', () => {
    expect(decide(inexact([70.2, 70.5, 71.2])).kind).toBe('agreed');
    expect(decide(inexact([70.2, 70.5, 71.21])).kind).toBe('addSeats');
  });

  it('prefers the tighter of two sets of equal size', () => {
    // 70.0 70.5 70.8 (spread 0.8) against 70.5 70.8 71.4 (spread 0.9)
    for (const order of [
      [70, 70.5, 70.8, 71.4],
      [70.5, 71.4, 70.8, 70],
    ]) {
      expect(decide(inexact(order))).toMatchObject({
        kind: 'agreed',
        accuracy: 70.5,
        rejected: [{ assignmentId: `tfjs:cuda-${order.indexOf(71.4)}`, reason: 'accuracyMismatch' }],
      });
    }
  });

  it('decides within one class where possible, and lets others join', () => {
    const decision = decide([...inexact([70, 70.2, 70.4]), ...inexact([70.9, 75], 'tfjs:webgpu')]);
    expect(decision).toMatchObject({
      kind: 'agreed',
      accuracy: 70.2,
      numericClass: 'tfjs:cuda',
      rejected: [{ assignmentId: 'tfjs:webgpu-1', reason: 'accuracyMismatch' }],
    });
  });

  it('decides over the classes otherwise', () => {
    const decision = decide([...inexact([70, 70.2]), ...inexact([70.8], 'tfjs:webgpu')]);
    expect(decision).toMatchObject({ kind: 'agreed', accuracy: 70.2, rejected: [] });
  });

  it('waits for leases in work, because the largest set may change', () => {
    expect(decide(inexact([70, 70.2, 70.4]), 1)).toEqual({ kind: 'wait' });
  });

  it('adds one seat at a time and fails at the cap', () => {
    expect(decide(inexact([60, 70, 80]))).toEqual({ kind: 'addSeats', seats: 1 });
    expect(decide(inexact([10, 20, 30, 40, 50, 60, 70]))).toMatchObject({
      kind: 'failed',
      rejected: Array.from({ length: 7 }, () => ({ reason: 'accuracyMismatch' })),
    });
  });
});

describe('mixed results', () => {
  it('lets an exact group decide, and admits no guess beside it', () => {
    const decision = decide([...exact('AAA'), ...inexact([65, 65, 65])]);
    expect(decision).toMatchObject({
      kind: 'agreed',
      numericClass: 'exact-1',
      rejected: [{ reason: 'classMismatch' }, { reason: 'classMismatch' }, { reason: 'classMismatch' }],
    });
  });

  it('decides by the tolerance while exact results are too few, and compares these by it', () => {
    const decision = decide([...exact('AZ'), ...inexact([64.9, 65, 65.2])]);
    expect(decision).toMatchObject({
      kind: 'agreed',
      accuracy: 65,
      rejected: [{ assignmentId: 'exact-1-1', reason: 'accuracyMismatch' }],
    });
  });
});

describe('bad input', () => {
  it.each([
    { quorum: 0 },
    { quorum: 1.5 },
    { maxReplicas: -1 },
    { tolerance: Number.NaN },
    { tolerance: -1 },
  ])('refuses %o', (change) => {
    expect(() => decide(exact('A'), 0, { ...replication, ...change })).toThrow(ConsensusError);
  });

  it('refuses an accuracy that is no number', () => {
    expect(() => decide(inexact([Number.NaN]))).toThrow(/verify claims first/);
  });
});

const word = fc
  .array(fc.constantFrom('A', 'A', 'A', 'B', 'B', 'C'), { maxLength: 8 })
  .map((letters) => letters.join(''));
const mixed = fc
  .tuple(
    word,
    fc.array(fc.integer({ min: 640, max: 670 }), { maxLength: 5 }),
    fc.array(fc.integer({ min: 640, max: 670 }), { maxLength: 4 }),
  )
  .map(([letters, cuda, webgpu]) => [
    ...exact(letters),
    ...inexact(cuda.map((tenths) => tenths / 10)),
    ...inexact(
      webgpu.map((tenths) => tenths / 10),
      'tfjs:webgpu',
    ),
  ]);
const policy = fc.record<Replication>({
  kind: fc.constant('fixed' as const),
  quorum: fc.integer({ min: 1, max: 5 }),
  maxReplicas: fc.integer({ min: 1, max: 12 }),
  tolerance: fc.constantFrom(0, 0.5, 1),
});

describe('properties', () => {
  it('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(
        mixed.chain((results) =>
          fc.tuple(
            fc.constant(results),
            fc.shuffledSubarray(results, { minLength: results.length, maxLength: results.length }),
          ),
        ),
        policy,
        fc.integer({ min: 0, max: 2 }),
        ([results, shuffled], rules, outstanding) => {
          expect(decide(shuffled, outstanding, rules)).toEqual(decide(results, outstanding, rules));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('an early verdict is the one that the full set gives', () => {
    fc.assert(
      fc.property(mixed, policy, fc.nat(), (results, rules, cut) => {
        const arrived = results.slice(0, results.length === 0 ? 0 : cut % (results.length + 1));
        const early = decide(arrived, results.length - arrived.length, rules);
        if (arrived.length === results.length || early.kind === 'wait') return;
        const final = decide(results, 0, rules);
        expect(early.kind).toBe('agreed');
        expect(final).toMatchObject({ kind: 'agreed' });
        if (early.kind === 'agreed' && final.kind === 'agreed') expect(final.digest).toBe(early.digest);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives every result exactly one verdict when the job closes', () => {
    fc.assert(
      fc.property(mixed, policy, (results, rules) => {
        const decision = decide(results, 0, rules);
        if (decision.kind !== 'agreed' && decision.kind !== 'failed') return;
        const judged = decision.rejected.map((entry) => entry.assignmentId);
        if (decision.kind === 'agreed') judged.push(...decision.agreed);
        expect(judged.sort()).toEqual(results.map((result) => result.assignmentId).sort());
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees only with a quorum, of equal results or of results pairwise within the tolerance', () => {
    fc.assert(
      fc.property(mixed, policy, (results, rules) => {
        const decision = decide(results, 0, rules);
        if (decision.kind !== 'agreed') return;
        const members = results.filter((result) => decision.agreed.includes(result.assignmentId));
        expect(members.length).toBeGreaterThanOrEqual(rules.quorum);
        if (decision.numericClass.startsWith('exact')) {
          expect(new Set(members.map((member) => member.digest)).size).toBe(1);
        } else {
          for (const member of members) {
            expect(Math.abs(member.accuracy - decision.accuracy)).toBeLessThanOrEqual(rules.tolerance + 1e-9);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('asks for seats only within the cap, and for exact results never for more than could be needed', () => {
    fc.assert(
      fc.property(word, policy, (letters, rules) => {
        const decision = decide(exact(letters), 0, rules);
        if (decision.kind !== 'addSeats') return;
        const cap = Math.max(rules.maxReplicas, rules.quorum);
        expect(decision.seats).toBeGreaterThan(0);
        expect(letters.length + decision.seats).toBeLessThanOrEqual(cap);
        const fills = ['A', 'B', 'C', 'D'].map(
          (letter) => decide(exact(letters + letter.repeat(decision.seats)), 0, rules).kind,
        );
        expect(fills).toContain('agreed');
        const fewer = ['A', 'B', 'C', 'D'].map((letter) => letters + letter.repeat(decision.seats - 1));
        for (const shorter of fewer) expect(decide(exact(shorter), 0, rules).kind).not.toBe('agreed');
      }),
      { numRuns: 1000 },
    );
  });
});
