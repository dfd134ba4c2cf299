export { canonicalMacro } from './canonical.ts';
export { canonicalMicro, microCellsInUse } from './canonicalMicro.ts';
export { checkGenome, decodeGenome, type NetworkSpace, type NetworkTask } from './decodeGenome.ts';
export { NETWORK_ERROR_CODES, NetworkError, type NetworkErrorCode } from './error.ts';
export type {
  AddLayer,
  AuxiliaryHead,
  AveragePoolLayer,
  BatchNormLayer,
  BatchNormReluLayer,
  ConcatLayer,
  ConvGeometry,
  ConvLayer,
  DenseLayer,
  DropPathLayer,
  GeneralConvLayer,
  GlobalAveragePoolLayer,
  InputLayer,
  Layer,
  MaxPoolLayer,
  NetworkGraph,
  PaddedPoolLayer,
  ReluLayer,
  Shape,
} from './graph.ts';
export { decodeMacro } from './macro.ts';
export { decodeMicro } from './micro.ts';
export { microGenomeCardinalities, parseMicroGenome, printMicroGenome } from './microGenome.ts';
export { MICRO_OPS, type MicroOp } from './microOps.ts';
export type { FinalTraining, MicroFrame, MicroOptions } from './microOptions.ts';
export { type MacroFrame, type MacroOptions, macroGenomeLength } from './options.ts';
export { macroSeeds, microSeeds, type Seed } from './seeds.ts';
export { type LayerSummary, type NetworkSummary, summarise } from './summary.ts';
