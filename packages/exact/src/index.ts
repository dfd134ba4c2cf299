export type { BuildName, BuildStatus } from './builds.ts';
export { listBuilds, selfTest } from './diagnosis.ts';
export { ExactEngine } from './engine.ts';
export { ExactError, type ExactErrorCode } from './error.ts';
export { initialWeights } from './initialWeights.ts';
export type { EngineOptions, Hyperparameters, Images } from './options.ts';
export type {
  BatchNormReluOp,
  ConcatOp,
  ConvOp,
  DenseOp,
  GlobalAveragePoolOp,
  MaxPoolOp,
  Plan,
  PlanOp,
  PlanShape,
} from './plan.ts';
export { inputsOf } from './plan.ts';
export { CHUNK_IMAGES } from './program/regions.ts';
export { Random } from './random.ts';
export { resolveShapes } from './shapes.ts';
