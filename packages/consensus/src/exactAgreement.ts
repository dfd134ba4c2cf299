import { type BatchReason, type CandidateResult, compareText, type Standing } from './batch.ts';

/** Equal in every bit that an honest run determines. */
function identity(result: CandidateResult): string {
  const { numericClass, accuracy, curveHits } = result;
  return `${numericClass} ${chainOf(result)} ${accuracy} ${curveHits.join(',')}`;
}

/** All links count: a longer training that continues this one is held to them. */
function chainOf({ digest, curveDigests }: CandidateResult): string {
  return `${digest} ${curveDigests.join(',')}`;
}

/** Results of exact classes in groups of equal ones, the largest first; ties by digest, then by the rest of the identity. */
export function exactGroups(results: readonly CandidateResult[]): CandidateResult[][] {
  const groups = new Map<string, CandidateResult[]>();
  for (const result of results) {
    const key = identity(result);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [result]);
    else group.push(result);
  }
  return [...groups.entries()]
    .map(([key, members]) => ({ key, members, digest: members[0]?.digest ?? '' }))
    .sort(
      (a, b) =>
        b.members.length - a.members.length || compareText(a.digest, b.digest) || compareText(a.key, b.key),
    )
    .map(({ members }) => members);
}

/** The leading group against the largest other one. Groups of different exact classes are rivals too. */
export function exactStanding(groups: readonly CandidateResult[][]): Standing | null {
  const [leader, second] = groups;
  return leader === undefined ? null : { members: leader, rival: second?.length ?? 0 };
}

/** How an exact result differs from another, or null if it does not. */
export function exactMismatch(result: CandidateResult, other: CandidateResult): BatchReason | null {
  if (result.numericClass !== other.numericClass) return 'classMismatch';
  if (chainOf(result) !== chainOf(other)) return 'digestMismatch';
  return identity(result) === identity(other) ? null : 'accuracyMismatch';
}
