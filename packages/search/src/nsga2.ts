import type { AlgorithmState, AskOutcome, Evaluation, Individual, SearchAlgorithm } from './algorithm.ts';
import { SearchError } from './error.ts';
import { Prng } from './prng.ts';
import { propose } from './proposal.ts';
import { survivors } from './selection.ts';
import type { SearchSpace } from './space.ts';

export interface Nsga2Config {
  /** Candidates per generation and survivors of each, 2 or more. */
  readonly population: number;
  /** Generations in all, the random first one included; with 1 the search is plain random search. */
  readonly generations: number;
  readonly crossoverProbability: number;
  /** Per gene; null means 1 / genome length. */
  readonly mutationProbability: number | null;
  /** 0 to 2^32 - 1. */
  readonly seed: number;
}

/**
 * Generational NSGA-II (Deb et al., "A fast and elitist multiobjective genetic algorithm: NSGA-II", 2002) on error
 * and FLOPs: binary tournament by rank, then crowding; two-point crossover; mutation gene by gene; elitist
 * selection. No network is proposed twice. Equal seeds and evaluations give equal runs, bit for bit.
 * @throws SearchError `config`.
 */
export function createNsga2(space: SearchSpace, config: Nsga2Config): SearchAlgorithm {
  checkConfig(config);
  const { population, generations, crossoverProbability, seed } = config;
  const mutationProbability = config.mutationProbability ?? 1 / space.cardinalities.length;
  const variation = { population, crossoverProbability, mutationProbability };

  const ask = (state: AlgorithmState): AskOutcome => {
    if (state.pending.length > 0) return { kind: 'candidates', candidates: state.pending, state };
    if (state.generation >= generations) return { kind: 'finished', reason: 'generations', state };
    const prng = new Prng(state.prng);
    const candidates = propose(space, variation, state, prng);
    if (candidates.length === 0) return { kind: 'finished', reason: 'exhausted', state };
    const next: AlgorithmState = {
      ...state,
      nextId: state.nextId + candidates.length,
      prng: prng.state(),
      pending: candidates,
      archive: [...state.archive, ...candidates.map(({ canonical }) => canonical)],
    };
    return { kind: 'candidates', candidates, state: next };
  };

  const tell = (state: AlgorithmState, results: readonly Evaluation[]): AlgorithmState => ({
    ...state,
    generation: state.generation + 1,
    population: survivors([...state.population, ...evaluate(state, results)], population),
    pending: [],
  });

  return { initialState: () => initialState(seed), ask, tell };
}

function initialState(seed: number): AlgorithmState {
  const prng = Prng.fromSeed(seed).state();
  return {
    v: 1,
    algorithm: 'nsga2',
    generation: 0,
    nextId: 0,
    prng,
    population: [],
    pending: [],
    archive: [],
  };
}

/** Joins pending candidates and their evaluations. */
function evaluate(state: AlgorithmState, results: readonly Evaluation[]): Individual[] {
  if (state.pending.length === 0)
    throw new SearchError('evaluations', 'nothing is pending: ask for candidates before telling results');
  const byId = new Map(results.map((result) => [result.id, result]));
  if (byId.size !== results.length || results.length !== state.pending.length)
    throw new SearchError(
      'evaluations',
      `expected one evaluation for each of ${state.pending.length} pending candidates, got ${results.length} for ${byId.size}`,
    );
  return state.pending.map(({ id, genome }) => {
    const result = byId.get(id);
    if (result === undefined) throw new SearchError('evaluations', `candidate ${id} has no evaluation`);
    return { id, genome, objectives: result.failed ? null : checkedObjectives(result) };
  });
}

function checkedObjectives({ id, objectives }: Exclude<Evaluation, { failed: true }>) {
  const { error, flops } = objectives;
  if (!(error >= 0 && error <= 100 && flops >= 0 && Number.isFinite(flops)))
    throw new SearchError(
      'evaluations',
      `candidate ${id} needs an error of 0 to 100 and finite FLOPs, got ${error} and ${flops}`,
    );
  return { error, flops };
}

function checkConfig(config: Nsga2Config): void {
  const refuse = (message: string): never => {
    throw new SearchError('config', message);
  };
  const probable = (p: number): boolean => p >= 0 && p <= 1;
  if (!Number.isSafeInteger(config.population) || config.population < 2)
    refuse('population must be an integer of 2 or more');
  if (!Number.isSafeInteger(config.generations) || config.generations < 1)
    refuse('generations must be an integer of 1 or more');
  if (!probable(config.crossoverProbability)) refuse('crossoverProbability must be from 0 to 1');
  if (config.mutationProbability !== null && !probable(config.mutationProbability))
    refuse('mutationProbability must be null or from 0 to 1');
  if (!Number.isInteger(config.seed) || config.seed < 0 || config.seed > 0xffff_ffff)
    refuse('seed must be an integer from 0 to 4294967295');
}
