import type {
  AlgorithmState,
  AskOutcome,
  Candidate,
  Evaluation,
  Member,
  SearchAlgorithm,
} from '../algorithm.ts';
import { assertNever } from '../assertNever.ts';
import { orphan } from '../breeding/draft.ts';
import { type AlgorithmConfig, checkConfig } from '../config.ts';
import { SearchError } from '../error.ts';
import { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';
import { nsga2Strategy } from '../strategies/nsga2.ts';
import { nsganetStrategy } from '../strategies/nsganet.ts';
import { randomStrategy } from '../strategies/random.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { surrogateStrategy } from '../strategies/surrogate.ts';
import { lastRung, memberOf, membersOf, merge } from './archive.ts';
import { Collector } from './collector.ts';
import { Enumeration } from './enumeration.ts';
import { cohortPromotions, openPromotions } from './halving.ts';
import { bestOf } from './selection.ts';

/** Random draws per missing candidate before random sampling is given up. */
const ATTEMPTS = 20;
/**
 * A search algorithm over a space. No network is proposed twice (promotions aside), none exceeds the limits.
 * @throws SearchError `config`.
 */
export function createAlgorithm(space: SearchSpace, config: AlgorithmConfig): SearchAlgorithm {
  checkConfig(config);
  const enumeration = new Enumeration(space, config);
  const strategy = strategyOf(space, config, enumeration);
  const scene: Scene = { space, config, strategy, enumeration };
  return {
    initialState: () => initialState(config),
    ask: (state, count = 1) => {
      requireOwn(state, config);
      return config.mode === 'generational' ? askGeneration(scene, state) : askOpenly(scene, state, count);
    },
    tell: (state, results) => {
      requireOwn(state, config);
      return tell(config, state, results);
    },
  };
}

/** What an algorithm works with. */
interface Scene {
  readonly space: SearchSpace;
  readonly config: AlgorithmConfig;
  readonly strategy: Strategy;
  readonly enumeration: Enumeration;
}

function strategyOf(space: SearchSpace, config: AlgorithmConfig, enumeration: Enumeration): Strategy {
  switch (config.kind) {
    case 'random':
      return randomStrategy;
    case 'nsga2':
      return nsga2Strategy(space, config);
    case 'nsganet':
      return nsganetStrategy(space, config);
    case 'surrogate':
      return surrogateStrategy(space, config, enumeration);
    default:
      return assertNever(config.kind);
  }
}

function initialState({ kind, mode, seed }: AlgorithmConfig): AlgorithmState {
  return {
    v: 2,
    algorithm: kind,
    mode,
    generation: 0,
    nextId: 0,
    started: 0,
    prng: Prng.fromSeed(seed).state(),
    archive: [],
    pending: [],
    population: [],
    savings: { duplicates: 0, screened: 0, infeasible: 0 },
    predictor: null,
    tuning: null,
  };
}

function requireOwn(state: AlgorithmState, { kind, mode }: AlgorithmConfig): void {
  if (state.algorithm !== kind || state.mode !== mode)
    throw new SearchError(
      'state',
      `this state belongs to ${state.algorithm} (${state.mode}), not to ${kind} (${mode})`,
    );
}

function askGeneration(scene: Scene, state: AlgorithmState): AskOutcome {
  const { config } = scene;
  if (state.pending.length > 0) return { kind: 'waiting', state };
  const promotions = cohortPromotions(state, config);
  if (promotions.length > 0) return proposed(state, promotions);
  if (state.generation >= config.generations) return { kind: 'finished', reason: 'budget', state };
  return askStrategy(scene, state, config.population);
}

function askOpenly(scene: Scene, state: AlgorithmState, count: number): AskOutcome {
  const { config } = scene;
  if (!Number.isSafeInteger(count) || count < 1)
    throw new SearchError('config', `ask for one candidate or more, not ${count}`);
  const current = Math.max(0, state.generation - 1);
  const promotions = openPromotions(state, config, count, current);
  if (promotions.length > 0) return proposed(state, promotions);
  const left = config.population * config.generations - state.started;
  if (left > 0) {
    const asked = askStrategy(scene, state, Math.min(left, count));
    if (asked.kind !== 'finished' || state.pending.length === 0) return asked;
  }
  if (state.pending.length > 0) return { kind: 'waiting', state };
  return { kind: 'finished', reason: 'budget', state };
}

function proposed(state: AlgorithmState, candidates: readonly Candidate[]): AskOutcome {
  const next: AlgorithmState = {
    ...state,
    nextId: state.nextId + candidates.length,
    pending: [...state.pending, ...candidates],
  };
  return { kind: 'candidates', candidates, state: next };
}

function askStrategy(scene: Scene, state: AlgorithmState, want: number): AskOutcome {
  const { space, config, strategy } = scene;
  const prng = new Prng(state.prng);
  const collector = new Collector(space, config, state, want, prng);
  const thoughts = strategy({ state, collector, prng });
  fillUp(scene, collector, prng);
  const generationOf = (position: number): number =>
    config.mode === 'generational'
      ? state.generation
      : Math.floor((state.started + position) / config.population);
  const candidates = collector.candidates(generationOf);
  if (candidates.length === 0) {
    const reason = state.archive.length === 0 && collector.metLimits ? 'infeasible' : 'exhausted';
    return { kind: 'finished', reason, state };
  }
  const next: AlgorithmState = {
    ...state,
    ...thoughts,
    generation: config.mode === 'generational' ? state.generation : generationOf(candidates.length - 1) + 1,
    started: state.started + candidates.length,
    prng: prng.state(),
    savings: collector.savings(state.savings),
  };
  return proposed(next, candidates);
}

/** What the strategy could not fill is filled with random genomes, then, in a small space, with any genome left. */
function fillUp({ space, enumeration }: Scene, collector: Collector, prng: Prng): void {
  const attempts = ATTEMPTS * collector.missing;
  for (let i = 0; i < attempts && !collector.full; i++) collector.offer(orphan(space.random(prng), 'random'));
  if (collector.full) return;
  for (const fresh of enumeration.networks()) {
    collector.take(fresh, null);
    if (collector.full) return;
  }
}

function tell(
  config: AlgorithmConfig,
  state: AlgorithmState,
  results: readonly Evaluation[],
): AlgorithmState {
  if (results.length === 0) return state;
  const told = judged(state, results);
  const ids = new Set(told.map(({ id }) => id));
  const next: AlgorithmState = {
    ...state,
    archive: merge(state.archive, told),
    pending: state.pending.filter(({ id }) => !ids.has(id)),
  };
  if (config.mode === 'steady-state') return select(config, next, told);
  if (next.pending.length > 0 || cohortPromotions(next, config).length > 0) return next;
  const cohort = next.archive.filter(({ generation }) => generation === next.generation);
  return { ...select(config, next, cohort), generation: next.generation + 1 };
}

/** Elitist environmental selection: the best `population` of survivors and newcomers that were trained in full. */
function select(
  config: AlgorithmConfig,
  state: AlgorithmState,
  newcomers: readonly Member[],
): AlgorithmState {
  const { fidelity, objectives } = config;
  const last = lastRung(fidelity);
  const joining = newcomers.filter(({ rung }) => rung === last);
  if (joining.length === 0) return state;
  const all = [...membersOf(state.archive, state.population), ...joining];
  const population = bestOf(all, config.population, objectives).map(({ id }) => id);
  return { ...state, population: population.sort((a, b) => a - b) };
}

/** Joins pending candidates and their evaluations; ascending by id. */
function judged(state: AlgorithmState, results: readonly Evaluation[]): Member[] {
  const pending = new Map(state.pending.map((candidate) => [candidate.id, candidate]));
  const told = results.map((result) => {
    const candidate = pending.get(result.id);
    if (candidate === undefined)
      throw new SearchError(
        'evaluations',
        `candidate ${result.id} is not pending: it was never asked for, or its result was told before`,
      );
    pending.delete(result.id);
    return memberOf(candidate, result.failed ? null : checkedError(result.id, result.error));
  });
  return told.sort((a, b) => a.id - b.id);
}

function checkedError(id: number, error: number): number {
  if (!(error >= 0 && error <= 100))
    throw new SearchError('evaluations', `candidate ${id} needs an error of 0 to 100 percent, got ${error}`);
  return error;
}
