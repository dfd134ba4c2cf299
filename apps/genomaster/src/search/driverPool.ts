import { type Database, listRunningSearches, setSearchState, withSearchLeadership } from '@naschain/database';
import { NetworkError } from '@naschain/network';
import { SearchError } from '@naschain/search';
import type { Logger } from 'pino';
import { SearchToolbox } from './algorithm.ts';
import { stepSearch } from './driver.ts';

/** Look again this often even without a signal: another Genomaster may have closed the job, or its driver died. */
const RECHECK_MS = 2000;

/** Drives every running search of the database that no other Genomaster drives. */
export class DriverPool {
  private readonly active = new Map<string, { wake: () => void; done: Promise<void> }>();
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly journal: (streams: readonly string[]) => void,
    private readonly log: Logger,
  ) {}

  /** Takes up all running searches that are not driven yet. */
  async adopt(): Promise<void> {
    for (const searchId of await listRunningSearches(this.database)) this.start(searchId);
  }

  start(searchId: string): void {
    if (this.stopping || this.active.has(searchId)) return;
    const bell = new Bell();
    const done = this.lead(searchId, bell).finally(() => this.active.delete(searchId));
    this.active.set(searchId, { wake: () => bell.ring(), done });
  }

  /** A job of the search has closed. */
  wake(searchId: string): void {
    this.active.get(searchId)?.wake();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const drivers = [...this.active.values()];
    for (const driver of drivers) driver.wake();
    await Promise.all(drivers.map((driver) => driver.done));
  }

  private async lead(searchId: string, bell: Bell): Promise<void> {
    try {
      await withSearchLeadership(this.database, searchId, async (signal) => {
        this.log.info({ searchId }, 'driving search');
        await this.drive(searchId, bell, signal);
      });
    } catch (error) {
      this.log.error({ err: error, searchId }, 'search driver stopped; it is taken up again');
    }
  }

  private async drive(searchId: string, bell: Bell, signal: AbortSignal): Promise<void> {
    const toolbox = new SearchToolbox();
    while (!this.stopping && !signal.aborted) {
      try {
        const outcome = await stepSearch(this.database, searchId, toolbox);
        if (outcome.kind === 'ended') return;
        if (outcome.kind === 'advanced') this.journal(outcome.streams);
        else await bell.wait(RECHECK_MS);
      } catch (error) {
        if (error instanceof SearchError || error instanceof NetworkError)
          return await this.fail(searchId, error);
        this.log.warn({ err: error, searchId }, 'search step failed; trying again');
        await bell.wait(RECHECK_MS);
      }
    }
  }

  /** An error that every further try would meet again ends the search, with its reason. */
  private async fail(searchId: string, error: Error): Promise<void> {
    this.log.error({ err: error, searchId }, 'search cannot go on');
    const { streams } = await setSearchState(this.database, {
      searchId,
      state: 'failed',
      reason: error.message,
    });
    this.journal(streams);
  }
}

/** Wakes one waiter; a ring before the wait is not lost. */
class Bell {
  private rung = false;
  private resolve: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.resolve?.();
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.resolve = null;
    this.rung = false;
  }
}
