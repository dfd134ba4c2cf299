import type { AlgorithmState, SearchTable } from '@naschain/search';
import { tableError } from '@naschain/search';
import Table from 'cli-table3';
import type { HypervolumeTrace, Milestone } from '../../bench/search/hypervolumeTrace.ts';

const STYLE = { head: [], border: [] };
/** No lines between rows. */
const COMPACT = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };

/** One line about where the search stands. */
export function tableProgress(
  { savings, predictor }: AlgorithmState,
  trace: HypervolumeTrace,
  generation: string,
): string {
  const bySurrogate = savings.screened > 0 ? `, ${thousands(savings.screened)} by the surrogate` : '';
  const parts = [
    generation,
    `${thousands(trace.count)} evaluations`,
    `front ${trace.members.length}`,
    `hypervolume ${trace.hypervolume.toFixed(5)} (${percent(trace.share)})`,
    `trainings saved: ${thousands(savings.duplicates)} duplicates${bySurrogate}`,
  ];
  const correlation = predictor?.rankCorrelation ?? null;
  if (correlation !== null) parts.push(`rank correlation ${correlation.toFixed(2)}`);
  return parts.join(' · ');
}

/** The networks on the front, lowest error first. */
export function tableFrontTable(table: SearchTable, members: readonly string[]): string {
  const rows = members
    .map((genome) => ({ genome, error: tableError(table, genome), entry: table.entries[genome] }))
    .sort((a, b) => a.error - b.error || (a.genome < b.genome ? -1 : 1));
  const printed = new Table({
    head: ['genome', 'error', 'params', 'FLOPs'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: STYLE,
    chars: COMPACT,
  });
  for (const { genome, error, entry } of rows)
    printed.push([
      genome,
      `${error.toFixed(2)} %`,
      thousands(entry?.params ?? 0),
      thousands(entry?.flops ?? 0),
    ]);
  return printed.toString();
}

/** An algorithm in the comparison, as the mean of its runs. */
export interface Compared {
  readonly name: string;
  readonly hypervolume: number;
  readonly share: number;
  /** Evaluations until then, or how many runs got there. */
  readonly reached: Readonly<Record<Milestone, string>>;
}

export function comparisonTable(compared: readonly Compared[]): string {
  const table = new Table({
    head: ['', 'hypervolume', 'of the true one', 'to 99 %', 'to 99.9 %', 'to all'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: STYLE,
    chars: COMPACT,
  });
  for (const { name, hypervolume, share, reached } of compared)
    table.push([name, hypervolume.toFixed(5), percent(share), reached.to99, reached.to999, reached.to100]);
  return table.toString();
}

/** When shares of the true hypervolume were reached. */
export function milestones({ reached }: HypervolumeTrace): string {
  const after = (count: number | null): string =>
    count === null ? 'was not reached' : `after ${thousands(count)} evaluations`;
  return `99 % of the true hypervolume ${after(reached.to99)}, 99.9 % ${after(reached.to999)}, all of it ${after(reached.to100)}.`;
}

function percent(share: number): string {
  // Rounded down, so that 100 % means all.
  return `${(Math.floor(share * 10_000 + 1e-6) / 100).toFixed(2)} %`;
}

export function thousands(value: number): string {
  return value.toLocaleString('en-US');
}
