import type { LiveProgress } from '@naschain/protocol';
import { createThrottle } from './throttle.ts';

/** Latest known progress of each running assignment. It is not journaled: it may lag or be missing. */
export type ProgressByAssignment = ReadonlyMap<string, LiveProgress>;

const RENDER_INTERVAL = 100;
/** Ended assignments send nothing more; the oldest entries are forgotten beyond this number. */
const MOST = 2000;

export class ProgressBoard {
  private entries: ProgressByAssignment = new Map();
  private readonly listeners = new Set<() => void>();
  private readonly render = createThrottle(
    () => RENDER_INTERVAL,
    () => {
      for (const listener of this.listeners) listener();
    },
  );

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): ProgressByAssignment => this.entries;

  report(progress: readonly LiveProgress[]): void {
    const next = new Map(this.entries);
    for (const entry of progress) {
      next.delete(entry.assignmentId);
      next.set(entry.assignmentId, entry);
    }
    for (const id of next.keys()) {
      if (next.size <= MOST) break;
      next.delete(id);
    }
    this.entries = next;
    this.render.request();
  }
}
