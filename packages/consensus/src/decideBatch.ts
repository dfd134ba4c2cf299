import {
  type Batch,
  type BatchDecision,
  type BatchReason,
  type CandidateResult,
  compareText,
  missingToWin,
  type RejectedResult,
  type Replication,
  type Standing,
} from './batch.ts';
import { ConsensusError } from './consensusError.ts';
import { exactGroups, exactMismatch, exactStanding } from './exactAgreement.ts';
import { isExact } from './numericClass.ts';
import {
  joins,
  largestWithin,
  medianAccuracy,
  toleranceStanding,
  withinTolerance,
} from './toleranceAgreement.ts';

/**
 * The verdict on a job's results. A pure function of the *set* of results: their order never matters, and an exact
 * verdict given while leases are outstanding is one that no outcome of these could overturn. The rules are in the README.
 * @throws ConsensusError `invalidInput` for numbers that cannot be (a quorum below 1, a negative count).
 */
export function decideBatch(batch: Batch): BatchDecision {
  assertBatch(batch);
  const { replication } = batch;
  const results = [...batch.results].sort((a, b) => compareText(a.assignmentId, b.assignmentId));
  const voters = oncePerHotkey(results);
  const pending = Math.max(batch.outstanding, batch.seatsWanted - results.length, 0);

  const groups = exactGroups(voters.filter((result) => isExact(result.numericClass)));
  const exact = exactStanding(groups);
  // Whatever is pending may join the rival, which may not even exist yet.
  if (exact !== null && wins(exact, exact.rival + pending, replication)) return agreedExactly(exact, results);

  const tolerant = toleranceStanding(voters, replication.tolerance, replication.quorum);
  if (pending > 0) return { kind: 'wait' };
  if (tolerant !== null && wins(tolerant, tolerant.rival, replication)) {
    return agreedWithin(tolerant, results, replication.tolerance);
  }
  return escalate(voters, results, exact, tolerant, replication);
}

function wins({ members }: Standing, rival: number, { quorum }: Replication): boolean {
  return missingToWin(members.length, rival, quorum) === 0;
}

function escalate(
  voters: readonly CandidateResult[],
  results: readonly CandidateResult[],
  exact: Standing | null,
  tolerant: Standing | null,
  { quorum, maxReplicas, tolerance }: Replication,
): BatchDecision {
  const left = Math.max(maxReplicas, quorum) - voters.length;
  // One inexact result can join two sets that did not overlap, so nothing better than one is known to be needed.
  const seats =
    tolerant !== null || exact === null
      ? Math.max(1, quorum - voters.length)
      : missingToWin(exact.members.length, exact.rival, quorum);
  if (seats <= left) return { kind: 'addSeats', seats };
  return { kind: 'failed', rejected: evidence(voters, results, tolerance) };
}

/** A hotkey counts once, with its smallest assignment id; the scheduler never seats one twice, so this is a second lock. */
function oncePerHotkey(sorted: readonly CandidateResult[]): CandidateResult[] {
  const seen = new Set<string>();
  return sorted.filter(({ hotkey }) => !seen.has(hotkey) && seen.add(hotkey));
}

function agreedExactly({ members }: Standing, results: readonly CandidateResult[]): BatchDecision {
  const model = first(members);
  return verdict(model.accuracy, model, results, (result) =>
    // A tolerance has nothing to add to an exact verdict: a guessed accuracy could pass it.
    exactMismatch(result, model),
  );
}

function agreedWithin(
  { members }: Standing,
  results: readonly CandidateResult[],
  tolerance: number,
): BatchDecision {
  const model = first([...members].sort((a, b) => compareText(a.digest, b.digest)));
  return verdict(medianAccuracy(members), model, results, (result) =>
    joins(result, members, tolerance) ? null : 'accuracyMismatch',
  );
}

function verdict(
  accuracy: number,
  model: CandidateResult,
  results: readonly CandidateResult[],
  faultOf: (result: CandidateResult) => BatchReason | null,
): BatchDecision {
  const agreed: string[] = [];
  const rejected: RejectedResult[] = [];
  for (const result of results) {
    const reason = faultOf(result);
    if (reason === null) agreed.push(result.assignmentId);
    else rejected.push({ assignmentId: result.assignmentId, reason });
  }
  const { digest, numericClass } = model;
  return { kind: 'agreed', accuracy, digest, numericClass, agreed, rejected };
}

/** Each result with how it differs from the largest group that it contradicts. */
function evidence(
  voters: readonly CandidateResult[],
  results: readonly CandidateResult[],
  tolerance: number,
): RejectedResult[] {
  const inexact = voters.filter((result) => !isExact(result.numericClass));
  const models = [
    ...exactGroups(voters.filter((result) => isExact(result.numericClass))),
    largestWithin(inexact, tolerance),
    ...inexact.map((result) => [result]),
  ].flatMap((group) => group.slice(0, 1));
  return results.map((result) => {
    const reasons = models.map((model) => pairMismatch(result, model, tolerance));
    return {
      assignmentId: result.assignmentId,
      reason: reasons.find((reason) => reason !== null) ?? 'accuracyMismatch',
    };
  });
}

function pairMismatch(a: CandidateResult, b: CandidateResult, tolerance: number): BatchReason | null {
  if (isExact(a.numericClass) !== isExact(b.numericClass)) return 'classMismatch';
  if (isExact(a.numericClass)) return exactMismatch(a, b);
  return withinTolerance(a.accuracy, b.accuracy, tolerance) ? null : 'accuracyMismatch';
}

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new ConsensusError('invalidInput', 'an agreement needs at least one result');
  return item;
}

function assertBatch({ replication, seatsWanted, outstanding, results }: Batch): void {
  const { quorum, maxReplicas, tolerance } = replication;
  const counts = { quorum, maxReplicas, seatsWanted, outstanding };
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 0) {
      throw new ConsensusError('invalidInput', `${name} must be a whole number from 0, not ${value}`);
    }
  }
  if (quorum < 1) throw new ConsensusError('invalidInput', 'quorum must be at least 1');
  if (!(tolerance >= 0))
    throw new ConsensusError('invalidInput', `tolerance must be from 0, not ${tolerance}`);
  for (const { assignmentId, accuracy } of results) {
    if (!Number.isFinite(accuracy)) {
      throw new ConsensusError(
        'invalidInput',
        `accuracy of ${assignmentId} is ${accuracy}: verify claims first`,
      );
    }
  }
}
