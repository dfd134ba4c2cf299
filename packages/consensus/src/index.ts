export {
  ASSIGNMENT_EVENT,
  ASSIGNMENT_STATE,
  type AssignmentEvent,
  type AssignmentState,
  assignmentDiagram,
  assignmentSourcesOf,
  transitionAssignment,
} from './assignmentStates.ts';
export type {
  Batch,
  BatchDecision,
  BatchReason,
  CandidateResult,
  RejectedResult,
  Replication,
} from './batch.ts';
export { assertNever, ConsensusError, type ConsensusErrorCode } from './consensusError.ts';
export { decideBatch } from './decideBatch.ts';
export {
  type DivergenceDecision,
  type DivergenceReports,
  decideDivergence,
} from './decideDivergence.ts';
export { epochsRun, type TrainingLength } from './epochsRun.ts';
export { type QuorumGate, quorumGate, type RefereeGate, refereeGate } from './gates.ts';
export {
  JOB_EVENT,
  JOB_STATE,
  type JobEvent,
  type JobState,
  jobDiagram,
  jobSourcesOf,
  transitionJob,
} from './jobStates.ts';
export {
  epochShares,
  LEVEL_WEIGHTS,
  SCORE_ALPHA,
  type Score,
  type ScoredBatch,
  type Share,
  scoreBatches,
  type Tally,
  updateScores,
  type Weight,
  weightsFromScores,
} from './scoring.ts';
export {
  type Claim,
  type ClaimCheck,
  type ClaimedEpoch,
  type ClaimReason,
  type ClaimVerdict,
  type ShorterTraining,
  verifyClaim,
} from './verifyClaim.ts';
