export type { Objective, Operator } from '@naschain/search';
export { APP_ERROR_CODES, AppError, type AppErrorCode } from './appError.ts';
export { assertNever } from './assertNever.ts';
export { canonicalJson, type Json } from './canonicalJson.ts';
export {
  type EventPayload,
  type EventType,
  type HypervolumeReference,
  hypervolumeReferenceSchema,
  type JournalEvent,
  NETWORK_STREAM,
  type NewEvent,
  parseEvent,
  parseNewEvent,
  type ReplicaOutcome,
  searchStream,
  streamSchema,
  type Waiting,
  waitingSchema,
} from './event.ts';
export {
  cutoutFits,
  type ImageShape,
  imageShapeSchema,
  type JobSpec,
  jobSpecSchema,
  type Recipe,
  recipeSchema,
  trainedEpochs,
} from './jobSpec.ts';
export {
  type AssignmentOffer,
  type GiveBackReason,
  type GiveBackRequest,
  giveBackReasonSchema,
  giveBackRequestSchema,
  giveBackResponseSchema,
  type HeartbeatRequest,
  type HeartbeatResponse,
  heartbeatRequestSchema,
  heartbeatResponseSchema,
  type IdleReason,
  type LeaseRequest,
  type LeaseResponse,
  leaseRequestSchema,
  leaseResponseSchema,
  type Progress,
  type RegisterRequest,
  type RegisterResponse,
  registerRequestSchema,
  registerResponseSchema,
  type SubmitRequest,
  type SubmitResponse,
  submitRequestSchema,
  submitResponseSchema,
} from './miner.ts';
export {
  EXACT_NUMERIC_CLASS,
  hotkeySchema,
  idSchema,
  isExactClass,
  numericClassSchema,
  PROTOCOL_VERSION,
  sha256Schema,
  signatureSchema,
  timestampSchema,
} from './primitives.ts';
export {
  recordOf,
  recordSchema,
  type SignedBy,
  type TrainingRecord,
} from './record.ts';
export {
  REJECTION_REASONS,
  REJECTION_TEXT,
  type RejectionReason,
  rejectionReasonSchema,
} from './rejection.ts';
export {
  type EpochRecord,
  type ResultPayload,
  resultPayloadSchema,
  type SignedResult,
  signedResultSchema,
  type TrainingResult,
  trainingResultSchema,
} from './result.ts';
export {
  type AlgorithmConfig,
  algorithmSchema,
  lastRung,
  type Prediction,
  type PredictorReport,
  predictionSchema,
  predictorReportSchema,
  type Replication,
  type Savings,
  SEARCH_STATES,
  type SearchConfig,
  type SearchState,
  savingsSchema,
  searchConfigSchema,
  searchStateSchema,
} from './search.ts';
export {
  type ClientToServerEvents,
  type LiveProgress,
  liveProgressSchema,
  type ServerToClientEvents,
  type SubscribeReply,
  subscribeRequestSchema,
} from './socket.ts';
export { genomeSchema, type SpaceSpec, spaceSchema } from './space.ts';
export {
  type BatchesResponse,
  type BatchResult,
  batchesRequestSchema,
  batchesResponseSchema,
  type ClosedBatch,
  type Continued,
  continuedSchema,
  type MinerScore,
  reportWeightsRequestSchema,
  reportWeightsResponseSchema,
  type WeightsPayload,
  weightsPayloadSchema,
} from './validator.ts';
export { applySearchEvent, applySearchEvents } from './view/applySearchEvent.ts';
export type { MinerView, NetworkView, SearchSummary, ValidatorView } from './view/networkView.ts';
export type {
  AssignmentState,
  AssignmentView,
  GenerationView,
  IndividualView,
  JobView,
  SearchView,
} from './view/searchView.ts';
export {
  currentGeneration,
  type EvaluatedIndividual,
  evaluatedIndividuals,
  progressOf,
  type SearchProgress,
} from './view/selectors.ts';
export { ViewError, type ViewErrorCode } from './view/viewError.ts';
