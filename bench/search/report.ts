import type { AlgorithmKind } from '@naschain/search';
import Table from 'cli-table3';
import type { PeerRow, Row } from './rows.ts';
import type { AskMs } from './timings/askTimings.ts';
import type { Comparison } from './timings/paretoTimings.ts';
import type { Timings } from './timings/timings.ts';

const STYLE = {
  style: { head: [], border: [] },
  // No lines between rows.
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
};

/** All runs and peers as one table; where not every run reached a share, how many did. */
export function rowsTable(rows: readonly Row[], peers: readonly PeerRow[]): string {
  const all: readonly PeerRow[] = [...rows, ...peers];
  const counts = Object.keys(rows[0]?.hv ?? {});
  const table = new Table({
    head: [
      'objectives',
      'algorithm',
      'mode',
      'seeds',
      ...counts.map((count) => `hv ${count}`),
      'to 99 %',
      'to 99.9 %',
      'to all',
    ],
    ...STYLE,
  });
  for (const row of all) {
    if ('absent' in row) {
      table.push([
        row.objectives,
        row.algorithm,
        { colSpan: counts.length + 5, content: `absent: ${row.absent}` },
      ]);
      continue;
    }
    table.push([
      row.objectives,
      row.algorithm,
      row.mode,
      row.seeds,
      ...counts.map((count) => row.hv[count]?.toFixed(5) ?? ''),
      reached(row.to99, row.reached99, row.seeds),
      reached(row.to999, row.reached999, row.seeds),
      reached(row.to100, row.reached100, row.seeds),
    ]);
  }
  const truths = new Map(rows.map((row) => [row.objectives, row.trueHv]));
  const lines = [...truths].map(
    ([objectives, trueHv]) => `True hypervolume, ${objectives}: ${trueHv.toFixed(6)}`,
  );
  return [table.toString(), ...lines].join('\n');
}

function reached(mean: number | null, count: number, seeds: number): string {
  return mean === null ? `${count} of ${seeds} runs` : mean.toFixed(0);
}

export function timingsText({ ask, askOne, ...comparisons }: Timings): string {
  return [
    'Milliseconds per ask by evaluated networks: a generation, and one candidate in steady-state mode',
    askTable(ask, askOne),
    'Milliseconds by number of points, against a naive version',
    comparisonTable(comparisons),
  ].join('\n');
}

function askTable(ask: AskMs, askOne: AskMs): string {
  const sizes = [...new Set(Object.values(ask).flatMap((times) => Object.keys(times)))];
  const table = new Table({
    head: ['algorithm', ...sizes.map((size) => `gen. ${size}`), ...sizes.map((size) => `one ${size}`)],
    ...STYLE,
  });
  for (const algorithm of Object.keys(ask) as AlgorithmKind[])
    table.push([
      algorithm,
      ...[ask, askOne].flatMap((times) =>
        sizes.map((size) => milliseconds(times[algorithm]?.[size] ?? null)),
      ),
    ]);
  return table.toString();
}

function comparisonTable(comparisons: Readonly<Record<string, Comparison>>): string {
  const table = new Table({ head: ['what', 'points', 'ms', 'naive ms', 'ratio'], ...STYLE });
  for (const [name, { points, ms, naiveMs, ratio }] of Object.entries(comparisons))
    for (const [i, count] of points.entries())
      table.push([
        name,
        count,
        milliseconds(ms[i] ?? null),
        milliseconds(naiveMs[i] ?? null),
        ratio[i]?.toFixed(0) ?? '',
      ]);
  return table.toString();
}

function milliseconds(value: number | null): string {
  return value === null ? '' : value.toFixed(value < 10 ? 2 : 0);
}
