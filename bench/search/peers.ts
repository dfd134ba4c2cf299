import { fileURLToPath } from 'node:url';
import type { SearchMode, SearchTable, TableFront } from '@naschain/search';
import { z } from 'zod';
import { runPython } from '../python.ts';
import { OBJECTIVE_SETS, type ObjectiveSet, POPULATIONS } from './jobs.ts';
import type { PeerRow } from './rows.ts';
import { meanScore, scoreRun } from './score.ts';

interface Peer {
  readonly algorithm: string;
  readonly script: string;
  readonly mode: SearchMode;
  /** Slow samplers are run on fewer seeds. */
  readonly seeds: number;
  readonly mostEvaluations?: Readonly<Record<ObjectiveSet, number>>;
  readonly population: number | null;
}

/** TPE takes longer with every evaluation, and more so with three objectives: beyond these, minutes a run. */
const TPE_EVALUATIONS = { 'error-flops': 400, 'error-params-flops': 200 };
const optuna = { script: 'optuna_samplers.py', seeds: 5 } as const;
const PEERS: readonly Peer[] = [
  {
    ...optuna,
    algorithm: 'optuna-tpe',
    mode: 'steady-state',
    mostEvaluations: TPE_EVALUATIONS,
    population: null,
  },
  { ...optuna, algorithm: 'optuna-nsga2', mode: 'generational', population: POPULATIONS.nsga2 },
  {
    algorithm: 'pymoo-nsga2',
    script: 'nsga2_pymoo.py',
    mode: 'generational',
    seeds: 20,
    population: POPULATIONS.nsga2,
  },
  {
    algorithm: 'deap-nsga2',
    script: 'nsga2_deap.py',
    mode: 'generational',
    seeds: 20,
    population: POPULATIONS.nsga2,
  },
];

/** Digits are all that the scripts know to print. */
const MOST_VALUES = 36;
/** Beyond the time that a peer is given, for it to start and to print. */
const GRACE_SECONDS = 20;

const answerSchema = z.union([
  z.array(z.object({ algorithm: z.string(), seed: z.number(), order: z.array(z.string()) })),
  z.object({ absent: z.string() }),
]);
type Answer = z.infer<typeof answerSchema>;

/** What all peers are to run. */
export interface PeerTask {
  readonly table: SearchTable;
  /** The same table as a file. */
  readonly tablePath: string;
  readonly truths: ReadonlyMap<ObjectiveSet, TableFront>;
  readonly seeds: number;
  readonly evaluations: number;
  /** For each peer on each set of objectives. */
  readonly seconds: number;
  /** Processes at a time. */
  readonly jobs: number;
  readonly pythons: readonly string[];
}

/** Runs all peers on both sets of objectives; one that cannot be run says why. */
export async function runPeers(task: PeerTask, onDone: (row: PeerRow) => void): Promise<PeerRow[]> {
  const calls = OBJECTIVE_SETS.flatMap((objectives) => PEERS.map((peer) => ({ peer, objectives })));
  const rows: PeerRow[] = [];
  const queue = calls.entries();
  const serve = async (): Promise<void> => {
    for (const [i, { peer, objectives }] of queue) {
      const row = await runPeer(task, peer, objectives);
      rows[i] = row;
      onDone(row);
    }
  };
  await Promise.all(Array.from({ length: task.jobs }, serve));
  return rows;
}

async function runPeer(task: PeerTask, peer: Peer, objectives: ObjectiveSet): Promise<PeerRow> {
  const { table } = task;
  const evaluations = evaluationsOf(task, peer, objectives);
  const { algorithm, mode, population } = peer;
  const absent = (reason: string): PeerRow => ({ table: table.name, objectives, algorithm, absent: reason });
  if (table.cardinalities.some((count) => count > MOST_VALUES))
    return absent(`the peers read tables of at most ${MOST_VALUES} values per gene`);
  const truth = task.truths.get(objectives);
  if (truth === undefined) return absent('the true front is not known');
  const answer = await ask(task, peer, objectives);
  if ('absent' in answer) return absent(answer.absent);
  if (answer.length === 0) return absent(`no run was done within ${task.seconds} s`);
  const means = meanScore(
    answer.map(({ order }) => scoreRun(order, truth, evaluations)),
    evaluations,
  );
  const frame = {
    table: table.name,
    objectives,
    algorithm,
    mode,
    population,
    outstanding: null,
    evaluations,
  };
  return { ...frame, ...means, trueHv: truth.hypervolume };
}

function evaluationsOf(
  { evaluations }: PeerTask,
  { mostEvaluations }: Peer,
  objectives: ObjectiveSet,
): number {
  return Math.min(evaluations, mostEvaluations?.[objectives] ?? evaluations);
}

/** Asks the first Python that has the peer's library. */
async function ask(task: PeerTask, peer: Peer, objectives: ObjectiveSet): Promise<Answer> {
  const reasons: string[] = [];
  for (const python of task.pythons) {
    const found = await call(python, task, peer, objectives, 0);
    if (!('absent' in found)) return call(python, task, peer, objectives, Math.min(task.seeds, peer.seeds));
    if (!reasons.includes(found.absent)) reasons.push(found.absent);
  }
  return { absent: reasons.join('; ') };
}

async function call(
  python: string,
  task: PeerTask,
  peer: Peer,
  objectives: ObjectiveSet,
  seeds: number,
): Promise<Answer> {
  const script = fileURLToPath(new URL(`../peers/${peer.script}`, import.meta.url));
  const args = [script, task.tablePath, '--objectives', objectives, '--algorithm', peer.algorithm];
  args.push('--seeds', String(seeds), '--evaluations', String(evaluationsOf(task, peer, objectives)));
  args.push('--seconds', String(task.seconds));
  if (peer.population !== null) args.push('--population', String(peer.population));
  const output = await runPython(python, args, task.seconds + GRACE_SECONDS);
  if (output.kind === 'failed') return { absent: output.reason };
  try {
    return answerSchema.parse(JSON.parse(output.stdout.trim().split('\n').at(-1) ?? ''));
  } catch {
    return { absent: `its output could not be read: ${output.stdout.slice(-200)}` };
  }
}
