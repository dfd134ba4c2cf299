import { setTimeout as sleep } from 'node:timers/promises';
import {
  assertNever,
  type IdleReason,
  PROTOCOL_VERSION,
  type SubmitRequest,
  type SubmitResponse,
} from '@naschain/protocol';
import type { DatasetCache } from './datasetCache.ts';
import type { GenomasterClient } from './genomasterClient.ts';
import { GenomasterError, toGenomasterError } from './genomasterError.ts';
import type { Outbox } from './outbox.ts';
import type { Registration } from './registration.ts';
import type { Reporter } from './reporter.ts';
import { backoffSeconds, RETRY_POLICY } from './retryPolicy.ts';
import type { Seats } from './seats.ts';
import { Wakeup } from './wakeup.ts';

export interface MinerParts {
  client: GenomasterClient;
  registration: Registration;
  seats: Seats;
  outbox: Outbox;
  datasets: Pick<DatasetCache, 'abort'>;
  reporter: Reporter;
  random: () => number;
}

/** Until a wake-up, in practice. */
const LONG_SECONDS = 3600;
/** What a stop may spend on telling the Genomaster; the process must end within five seconds. */
const FAREWELL_MILLISECONDS = 3000;

/** Three loops that share nothing but the parts: leases, heartbeats, submissions. Each outlives any failure of the Genomaster. */
export class Miner {
  private stopping = false;
  private idle: string | null = null;
  private readonly wakeups = { lease: new Wakeup(), heartbeat: new Wakeup(), submit: new Wakeup() };

  constructor(private readonly parts: MinerParts) {}

  /** Works until `stop`. @throws RegistrationRefused */
  async run(): Promise<void> {
    await Promise.all([
      this.repeat(this.wakeups.lease, () => this.lease()),
      this.repeat(this.wakeups.heartbeat, () => this.heartbeat()),
      this.repeat(this.wakeups.submit, () => this.submit()),
    ]);
  }

  /** A slot is free or a result waits. */
  changed(): void {
    this.wakeups.lease.wake();
    this.wakeups.submit.wake();
  }

  /** Stops all trainings, gives them back and sends what is finished, as far as a few seconds allow. */
  async stop(): Promise<void> {
    this.stopping = true;
    const { seats, client, registration, datasets } = this.parts;
    const assignmentIds = seats.stopAll();
    datasets.abort();
    registration.stop();
    for (const wakeup of Object.values(this.wakeups)) wakeup.wake();
    const goodbye = async () => {
      if (assignmentIds.length > 0)
        await client.giveBack({ v: PROTOCOL_VERSION, assignmentIds, reason: 'shutdown' });
      await this.submitAll();
    };
    await Promise.race([goodbye().catch(() => undefined), sleep(FAREWELL_MILLISECONDS)]);
  }

  /** Runs `step`, waits as many seconds as it says, and again. Failures wait by the retry policy. */
  private async repeat(wakeup: Wakeup, step: () => Promise<number>): Promise<void> {
    const { registration, reporter, random } = this.parts;
    let failures = 0;
    while (!this.stopping) {
      let seconds: number;
      try {
        seconds = await step();
        failures = 0;
      } catch (error) {
        if (this.stopping) return;
        if (!(error instanceof GenomasterError)) throw error;
        const rule = RETRY_POLICY[error.code];
        failures += 1;
        // What cannot be reached is reported by the registration, once for all loops.
        if (failures === 1 && error.code !== 'unreachable') reporter.warn(error.message);
        if (rule.call === 'reregister') registration.invalidate();
        seconds = backoffSeconds(rule, failures, random());
      }
      await wakeup.wait(seconds);
    }
  }

  private async lease(): Promise<number> {
    const { seats, client, registration, random } = this.parts;
    const { workerId } = await registration.session();
    const free = Math.min(64, seats.free());
    if (free === 0) return seats.pauseSeconds() || LONG_SECONDS;
    const { assignments, idle, retrySeconds } = await client.lease({
      v: PROTOCOL_VERSION,
      workerId,
      count: free,
    });
    if (this.stopping) {
      // They came too late to be among those that the stop gave back.
      const assignmentIds = assignments.map((offer) => offer.assignmentId);
      if (assignmentIds.length > 0)
        await client.giveBack({ v: PROTOCOL_VERSION, assignmentIds, reason: 'shutdown' });
      return 0;
    }
    for (const offer of assignments) seats.start(offer);
    this.reportIdle(assignments.length > 0 ? null : idle);
    if (assignments.length === free) return 0;
    return Math.min(60, Math.max(0.1, retrySeconds)) * (0.75 + random() / 2);
  }

  /** Results waiting to be submitted are still ours: they keep their lease. */
  private async heartbeat(): Promise<number> {
    const { seats, client, registration, outbox } = this.parts;
    const { workerId, heartbeatSeconds } = await registration.session();
    const running = seats.progress();
    const held = new Set(running.map((item) => item.assignmentId));
    const waiting = outbox.list().filter((item) => !held.has(item.assignmentId));
    const done = waiting.map(({ assignmentId }) => ({ assignmentId, fraction: 1, epoch: 0 }));
    const assignments = [...running, ...done].slice(0, 1024);
    const { revoked } = await client.heartbeat({ v: PROTOCOL_VERSION, workerId, assignments });
    seats.revoke(revoked);
    return Math.min(300, Math.max(0.2, heartbeatSeconds));
  }

  private async submit(): Promise<number> {
    if (this.parts.outbox.list().length === 0) return LONG_SECONDS;
    await this.parts.registration.session();
    await this.submitAll();
    return 0;
  }

  /** Tries every waiting result once. @throws the last error after which a result is kept */
  private async submitAll(): Promise<void> {
    let failure: GenomasterError | null = null;
    for (const request of this.parts.outbox.list()) {
      try {
        await this.submitOne(request);
      } catch (caught) {
        failure = toGenomasterError(caught);
      }
    }
    if (failure !== null) throw failure;
  }

  private async submitOne(request: SubmitRequest): Promise<void> {
    const { client, outbox, reporter } = this.parts;
    const name = `result ${request.assignmentId.slice(0, 8)}`;
    try {
      const { receipt } = await client.submit(request);
      this.report(name, receipt);
    } catch (caught) {
      const error = toGenomasterError(caught);
      if (RETRY_POLICY[error.code].submit === 'retry') throw error;
      reporter.warn(`${name} is not wanted any more: ${error.message}`);
    }
    await outbox.remove(request.assignmentId);
  }

  private report(name: string, receipt: SubmitResponse['receipt']): void {
    const { reporter } = this.parts;
    switch (receipt.kind) {
      case 'accepted':
        reporter.info(`${name} accepted`);
        break;
      case 'late':
        reporter.info(`${name} came too late: others had the seat by then`);
        break;
      case 'rejected':
        reporter.error(`${name} rejected: ${receipt.message} (${receipt.reason})`);
        break;
      default:
        assertNever(receipt);
    }
  }

  private reportIdle(idle: IdleReason | null): void {
    const text =
      idle === null
        ? null
        : idle.kind === 'noWork'
          ? 'no work at the moment'
          : `waiting for more miners: ${idle.have} of ${idle.need}`;
    if (text !== null && text !== this.idle) this.parts.reporter.info(text);
    this.idle = text;
  }
}
