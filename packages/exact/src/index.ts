export { BUILD_NAMES, type BuildName, type BuildStatus } from './builds.ts';
export { listBuilds, selfTest } from './diagnosis.ts';
export { type DropPath, dropPathFactors } from './dropPath.ts';
export { ExactEngine } from './engine.ts';
export { ExactError, type ExactErrorCode } from './error.ts';
export { initialWeights } from './initialWeights.ts';
export { type EngineSize, memoryNeeded } from './memoryNeeded.ts';
export type { EngineOptions, Hyperparameters, Images } from './options.ts';
export type {
  AddOp,
  AuxiliaryHead,
  AveragePoolOp,
  BatchNormOp,
  BatchNormReluOp,
  ConcatOp,
  ConvOp,
  DenseOp,
  DropPathOp,
  GeneralConvOp,
  GlobalAveragePoolOp,
  MaxPoolOp,
  PaddedPoolOp,
  Plan,
  PlanOp,
  PlanShape,
  ReluOp,
} from './plan.ts';
export { inputsOf } from './plan.ts';
export { MAX_BYTES } from './program/arena.ts';
export { CHUNK_IMAGES } from './program/chunk.ts';
export { Random } from './random.ts';
export { resolveShapes } from './shapes.ts';
