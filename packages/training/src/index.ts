export {
  decodeCheckpoint,
  encodeCheckpoint,
  isProved,
  type TrainingCheckpoint,
} from './checkpoint.ts';
export { decodeSpec } from './decodeSpec.ts';
export { DigestChain } from './digestChain.ts';
export {
  createExactEngine,
  type EngineFactory,
  type EngineOptions,
  type TrainingEngine,
} from './engine.ts';
export { TrainingError, type TrainingErrorCode } from './error.ts';
export { measureEngine } from './measureEngine.ts';
export { type EngineName, type OpenEngine, openEngine } from './openEngine.ts';
export { planFromGraph } from './planFromGraph.ts';
export type { TrainingProgress } from './progressMeter.ts';
export { BACKEND_NAMES, type BackendName } from './tensorflow/backend.ts';
export { type Gpu, listGpus } from './tensorflow/gpus.ts';
export { type BackendStatus, findBackends, probeBackend } from './tensorflow/loadBackend.ts';
export { type PinnedPackage, pinnedPackages, setupFolder, whyMissing } from './tensorflow/packages.ts';
export { train } from './train.ts';
export type { TrainingData } from './trainingData.ts';
export type { TrainingOutcome, TrainingRequest } from './trainingRequest.ts';
