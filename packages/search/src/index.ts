export {
  ALGORITHM_KINDS,
  type AlgorithmKind,
  type AlgorithmState,
  type AskOutcome,
  type Candidate,
  type Evaluation,
  FINISH_REASONS,
  type FinishReason,
  type Member,
  OPERATORS,
  type Operator,
  type Prediction,
  type PredictorReport,
  type Savings,
  SEARCH_MODES,
  type SearchAlgorithm,
  type SearchMode,
} from './algorithm.ts';
export {
  type AlgorithmConfig,
  type Constraints,
  CROSSOVERS,
  type Crossover,
  DEFAULT_CONFIG,
  type Fidelity,
  MUTATIONS,
  type Mutation,
} from './config.ts';
export { createAlgorithm } from './engine/createAlgorithm.ts';
export { parseAlgorithmState } from './engine/stateParser.ts';
export { SEARCH_ERROR_CODES, SearchError, type SearchErrorCode } from './error.ts';
export { genomeDiversity } from './genomeDiversity.ts';
export {
  hypervolume,
  hypervolume2d,
  hypervolume3d,
  hypervolumeContributions2d,
  normalisedHypervolume,
  referencePoint,
} from './hypervolume.ts';
export { type Complexity, OBJECTIVES, type Objective, pointOf } from './objectives.ts';
export { type ConstrainedPoint, constrainedDominates, constrainedSort } from './pareto/constrained.ts';
export { GrowingHypervolume2d } from './pareto/growingHypervolume2d.ts';
export { type FrontInsertion, type FrontMember, ParetoFront } from './pareto/incrementalFront.ts';
export { kneePoint } from './pareto/kneePoint.ts';
export { dominates, type Point } from './pareto/point.ts';
export {
  type FrontStatistics,
  frontSpacing,
  frontStatistics,
  type ObjectiveStatistics,
} from './pareto/statistics.ts';
export { crowdingDistance, nonDominatedSort, paretoFront } from './pareto.ts';
export { Prng, type PrngState } from './prng.ts';
export type { Genome, SearchSpace } from './space.ts';
export { macroSpace } from './spaces/macroSpace.ts';
export { microSpace } from './spaces/microSpace.ts';
export { readNasBenchMacro } from './spaces/nasBenchMacro.ts';
export { parseSearchTable } from './spaces/parseSearchTable.ts';
export { type SearchTable, tableError } from './spaces/searchTable.ts';
export type { TableEntry } from './spaces/tableEntry.ts';
export { type TableFront, tableFront } from './spaces/tableFront.ts';
export { tableSpace } from './spaces/tableSpace.ts';
