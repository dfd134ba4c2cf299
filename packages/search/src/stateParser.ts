import { type AlgorithmState, type Candidate, type Individual, OPERATORS } from './algorithm.ts';
import { SearchError } from './error.ts';
import { isPrngState } from './prng.ts';

type Guard<T> = (value: unknown) => value is T;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isString: Guard<string> = (value) => typeof value === 'string';
const isCount: Guard<number> = (value): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isArrayOf = <T>(value: unknown, guard: Guard<T>): value is T[] =>
  Array.isArray(value) && value.every((item) => guard(item));

const isMeasure = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isIndividual: Guard<Individual> = (value): value is Individual =>
  isRecord(value) &&
  isCount(value.id) &&
  isString(value.genome) &&
  (value.objectives === null ||
    (isRecord(value.objectives) && isMeasure(value.objectives.error) && isMeasure(value.objectives.flops)));

const isCandidate: Guard<Candidate> = (value): value is Candidate =>
  isRecord(value) &&
  isCount(value.id) &&
  isString(value.genome) &&
  isString(value.canonical) &&
  OPERATORS.some((operator) => operator === value.operator) &&
  isArrayOf(value.parents, isCount) &&
  isCount(value.generation);

const isState: Guard<AlgorithmState> = (value): value is AlgorithmState =>
  isRecord(value) &&
  value.v === 1 &&
  value.algorithm === 'nsga2' &&
  isCount(value.generation) &&
  isCount(value.nextId) &&
  isPrngState(value.prng) &&
  isArrayOf(value.population, isIndividual) &&
  isArrayOf(value.pending, isCandidate) &&
  isArrayOf(value.archive, isString) &&
  value.archive.length === value.nextId;

/**
 * Takes a state back from where it was stored as JSON.
 * @throws SearchError `state` when it is not one that this version wrote.
 */
export function parseAlgorithmState(value: unknown): AlgorithmState {
  if (!isState(value)) throw new SearchError('state', 'not an algorithm state of version 1');
  return value;
}
