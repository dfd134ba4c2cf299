import type { GiveBackReason } from '@naschain/protocol';
import type { BatchRow } from './batchRows.ts';

/** As an assignment's reason. */
const DIVERGED: GiveBackReason = 'diverged';

/** Whether an assignment ended with its hotkey's word that the job cannot be trained. */
export function saysDiverged(row: Pick<BatchRow, 'state' | 'reason'>): boolean {
  return row.state === 'returned' && row.reason === DIVERGED;
}

/** The same for assignments `a` in SQL. */
export const SAYS_DIVERGED = `(a.state = 'returned' AND a.reason = '${DIVERGED}')`;

/** Assignments `a` that keep their hotkey from another seat in the job: it is in the batch, or has had its say. */
export const HAD_A_SEAT = `(a.state IN ('leased', 'submitted', 'agreed', 'rejected') OR ${SAYS_DIVERGED})`;
