import type { BatchRow, LockedJob } from './batchRows.ts';
import { saysDiverged } from './divergence.ts';

/** Whether a valid result may still enter its batch, and who makes room for it. */
export type SeatDecision =
  /** The assignment holds its seat. */
  | { readonly kind: 'own' }
  | { readonly kind: 'free' }
  /** Takes over the seat of another replica, which is told to stop. */
  | { readonly kind: 'instead'; readonly of: BatchRow }
  | { readonly kind: 'late' };

/**
 * The first valid results win the seats of an open job, also from a lease that expired or was revoked. When all seats are
 * taken, the replica with the least progress makes room (the youngest of equals); of the same hotkey's two it is always
 * the other one.
 */
export function seatFor(job: LockedJob, rows: readonly BatchRow[], own: BatchRow): SeatDecision {
  if (job.state !== 'open' || !job.claimable) return { kind: 'late' };
  if (own.state === 'leased') return { kind: 'own' };
  if (own.state !== 'expired' && own.state !== 'revoked') return { kind: 'late' };
  const others = rows.filter((row) => row.assignmentId !== own.assignmentId);
  // A hotkey that says that there is no result cannot bring one, too.
  if (others.some((row) => row.hotkey === own.hotkey && saysDiverged(row))) return { kind: 'late' };
  const twin = others.find((row) => row.hotkey === own.hotkey && HOLDS_HOTKEY.has(row.state));
  if (twin !== undefined) return twin.state === 'leased' ? { kind: 'instead', of: twin } : { kind: 'late' };
  if (job.seatsTaken < job.seatsWanted) return { kind: 'free' };
  const [slowest] = others
    .filter((row) => row.state === 'leased')
    .sort((a, b) => a.fraction - b.fraction || b.ordinal - a.ordinal);
  return slowest === undefined ? { kind: 'late' } : { kind: 'instead', of: slowest };
}

/** States that keep a hotkey from a second seat. */
const HOLDS_HOTKEY: ReadonlySet<string> = new Set(['leased', 'submitted', 'agreed', 'rejected']);
