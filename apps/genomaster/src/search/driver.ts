import {
  closeGeneration,
  countLiveSlots,
  type Database,
  type DriverGeneration,
  type DriverSearch,
  loadSearchForDriver,
  proposeIndividuals,
  setSearchState,
} from '@naschain/database';
import { AppError, assertNever } from '@naschain/protocol';
import {
  type AlgorithmState,
  type AskOutcome,
  type Evaluation,
  type FinishReason,
  parseAlgorithmState,
  SearchError,
} from '@naschain/search';
import type { SearchToolbox, SearchTools } from './algorithm.ts';
import { individualOf } from './individual.ts';
import { datasetHeader } from './searchService.ts';
import { summaryOf } from './summary.ts';

export type StepOutcome =
  /** Something changed; the driver should look again at once. */
  | { readonly kind: 'advanced'; readonly streams: readonly string[] }
  /** Jobs are still open; look again when one closes. */
  | { readonly kind: 'waiting' }
  /** The search has ended. */
  | { readonly kind: 'ended' };

/** A search as the database holds it. */
interface Scene extends SearchTools {
  readonly database: Database;
  readonly search: DriverSearch;
}

/**
 * One step of a search, from what the database holds: tell the algorithm of the jobs that have closed since, then close a
 * generation that is complete, or propose what the algorithm asks for, or end the search. Every step is one transaction
 * that builds on the state it was worked out from or does nothing, so a driver may die anywhere and another take over.
 * @param toolbox of this search, kept between its steps
 */
export async function stepSearch(
  database: Database,
  searchId: string,
  toolbox: SearchToolbox,
): Promise<StepOutcome> {
  const search = await loadSearchForDriver(database, searchId);
  if (search === null || search.state !== 'running') return { kind: 'ended' };
  const tools = await toolbox.open(search.config, (sha256) => datasetHeader(database, sha256));
  const { algorithm } = tools;
  const scene: Scene = { database, search, ...tools };
  const before = storedState(search);
  const state = algorithm.tell(before, newEvaluations(search, before));
  const [oldest] = search.generations;
  if (oldest !== undefined && isComplete(oldest, state)) return close(scene, oldest, state);
  const count = await wantedCandidates(database, search, state);
  const asked: AskOutcome = count > 0 ? algorithm.ask(state, count) : { kind: 'waiting', state };
  switch (asked.kind) {
    case 'waiting':
      return { kind: 'waiting' };
    case 'candidates':
      return propose(scene, asked);
    case 'finished':
      // Steady-state, no generation tells whether it is complete while the next might not begin.
      return oldest === undefined ? end(scene, asked.reason) : close(scene, oldest, state);
    default:
      return assertNever(asked);
  }
}

function storedState(search: DriverSearch): AlgorithmState {
  try {
    return parseAlgorithmState(search.algorithmState);
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    throw new SearchError(
      'state',
      `This release cannot go on with the search: ${error.message}. Create it again; what it has trained stays on view.`,
    );
  }
}

/** Of pending candidates whose jobs have closed. */
function newEvaluations({ generations }: DriverSearch, { pending }: AlgorithmState): Evaluation[] {
  const waited = new Set(pending.map(({ id }) => id));
  return generations
    .flatMap(({ individuals }) => individuals)
    .flatMap(({ ordinal: id, job }): Evaluation[] => {
      if (!waited.has(id) || job.state === 'open') return [];
      if (job.state === 'failed') return [{ id, failed: true }];
      if (job.accuracy === null)
        throw new AppError('internal', `the job of individual ${id} is agreed without an accuracy`);
      return [{ id, error: 100 - job.accuracy }];
    });
}

/** Whether all of a generation has been evaluated, and nothing will be added to it. */
function isComplete({ index, individuals }: DriverGeneration, state: AlgorithmState): boolean {
  const pending = new Set(state.pending.map(({ id }) => id));
  if (individuals.some(({ ordinal }) => pending.has(ordinal))) return false;
  // Steady-state, `generation` counts those begun, and the latest takes promotions until another begins.
  return state.generation > (state.mode === 'generational' ? index : index + 1);
}

/**
 * How many candidates the workers want: generational, a generation is proposed as a whole; steady-state, every worker
 * slot should be busy, with one network more at hand for whoever is done first. No more than that, so that each candidate
 * is bred from all that is known by then.
 */
async function wantedCandidates(
  database: Database,
  { config: { algorithm, replication } }: DriverSearch,
  state: AlgorithmState,
): Promise<number> {
  if (algorithm.mode === 'generational') return algorithm.population;
  const slots = await countLiveSlots(database);
  const target = Math.max(2, Math.ceil(slots / replication.quorum) + 1);
  return Math.max(0, Math.min(target, 2 * algorithm.population) - state.pending.length);
}

async function propose(
  { database, search, header }: Scene,
  { candidates, state }: Extract<AskOutcome, { kind: 'candidates' }>,
): Promise<StepOutcome> {
  const { mode, population } = search.config.algorithm;
  const { streams } = await proposeIndividuals(database, {
    searchId: search.searchId,
    step: search.step,
    individuals: candidates.map((candidate) => individualOf(search, candidate, header)),
    generationSize: mode === 'generational' ? candidates.length : population,
    quorum: search.config.replication.quorum,
    algorithmState: state,
  });
  return { kind: 'advanced', streams };
}

async function close(
  { database, search, space }: Scene,
  { index }: DriverGeneration,
  state: AlgorithmState,
): Promise<StepOutcome> {
  const { streams } = await closeGeneration(database, {
    searchId: search.searchId,
    step: search.step,
    index,
    ...summaryOf(search, space, state),
    algorithmState: state,
  });
  return { kind: 'advanced', streams };
}

async function end({ database, search }: Scene, reason: FinishReason): Promise<StepOutcome> {
  const { searchId } = search;
  const failed = reason === 'infeasible';
  const { streams } = await setSearchState(database, {
    searchId,
    state: failed ? 'failed' : 'completed',
    reason: failed ? limitsTooTight(search) : null,
  });
  return { kind: 'advanced', streams };
}

function limitsTooTight({ config }: DriverSearch): string {
  const { params, flops } = config.algorithm.constraints;
  const limits = [
    params === null ? [] : [`params ≤ ${params.toLocaleString('en-US')}`],
    flops === null ? [] : [`FLOPs ≤ ${flops.toLocaleString('en-US')}`],
  ];
  return `No network of the space was found that keeps ${limits.flat().join(' and ')}: allow more.`;
}
