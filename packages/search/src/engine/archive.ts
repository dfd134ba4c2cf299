import type { AlgorithmState, Candidate, Member } from '../algorithm.ts';
import type { Fidelity } from '../config.ts';

/** The rung of full training. */
export function lastRung(fidelity: Fidelity | null): number {
  return fidelity === null ? 0 : fidelity.epochs.length - 1;
}

/** The evaluated networks that were trained in full. */
export function fullyTrained(archive: readonly Member[], fidelity: Fidelity | null): readonly Member[] {
  const last = lastRung(fidelity);
  return last === 0 ? archive : archive.filter(({ rung }) => rung === last);
}

/** Members by their ids; the archive ascends by id. */
export function membersOf(archive: readonly Member[], ids: readonly number[]): Member[] {
  return ids.flatMap((id) => archive[positionOf(archive, id)] ?? []);
}

/** Both lists ascend by id, so does the result. */
export function merge(archive: readonly Member[], told: readonly Member[]): Member[] {
  const [first] = told;
  if (first === undefined) return [...archive];
  const start = positionOf(archive, first.id);
  if (start >= archive.length) return [...archive, ...told];
  const tail = [...archive.slice(start), ...told].sort((a, b) => a.id - b.id);
  return [...archive.slice(0, start), ...tail];
}

/** Position of the id, or where it would stand. */
function positionOf(archive: readonly Member[], id: number): number {
  let low = 0;
  let high = archive.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((archive[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Canonical genomes of all networks that the search has proposed. */
export function knownNetworks(state: AlgorithmState): Set<string> {
  const known = new Set<string>();
  for (const { canonical } of state.archive) known.add(canonical);
  for (const { canonical } of state.pending) known.add(canonical);
  return known;
}

/** A candidate once its outcome is known. */
export function memberOf(candidate: Candidate, error: number | null): Member {
  const { id, genome, canonical, params, flops, generation, rung, prediction } = candidate;
  return { id, genome, canonical, params, flops, error, generation, rung, prediction };
}
