import {
  ALGORITHM_KINDS,
  type AlgorithmState,
  type Candidate,
  type Member,
  OPERATORS,
  type Prediction,
  type PredictorReport,
  SEARCH_MODES,
} from '../algorithm.ts';
import { SearchError } from '../error.ts';
import { isPrngState } from '../prng.ts';

type Guard<T> = (value: unknown) => value is T;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isString: Guard<string> = (value) => typeof value === 'string';
const isReal: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
const isCount: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isMeasure: Guard<number> = (value): value is number => isReal(value) && value >= 0;
const isArrayOf = <T>(value: unknown, guard: Guard<T>): value is T[] =>
  Array.isArray(value) && value.every((item) => guard(item));
const isNullOr = (value: unknown, guard: Guard<unknown>): boolean => value === null || guard(value);
const isOneOf = (value: unknown, allowed: readonly string[]): boolean => allowed.some((one) => one === value);
const ascends = (ids: readonly number[]): boolean => ids.every((id, i) => i === 0 || (ids[i - 1] ?? 0) < id);

const isPrediction: Guard<Prediction> = (value): value is Prediction =>
  isRecord(value) && isReal(value.mean) && isReal(value.deviation);

/** What candidates and members have in common. */
const isNetwork = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) &&
  isCount(value.id) &&
  isString(value.genome) &&
  isString(value.canonical) &&
  isMeasure(value.params) &&
  isMeasure(value.flops) &&
  isCount(value.generation) &&
  isCount(value.rung) &&
  isNullOr(value.prediction, isPrediction);

const isMember = (value: unknown): value is Member => isNetwork(value) && isNullOr(value.error, isMeasure);

const isCandidate = (value: unknown): value is Candidate =>
  isNetwork(value) &&
  isOneOf(value.operator, OPERATORS) &&
  isArrayOf(value.parents, isCount) &&
  isNullOr(value.inheritance, isString);

const isReport: Guard<PredictorReport> = (value): value is PredictorReport =>
  isRecord(value) &&
  typeof value.trusted === 'boolean' &&
  isNullOr(value.rankCorrelation, isReal) &&
  isNullOr(value.leaveOneOut, isReal) &&
  isNullOr(value.coverage, isReal) &&
  isCount(value.trainedOn);

const isState = (value: unknown): value is AlgorithmState =>
  isRecord(value) &&
  value.v === 2 &&
  isOneOf(value.algorithm, ALGORITHM_KINDS) &&
  isOneOf(value.mode, SEARCH_MODES) &&
  isCount(value.generation) &&
  isCount(value.nextId) &&
  isCount(value.started) &&
  isPrngState(value.prng) &&
  isArrayOf(value.archive, isMember) &&
  isArrayOf(value.pending, isCandidate) &&
  isArrayOf(value.population, isCount) &&
  isRecord(value.savings) &&
  isCount(value.savings.duplicates) &&
  isCount(value.savings.screened) &&
  isCount(value.savings.infeasible) &&
  isNullOr(value.predictor, isReport) &&
  isNullOr(value.tuning, (list): list is number[] => isArrayOf(list, isReal)) &&
  isConsistent(value.nextId, value.archive, value.pending, value.population);

function isConsistent(
  nextId: number,
  archive: readonly Member[],
  pending: readonly Candidate[],
  population: readonly number[],
): boolean {
  const told = archive.map(({ id }) => id);
  const open = pending.map(({ id }) => id);
  const known = new Set(told);
  return (
    ascends(told) &&
    ascends(open) &&
    ascends(population) &&
    told.length + open.length === nextId &&
    open.every((id) => id < nextId && !known.has(id)) &&
    told.every((id) => id < nextId) &&
    population.every((id) => known.has(id))
  );
}

/**
 * Takes a state back from where it was stored as JSON.
 * @throws SearchError `state` when it is not one that this version wrote.
 */
export function parseAlgorithmState(value: unknown): AlgorithmState {
  if (!isState(value)) throw new SearchError('state', 'not an algorithm state of version 2');
  return value;
}
