import { type CandidateResult, compareText, missingToWin, type Standing } from './batch.ts';
import { isExact } from './numericClass.ts';

/** So that 71.2 and 70.2 are one point apart in spite of binary fractions. */
const ROUNDING = 1e-9;

export function withinTolerance(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance + ROUNDING;
}

function byAccuracy(a: CandidateResult, b: CandidateResult): number {
  return (
    a.accuracy - b.accuracy || compareText(a.digest, b.digest) || compareText(a.assignmentId, b.assignmentId)
  );
}

function spreadOf(sorted: readonly CandidateResult[]): number {
  return (sorted.at(-1)?.accuracy ?? 0) - (sorted[0]?.accuracy ?? 0);
}

/** Order of preference of two sets: larger, then tighter, then by their sorted digests and ids. */
function comparePreference(a: readonly CandidateResult[], b: readonly CandidateResult[]): number {
  const names = (set: readonly CandidateResult[], key: 'digest' | 'assignmentId') =>
    set
      .map((result) => result[key])
      .sort(compareText)
      .join(' ');
  return (
    b.length - a.length ||
    spreadOf(a) - spreadOf(b) ||
    compareText(names(a, 'digest'), names(b, 'digest')) ||
    compareText(names(a, 'assignmentId'), names(b, 'assignmentId'))
  );
}

/**
 * The largest set of results whose accuracies differ pairwise by at most the tolerance. On a line such a set is an
 * interval, so every candidate starts at one of the results. Empty for no results.
 */
export function largestWithin(results: readonly CandidateResult[], tolerance: number): CandidateResult[] {
  const sorted = [...results].sort(byAccuracy);
  let best: CandidateResult[] = [];
  for (const [start, first] of sorted.entries()) {
    const candidate = sorted
      .slice(start)
      .filter((result) => withinTolerance(result.accuracy, first.accuracy, tolerance));
    if (comparePreference(candidate, best) < 0) best = candidate;
  }
  return best;
}

/** True if a result is within the tolerance of every member of a set. */
export function joins(result: CandidateResult, set: readonly CandidateResult[], tolerance: number): boolean {
  return set.every((member) => withinTolerance(result.accuracy, member.accuracy, tolerance));
}

/**
 * The set of inexact results that may decide the batch: one within a single numeric class if such a set wins, otherwise
 * the largest over all inexact classes. Its rival is the largest set among the results of any class that do not join it.
 */
export function toleranceStanding(
  results: readonly CandidateResult[],
  tolerance: number,
  quorum: number,
): Standing | null {
  const inexact = results.filter((result) => !isExact(result.numericClass));
  if (inexact.length === 0) return null;
  const standingOf = (members: readonly CandidateResult[]): Standing => {
    const against = results.filter((result) => !joins(result, members, tolerance));
    return { members, rival: largestWithin(against, tolerance).length };
  };
  const winners = [...new Set(inexact.map((result) => result.numericClass))]
    .map((name) =>
      largestWithin(
        inexact.filter((result) => result.numericClass === name),
        tolerance,
      ),
    )
    .map(standingOf)
    .filter(({ members, rival }) => missingToWin(members.length, rival, quorum) === 0)
    .sort((a, b) => comparePreference(a.members, b.members));
  return winners[0] ?? standingOf(largestWithin(inexact, tolerance));
}

/** Middle of the accuracies, the mean of the two middle ones for an even number. */
export function medianAccuracy(results: readonly CandidateResult[]): number {
  const sorted = results.map((result) => result.accuracy).sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return lower === upper ? upper : (lower + upper) / 2;
}
