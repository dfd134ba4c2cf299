export {
  decodeCheckpoint,
  encodeCheckpoint,
  isProved,
  type TrainingCheckpoint,
} from './checkpoint.ts';
export { decodeSpec } from './decodeSpec.ts';
export { DigestChain } from './digestChain.ts';
export { TrainingError, type TrainingErrorCode } from './error.ts';
export { planFromGraph } from './planFromGraph.ts';
export type { TrainingProgress } from './progressMeter.ts';
export { train } from './train.ts';
export type { TrainingData } from './trainingData.ts';
export type { TrainingOutcome, TrainingRequest } from './trainingRequest.ts';
