import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AlgorithmConfig,
  type AlgorithmKind,
  type AlgorithmState,
  DEFAULT_CONFIG,
  type Objective,
  SearchError,
  type SearchSpace,
  type SearchTable,
  type TableFront,
  tableFront,
  tableSpace,
} from '@naschain/search';
import { HypervolumeTrace } from '../../bench/search/hypervolumeTrace.ts';
import { POPULATIONS } from '../../bench/search/jobs.ts';
import { readTable, TableFileError } from '../../bench/search/readTable.ts';
import { meanScore, scoreRun } from '../../bench/search/score.ts';
import { evaluationOrder, tableRun } from '../../bench/search/tableRun.ts';
import type { TableOptions } from './tableOptions.ts';
import {
  type Compared,
  comparisonTable,
  milestones,
  tableFrontTable,
  tableProgress,
  thousands,
} from './tableReport.ts';

const OBJECTIVES: readonly Objective[] = ['error', 'flops'];
/** Candidates under way in steady-state mode. */
const OUTSTANDING = 8;
/** One run says little of an algorithm that it is compared with. */
const COMPARED_SEEDS = 10;
const COMPARED: readonly AlgorithmKind[] = ['nsga2', 'random'];

/** A table with what is made of it once. */
interface Benchmark {
  readonly table: SearchTable;
  readonly space: SearchSpace;
  readonly truth: TableFront;
}

/**
 * Shows a whole search on networks that were trained before, or lists the tables of a folder. Nothing is started and
 * nothing stored.
 * @returns the exit code
 */
export function tableSearch(
  options: TableOptions,
  say: (line: string) => void,
  complain: (line: string) => void,
): number {
  try {
    if (isFolder(options.table)) listTables(options.table, say);
    else search(options, say);
    return 0;
  } catch (error) {
    if (!(error instanceof TableFileError || error instanceof SearchError)) throw error;
    complain(`demo: ${error.message}`);
    return 2;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function listTables(folder: string, say: (line: string) => void): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  if (files.length === 0) throw new TableFileError(`the folder ${folder} has no tables (*.json)`);
  for (const name of files) {
    const path = join(folder, name);
    try {
      const { table, truth } = benchmarkOf(path);
      say(`${path}: ${description(table, truth)}`);
    } catch (error) {
      if (!(error instanceof TableFileError)) throw error;
      say(`Not a table: ${error.message}`);
    }
  }
  say('Name one of them with --table to search it.');
}

function benchmarkOf(path: string): Benchmark {
  const table = readTable(path);
  return { table, space: tableSpace(table), truth: tableFront(table, OBJECTIVES) };
}

function description(table: SearchTable, { points, front, hypervolume }: TableFront): string {
  return (
    `${table.name}, ${thousands(points.size)} networks of ${table.cardinalities.length} genes; ` +
    `true front of error and FLOPs: ${front.length} networks, hypervolume ${hypervolume.toFixed(6)}`
  );
}

function search(options: TableOptions, say: (line: string) => void): void {
  const benchmark = benchmarkOf(options.table);
  const { table, space, truth } = benchmark;
  const { algorithm: kind, mode, population, generations, seed } = options;
  say(`Table ${description(table, truth)}.`);
  say(`Searching with ${kind}, ${mode}, ${generations} generations of ${population}, seed ${seed} …\n`);
  const config: AlgorithmConfig = {
    ...DEFAULT_CONFIG,
    kind,
    mode,
    population,
    generations,
    objectives: OBJECTIVES,
    seed,
  };
  const trace = new HypervolumeTrace(truth);
  let shown = 0;
  const show = (state: AlgorithmState): void => {
    if (shown === trace.count) return;
    shown = trace.count;
    say(tableProgress(state, trace, `generation ${Math.ceil(shown / population)} of ${generations}`));
  };
  let last: AlgorithmState | null = null;
  for (const { told, state } of tableRun(table, space, config, OUTSTANDING)) {
    for (const { canonical } of told) trace.add(canonical);
    last = state;
    if (mode === 'generational' || trace.count % population === 0) show(state);
    if (trace.complete) break;
  }
  if (last !== null) show(last);
  const whole = trace.complete ? ' (it is the whole true front)' : '';
  say(`\nPareto front after ${thousands(trace.count)} evaluations${whole}:`);
  say(tableFrontTable(table, trace.members));
  say(milestones(trace));
  say(
    `\nWith the same ${thousands(trace.count)} evaluations, other algorithms as means of ${COMPARED_SEEDS} seeds:`,
  );
  say(
    comparisonTable([
      ownRun(kind, trace),
      ...COMPARED.map((other) => compare(other, benchmark, trace.count)),
    ]),
  );
}

function ownRun(kind: AlgorithmKind, { hypervolume, share, reached }: HypervolumeTrace): Compared {
  const after = (count: number | null): string => (count === null ? 'not reached' : String(count));
  return {
    name: `this run (${kind})`,
    hypervolume,
    share,
    reached: { to99: after(reached.to99), to999: after(reached.to999), to100: after(reached.to100) },
  };
}

/** Means over several runs of the same length. */
function compare(kind: AlgorithmKind, { table, space, truth }: Benchmark, evaluations: number): Compared {
  const population = POPULATIONS[kind];
  const generations = Math.ceil(evaluations / population);
  const scores = Array.from({ length: COMPARED_SEEDS }, (_, i) => {
    const config: AlgorithmConfig = {
      ...DEFAULT_CONFIG,
      kind,
      population,
      generations,
      objectives: OBJECTIVES,
      seed: i + 1,
    };
    return scoreRun(evaluationOrder(table, space, config, OUTSTANDING), truth, evaluations);
  });
  const means = meanScore(scores, evaluations);
  const hypervolume = means.hv[String(evaluations)] ?? 0;
  const after = (count: number | null, runs: number): string =>
    count?.toFixed(0) ?? (runs === 0 ? 'not reached' : `only ${runs} of ${COMPARED_SEEDS}`);
  return {
    name: kind,
    hypervolume,
    share: truth.hypervolume === 0 ? 1 : hypervolume / truth.hypervolume,
    reached: {
      to99: after(means.to99, means.reached99),
      to999: after(means.to999, means.reached999),
      to100: after(means.to100, means.reached100),
    },
  };
}
