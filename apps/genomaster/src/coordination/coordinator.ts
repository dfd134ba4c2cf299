import { decideBatch, decideDivergence, quorumGate } from '@naschain/consensus';
import {
  assignmentJob,
  claimAssignments,
  countLiveHotkeys,
  type Database,
  giveBack,
  recordHeartbeats,
  registerWorker,
  saveScoreEpoch,
  smallestQuorum,
  submitResult,
  touchValidator,
} from '@naschain/database';
import {
  AppError,
  type GiveBackRequest,
  type HeartbeatRequest,
  type HeartbeatResponse,
  type LeaseRequest,
  type LeaseResponse,
  type LiveProgress,
  PROTOCOL_VERSION,
  REJECTION_TEXT,
  type RegisterRequest,
  type RegisterResponse,
  type SubmitRequest,
  type SubmitResponse,
  type WeightsPayload,
} from '@naschain/protocol';
import { verifyWeightsSignature } from '@naschain/protocol/signing';
import type { Logger } from 'pino';
import { HeartbeatBuffer } from './heartbeatBuffer.ts';
import { judgeSubmission } from './judgeSubmission.ts';

export interface CoordinatorOptions {
  readonly heartbeatSeconds: number;
  readonly leaseSeconds: number;
}

/** Told after each commit; carries the outside effects of a state change. */
export interface CoordinatorEffects {
  /** Journal events were committed to these streams. */
  journal(streams: readonly string[]): void;
  /** A job of the search closed: its driver may have something to do. */
  jobClosed(searchId: string): void;
  progress(searchId: string, progress: LiveProgress[]): void;
}

const RETRY_SECONDS = 1;
/** Revocations remembered for workers that have not asked yet; the oldest are dropped first. */
const MAX_REVOKED = 100_000;

/** The miners' side of the Genomaster: hands out replicas, takes heartbeats and results. */
export class Coordinator {
  private readonly heartbeats = new HeartbeatBuffer();
  /** Assignments found at a flush to be no longer held. */
  private readonly revoked = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly options: CoordinatorOptions,
    private readonly effects: CoordinatorEffects,
    private readonly log: Logger,
  ) {}

  async register(hotkey: string, request: RegisterRequest): Promise<RegisterResponse> {
    const { v: _, ...worker } = request;
    const { workerId, streams } = await registerWorker(this.database, { hotkey, ...worker });
    this.effects.journal(streams);
    return {
      v: PROTOCOL_VERSION,
      workerId,
      heartbeatSeconds: this.options.heartbeatSeconds,
      leaseSeconds: this.options.leaseSeconds,
    };
  }

  async lease(hotkey: string, request: LeaseRequest): Promise<LeaseResponse> {
    const { offers, streams } = await claimAssignments(this.database, {
      hotkey,
      workerId: request.workerId,
      count: request.count,
      leaseSeconds: this.options.leaseSeconds,
    });
    this.effects.journal(streams);
    const idle = offers.length > 0 ? null : await this.idleReason();
    return { v: PROTOCOL_VERSION, assignments: offers, idle, retrySeconds: RETRY_SECONDS };
  }

  /** Heartbeats wait in memory for the next flush; what was revoked is learned from the last one. */
  async heartbeat(hotkey: string, request: HeartbeatRequest): Promise<HeartbeatResponse> {
    this.heartbeats.add({ hotkey, workerId: request.workerId, assignmentId: null, fraction: 0, epoch: 0 });
    for (const item of request.assignments) {
      this.heartbeats.add({ hotkey, workerId: request.workerId, ...item });
    }
    const asked = request.assignments.map((item) => item.assignmentId);
    const revoked = asked.filter((id) => this.revoked.has(id));
    return { v: PROTOCOL_VERSION, revoked };
  }

  /** Writes the buffered heartbeats in bulk and tells watchers of the progress. */
  async flushHeartbeats(): Promise<void> {
    const entries = this.heartbeats.drain();
    if (entries.length === 0) return;
    try {
      const outcome = await recordHeartbeats(this.database, {
        entries,
        leaseSeconds: this.options.leaseSeconds,
      });
      for (const id of outcome.lost) this.revoked.add(id);
      for (const id of this.revoked) {
        if (this.revoked.size <= MAX_REVOKED) break;
        this.revoked.delete(id);
      }
      this.effects.journal(outcome.streams);
      const bySearch = new Map<string, LiveProgress[]>();
      for (const { searchId, ...progress } of outcome.held) {
        const list = bySearch.get(searchId) ?? [];
        list.push(progress);
        bySearch.set(searchId, list);
      }
      for (const [searchId, progress] of bySearch) this.effects.progress(searchId, progress);
    } catch (error) {
      this.heartbeats.restore(entries);
      throw error;
    }
  }

  async submit(hotkey: string, request: SubmitRequest): Promise<SubmitResponse> {
    const job = await assignmentJob(this.database, { assignmentId: request.assignmentId, hotkey });
    const judgement = judgeSubmission(hotkey, request, job);
    const outcome = await submitResult(
      this.database,
      {
        assignmentId: request.assignmentId,
        hotkey,
        payload: request.payload,
        payloadHash: judgement.payloadHash,
        signature: request.signature,
        result: judgement.result,
        rejection: judgement.rejection,
      },
      decideBatch,
    );
    this.effects.journal(outcome.streams);
    if (outcome.jobClosed) this.effects.jobClosed(job.searchId);
    const { receipt } = outcome;
    if (receipt.kind !== 'rejected') return { v: PROTOCOL_VERSION, receipt };
    const message = judgement.rejection?.message ?? REJECTION_TEXT[receipt.reason];
    this.log.info({ hotkey, assignmentId: request.assignmentId, reason: receipt.reason }, 'result rejected');
    return { v: PROTOCOL_VERSION, receipt: { ...receipt, message } };
  }

  async giveBack(hotkey: string, request: GiveBackRequest): Promise<{ v: 1; returned: number }> {
    const { assignmentIds, reason } = request;
    const outcome = await giveBack(this.database, { hotkey, assignmentIds, reason }, decideDivergence);
    const { returned, jobsClosedIn, streams } = outcome;
    this.effects.journal(streams);
    for (const searchId of jobsClosedIn) this.effects.jobClosed(searchId);
    return { v: PROTOCOL_VERSION, returned };
  }

  async reportWeights(hotkey: string, report: { payload: WeightsPayload; signature: string }): Promise<void> {
    if (!verifyWeightsSignature(hotkey, report.payload, report.signature)) {
      throw new AppError('bad-request', 'The signature is not the validator hotkey’s over this payload.');
    }
    await touchValidator(this.database, { hotkey });
    const { streams } = await saveScoreEpoch(this.database, { hotkey, ...report });
    this.effects.journal(streams);
  }

  private async idleReason(): Promise<LeaseResponse['idle']> {
    const quorum = await smallestQuorum(this.database);
    if (quorum === null) return { kind: 'noWork' };
    const gate = quorumGate({ liveHotkeys: await countLiveHotkeys(this.database), quorum });
    return gate.kind === 'needMiners' ? gate : { kind: 'noWork' };
  }
}
