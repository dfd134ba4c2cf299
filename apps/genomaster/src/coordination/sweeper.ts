import { quorumGate, refereeGate } from '@naschain/consensus';
import {
  countLiveHotkeys,
  type Database,
  disputedJobs,
  expireLeases,
  listRunningSearches,
  markLostMiners,
  searchQuorum,
  setWaiting,
} from '@naschain/database';
import type { Waiting } from '@naschain/protocol';
import type { Logger } from 'pino';

/** One housekeeping duty, run again and again until stopped; a failed round is logged and tried again. */
export class Periodic {
  private timer: NodeJS.Timeout | null = null;
  private current: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly name: string,
    private readonly intervalMs: number,
    private readonly duty: () => Promise<void>,
    private readonly log: Logger,
  ) {}

  start(): this {
    this.timer = setTimeout(() => {
      this.current = this.duty()
        .catch((error: unknown) =>
          this.log.warn({ err: error, duty: this.name }, 'duty failed; trying again'),
        )
        .then(() => {
          if (!this.stopped) this.start();
        });
    }, this.intervalMs);
    return this;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.current;
  }
}

/** Frees expired seats, marks silent miners lost, and says of each search whether and why it waits. */
export async function sweep(
  database: Database,
  options: { readonly minerTimeoutSeconds: number },
  journal: (streams: readonly string[]) => void,
): Promise<void> {
  journal((await expireLeases(database)).streams);
  journal((await markLostMiners(database, options.minerTimeoutSeconds)).streams);
  const liveHotkeys = await countLiveHotkeys(database);
  for (const searchId of await listRunningSearches(database)) {
    const waiting = await waitingOf(database, searchId, liveHotkeys);
    journal((await setWaiting(database, { searchId, waiting })).streams);
  }
}

async function waitingOf(database: Database, searchId: string, liveHotkeys: number): Promise<Waiting | null> {
  const quorum = await searchQuorum(database, searchId);
  if (quorum === null) return null;
  const gate = quorumGate({ liveHotkeys, quorum });
  if (gate.kind === 'needMiners') return gate;
  for (const dispute of await disputedJobs(database, searchId)) {
    const referee = refereeGate(dispute);
    if (referee.kind === 'needReferee') return { ...referee, jobId: dispute.jobId };
  }
  return null;
}
