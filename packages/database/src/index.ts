export { type Database, openDatabase } from './database.ts';
export { DATABASE_ERROR_CODES, DatabaseError, type DatabaseErrorCode } from './databaseError.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded/startEmbeddedPostgres.ts';
export { appendEvents } from './journal/appendEvents.ts';
export { migrate } from './migrate/migrate.ts';
export { migrationsDirectory } from './migrate/migrationsDirectory.ts';
export { type AssignedJob, assignmentJob } from './operations/assignmentJob.ts';
export { type Claim, claimAssignments } from './operations/claimAssignments.ts';
export { closedBatches } from './operations/closedBatches.ts';
export { closeGeneration, type GenerationOutcome } from './operations/closeGeneration.ts';
export { countLiveHotkeys } from './operations/countLiveHotkeys.ts';
export { countLiveSlots } from './operations/countLiveSlots.ts';
export { createSearch, type NewSearch } from './operations/createSearch.ts';
export { type Dispute, disputedJobs } from './operations/disputedJobs.ts';
export { expireLeases } from './operations/expireLeases.ts';
export { extendLeases } from './operations/extendLeases.ts';
export { type DatasetRecord, getDataset, listDatasets } from './operations/getDataset.ts';
export { type DecideDivergence, type GiveBackOutcome, giveBack } from './operations/giveBack.ts';
export { jobRecord } from './operations/jobRecord.ts';
export { listRunningSearches } from './operations/listRunningSearches.ts';
export {
  type DriverGeneration,
  type DriverIndividual,
  type DriverSearch,
  loadSearchForDriver,
} from './operations/loadSearchForDriver.ts';
export { markLostMiners } from './operations/markLostMiners.ts';
export { mayReadDataset } from './operations/mayReadDataset.ts';
export {
  type NewIndividual,
  type Proposal,
  proposeIndividuals,
} from './operations/proposeIndividuals.ts';
export { type NewDataset, putDataset } from './operations/putDataset.ts';
export { readEvents, streamHead } from './operations/readEvents.ts';
export { type Heartbeat, type HeartbeatOutcome, recordHeartbeats } from './operations/recordHeartbeats.ts';
export { registerWorker, type WorkerRegistration } from './operations/registerWorker.ts';
export { type SignedWeights, saveScoreEpoch } from './operations/saveScoreEpoch.ts';
export { searchQuorum, smallestQuorum } from './operations/searchQuorum.ts';
export { setSearchState } from './operations/setSearchState.ts';
export { setWaiting } from './operations/setWaiting.ts';
export { type Decide, type Receipt, type SubmitOutcome, submitResult } from './operations/submitResult.ts';
export { touchValidator } from './operations/touchValidator.ts';
export { type Leadership, withSearchLeadership } from './operations/withSearchLeadership.ts';
export type { Submission } from './submission/storeResult.ts';
export { withSnapshot, withTransaction } from './transaction.ts';
export { networkView } from './views/networkView.ts';
export { searchView } from './views/searchView.ts';
