import type { Heartbeat } from '@naschain/database';

/**
 * Newest heartbeat per worker and assignment, kept in memory between bulk writes: what a crash loses is at most one
 * flush interval of progress, which the lease outlives several times.
 */
export class HeartbeatBuffer {
  private entries = new Map<string, Heartbeat>();

  add(entry: Heartbeat): void {
    this.entries.set(keyOf(entry), entry);
  }

  /** Takes all entries out. */
  drain(): Heartbeat[] {
    const drained = [...this.entries.values()];
    this.entries = new Map();
    return drained;
  }

  /** Puts entries back whose write failed, unless newer ones have come. */
  restore(entries: readonly Heartbeat[]): void {
    for (const entry of entries) {
      const key = keyOf(entry);
      if (!this.entries.has(key)) this.entries.set(key, entry);
    }
  }
}

function keyOf({ workerId, assignmentId }: Heartbeat): string {
  return `${workerId}/${assignmentId ?? ''}`;
}
