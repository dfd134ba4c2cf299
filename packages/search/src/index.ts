export {
  type AlgorithmState,
  type AskOutcome,
  type Candidate,
  type Evaluation,
  type Individual,
  OPERATORS,
  type Operator,
  type SearchAlgorithm,
} from './algorithm.ts';
export { SEARCH_ERROR_CODES, SearchError, type SearchErrorCode } from './error.ts';
export {
  hypervolume2d,
  hypervolume3d,
  normalisedHypervolume,
  type Objectives,
  referencePoint,
} from './hypervolume.ts';
export { macroSpace } from './macroSpace.ts';
export { createNsga2, type Nsga2Config } from './nsga2.ts';
export { crowdingDistance, dominates, nonDominatedSort, type Point, paretoFront } from './pareto.ts';
export { Prng, type PrngState } from './prng.ts';
export type { Complexity, Genome, SearchSpace } from './space.ts';
export { parseAlgorithmState } from './stateParser.ts';
