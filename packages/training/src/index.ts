export { decodeSpec } from './decodeSpec.ts';
export { DigestChain } from './digestChain.ts';
export { TrainingError, type TrainingErrorCode } from './error.ts';
export { planFromGraph } from './planFromGraph.ts';
export {
  type TrainingOutcome,
  type TrainingProgress,
  type TrainingRequest,
  train,
} from './train.ts';
export type { TrainingData } from './trainingData.ts';
