import type { DivergenceDecision, DivergenceReports } from '@naschain/consensus';
import type { GiveBackRequest } from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { loadBatch, lockJob } from '../submission/batchRows.ts';
import { closeJob } from '../submission/closeJob.ts';
import { saysDiverged } from '../submission/divergence.ts';
import { withTransaction } from '../transaction.ts';
import { releaseAssignments } from './releaseAssignments.ts';

/** When a job that hotkeys gave back as diverged is given up: a pure function. */
export type DecideDivergence = (reports: DivergenceReports) => DivergenceDecision;

export interface GiveBackOutcome {
  readonly returned: number;
  /** Searches of which a job closed. */
  readonly jobsClosedIn: string[];
  readonly streams: string[];
}

/**
 * A miner returns assignments it will not finish; those that are not leased to it any more are passed over. Of jobs
 * returned as diverged, `decide` is asked at once, and those given up close as failed in the same transaction.
 */
export function giveBack(
  database: Database,
  request: { readonly hotkey: string } & Pick<GiveBackRequest, 'assignmentIds' | 'reason'>,
  decide: DecideDivergence,
): Promise<GiveBackOutcome> {
  const { hotkey, assignmentIds, reason } = request;
  return withTransaction(database, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM assignments WHERE id = ANY ($1::uuid[]) AND hotkey = $2',
      [assignmentIds, hotkey],
    );
    const events = new PendingEvents();
    const own = rows.map((row) => row.id);
    const released = await releaseAssignments(client, events, own, {
      event: 'giveBack',
      state: 'returned',
      reason,
      onlyOverdue: false,
      journalEntry: (assignmentId) => ({ type: 'assignment.returned', payload: { assignmentId, reason } }),
    });
    const closedIn = new Set<string>();
    for (const { jobId } of reason === 'diverged' ? released : []) {
      const searchId = await closeIfDiverged(client, events, jobId, decide);
      if (searchId !== null) closedIn.add(searchId);
    }
    return { returned: released.length, jobsClosedIn: [...closedIn], streams: await events.append(client) };
  });
}

/** @returns the job's search if the job closed; the release has locked it already */
async function closeIfDiverged(
  client: pg.PoolClient,
  events: PendingEvents,
  jobId: string,
  decide: DecideDivergence,
): Promise<string | null> {
  const job = await lockJob(client, jobId);
  const rows = await loadBatch(client, jobId);
  const decision = decide({
    quorum: job.replication.quorum,
    divergedHotkeys: rows.filter(saysDiverged).map((row) => row.hotkey),
    results: rows.filter((row) => row.state === 'submitted').length,
  });
  if (decision.kind === 'wait') return null;
  await closeJob(client, events, job, rows, { kind: 'failed', rejected: [] });
  return job.searchId;
}
