/** One assignment's newest heartbeat. */
export interface HeartbeatEntry {
  readonly hotkey: string;
  readonly workerId: string;
  readonly assignmentId: string | null;
  readonly fraction: number;
  readonly epoch: number;
}

/**
 * Newest heartbeat per worker and assignment, kept in memory between bulk writes: what a crash loses is at most one
 * flush interval of progress, which the lease outlives several times.
 */
export class HeartbeatBuffer {
  private entries = new Map<string, HeartbeatEntry>();

  add(entry: HeartbeatEntry): void {
    this.entries.set(`${entry.workerId}/${entry.assignmentId ?? ''}`, entry);
  }

  /** Takes all entries out. */
  drain(): HeartbeatEntry[] {
    const drained = [...this.entries.values()];
    this.entries = new Map();
    return drained;
  }

  /** Puts entries back whose write failed, unless newer ones have come. */
  restore(entries: readonly HeartbeatEntry[]): void {
    for (const entry of entries) {
      const key = `${entry.workerId}/${entry.assignmentId ?? ''}`;
      if (!this.entries.has(key)) this.entries.set(key, entry);
    }
  }
}
