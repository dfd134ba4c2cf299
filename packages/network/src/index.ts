export { canonicalMacro } from './canonical.ts';
export { NETWORK_ERROR_CODES, NetworkError, type NetworkErrorCode } from './error.ts';
export type {
  BatchNormReluLayer,
  ConcatLayer,
  ConvLayer,
  DenseLayer,
  GlobalAveragePoolLayer,
  InputLayer,
  Layer,
  MaxPoolLayer,
  NetworkGraph,
  Shape,
} from './graph.ts';
export { decodeMacro } from './macro.ts';
export { type MacroFrame, type MacroOptions, macroGenomeLength } from './options.ts';
export { type LayerSummary, type NetworkSummary, summarise } from './summary.ts';
