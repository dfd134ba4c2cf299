import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SearchTable, type TableFront, tableFront } from '@naschain/search';
import { refuse } from '../commandLine.ts';
import { pythonCandidates } from '../python.ts';
import {
  type Job,
  OBJECTIVE_SETS,
  type ObjectiveSet,
  objectivesOf,
  POPULATIONS,
  variantsOf,
} from './jobs.ts';
import { type BenchOptions, parseOptions } from './options.ts';
import { runPeers } from './peers.ts';
import { defaultTablePath, readTable, TableFileError } from './readTable.ts';
import { rowsTable, timingsText } from './report.ts';
import type { PeerRow, Row } from './rows.ts';
import { meanScore } from './score.ts';
import { type Timings, takeTimings } from './timings/timings.ts';
import { runJobs } from './workerPool.ts';

interface Result {
  readonly rows: readonly Row[];
  readonly peers: readonly PeerRow[];
  readonly timings: Timings | null;
}

const began = performance.now();

const options = parseOptions(process.argv.slice(2));
if ('text' in options) refuse(options);
try {
  const result = await benchmark(options);
  if (options.json) console.log(JSON.stringify(result));
  else {
    console.log(rowsTable(result.rows, result.peers));
    if (result.timings !== null) console.log(`\n${timingsText(result.timings)}`);
  }
} catch (error) {
  if (!(error instanceof TableFileError)) throw error;
  const advice = 'set NASCHAIN_DATA to the folder of the test data, or name a table with --table FILE.json';
  console.error(`bench:search: ${error.message}${options.table === undefined ? `; ${advice}` : ''}`);
  process.exitCode = 1;
}

async function benchmark(options: BenchOptions): Promise<Result> {
  const table = readTable(options.table ?? defaultTablePath());
  const truths = new Map(OBJECTIVE_SETS.map((name) => [name, tableFront(table, objectivesOf(name))]));
  // First, while nothing else runs.
  const timings = options['no-timings'] ? null : takeTimings(options.algorithms);
  if (timings !== null) progress('timings taken');
  const folder = mkdtempSync(join(tmpdir(), 'naschain-bench-'));
  try {
    const tablePath = join(folder, 'table.json');
    writeFileSync(tablePath, JSON.stringify(table));
    const rows = await ownRows(options, table, tablePath, truths);
    const peers = options['no-peers'] ? [] : await peerRows(options, table, tablePath, truths);
    return { rows, peers, timings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ownRows(
  options: BenchOptions,
  table: SearchTable,
  tablePath: string,
  truths: ReadonlyMap<ObjectiveSet, TableFront>,
): Promise<Row[]> {
  const { seeds, evaluations, outstanding } = options;
  const rowSeconds = options['row-seconds'] ?? Number.POSITIVE_INFINITY;
  const variants = variantsOf(options);
  const jobs = variants.flatMap((variant) =>
    Array.from({ length: seeds }, (_, i): Job => ({ ...variant, seed: i + 1 })),
  );
  const starts: number[] = [];
  const mayStart = (i: number): boolean => {
    const row = Math.floor(i / seeds);
    if (starts[row] === undefined && row > 0) progress(`${row} of ${variants.length} rows`);
    starts[row] ??= performance.now();
    return performance.now() - starts[row] < rowSeconds * 1000;
  };
  const scores = await runJobs(tablePath, jobs, { processes: options.jobs, mayStart });
  return variants.map(
    ({ objectives, algorithm, mode }, i): Row => ({
      table: table.name,
      objectives,
      algorithm,
      mode,
      population: POPULATIONS[algorithm],
      outstanding: mode === 'steady-state' ? outstanding : null,
      evaluations,
      ...meanScore(
        scores.slice(i * seeds, (i + 1) * seeds).filter((score) => score !== null),
        evaluations,
      ),
      trueHv: truths.get(objectives)?.hypervolume ?? Number.NaN,
    }),
  );
}

function peerRows(
  options: BenchOptions,
  table: SearchTable,
  tablePath: string,
  truths: ReadonlyMap<ObjectiveSet, TableFront>,
): Promise<PeerRow[]> {
  const { seeds, evaluations, jobs } = options;
  const seconds = options['peer-seconds'];
  const pythons = pythonCandidates();
  return runPeers({ table, tablePath, truths, seeds, evaluations, seconds, jobs, pythons }, (row) =>
    progress(
      `${row.objectives}, ${row.algorithm}: ${'absent' in row ? `absent, ${row.absent}` : `${row.seeds} seeds`}`,
    ),
  );
}

/** On stderr, so that stdout is the result alone. */
function progress(what: string): void {
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);
}
