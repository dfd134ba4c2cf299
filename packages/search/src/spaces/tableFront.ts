import { hypervolume } from '../hypervolume.ts';
import type { Objective } from '../objectives.ts';
import { paretoFront } from '../pareto.ts';
import { canonicalText, requireEntry, type SearchTable } from './searchTable.ts';

/** What a search on a table can reach at best. */
export interface TableFront {
  /** By canonical genome, printed, the chosen objectives, each 0 at the table's best and 1 at its worst entry. */
  readonly points: ReadonlyMap<string, readonly number[]>;
  /** The canonical genomes that no other dominates, ascending; equal points stay together. */
  readonly front: readonly string[];
  /** Of the front, with reference point 1, 1, …: the largest that a search can have. */
  readonly hypervolume: number;
}

/**
 * The true Pareto front of a table for one to three objectives. All entries take part in the normalisation; the points
 * are those of the canonical genomes.
 * @throws SearchError `points` without objectives.
 */
export function tableFront(table: SearchTable, objectives: readonly Objective[]): TableFront {
  const ranges = objectives.map((name) => rangeOf(table, name));
  const genomes = [...new Set(Object.keys(table.entries).map((text) => canonicalText(table, text)))].sort();
  const points = genomes.map((genome) => {
    const entry = requireEntry(table, genome);
    return objectives.map((name, k) => {
      const { low = 0, span = 1 } = ranges[k] ?? {};
      return (entry[name] - low) / span;
    });
  });
  return {
    points: new Map(genomes.map((genome, i) => [genome, points[i] ?? []])),
    front: paretoFront(points).map((i) => genomes[i] ?? ''),
    hypervolume: hypervolume(
      points,
      objectives.map(() => 1),
    ),
  };
}

function rangeOf(table: SearchTable, name: Objective): { low: number; span: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const entry of Object.values(table.entries)) {
    low = Math.min(low, entry[name]);
    high = Math.max(high, entry[name]);
  }
  // All alike: everything is at 0.
  return { low, span: high > low ? high - low : 1 };
}
