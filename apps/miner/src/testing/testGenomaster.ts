import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FileBlobStore } from '@naschain/datasets';
import {
  type AppErrorCode,
  type AssignmentOffer,
  giveBackRequestSchema,
  heartbeatRequestSchema,
  leaseRequestSchema,
  type RegisterRequest,
  registerRequestSchema,
  type SubmitRequest,
  submitRequestSchema,
} from '@naschain/protocol';
import { ReplayStore, verifyRequest } from '@naschain/protocol/signing';

const WORKER = '0a9d5bb6-6f57-4c7e-9a3d-0c8f4a3b2d10';

/** A Genomaster of the least kind, over real HTTP in tRPC's wire format, with real signatures. */
export class TestGenomaster {
  /** Offers not yet leased. */
  readonly queue: AssignmentOffer[] = [];
  readonly revoked = new Set<string>();
  readonly submitted: SubmitRequest[] = [];
  readonly returned: { id: string; reason: string }[] = [];
  readonly heartbeats: { assignmentId: string; fraction: number }[][] = [];
  readonly registrations: RegisterRequest[] = [];
  /** Errors to answer with, by procedure, before anything is done. */
  readonly errors = new Map<string, AppErrorCode>();
  /** Answers that are not in the protocol. */
  nonsense = false;
  readonly hotkeys = new Set<string>();
  private server: Server | null = null;
  private port = 0;
  private readonly replays = new ReplayStore({ createdAt: now() });
  private readonly blobs: FileBlobStore;

  constructor(blobs: string) {
    this.blobs = new FileBlobStore(blobs);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts, or starts again at the same address. */
  async start(): Promise<void> {
    const server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      const { method = '', url = '', headers } = request;
      const verdict = verifyRequest({
        method,
        path: url,
        body,
        headers: new Headers(headers as Record<string, string>),
        receiver: null,
        nowNanoseconds: now(),
      });
      if (verdict.kind === 'refused') return fail(response, 'unauthenticated', verdict.message);
      const admission = this.replays.admit(verdict.hotkey, verdict.nonce, now());
      if (admission.kind === 'refused') return fail(response, 'unauthenticated', admission.message);
      this.hotkeys.add(verdict.hotkey);
      if (url.startsWith('/datasets/')) return this.serve(url.slice(10), response);
      const procedure = url.replace('/trpc/miner.', '');
      const error = this.errors.get(procedure);
      if (error) return fail(response, error, `refused ${procedure}`);
      const data = this.nonsense ? 'nonsense' : this.answer(procedure, JSON.parse(body.toString()));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ result: { data } }));
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Goes away without a word. */
  async crash(): Promise<void> {
    const { server } = this;
    this.server = null;
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  }

  private answer(procedure: string, input: unknown): unknown {
    switch (procedure) {
      case 'register':
        this.registrations.push(registerRequestSchema.parse(input));
        return { v: 1, workerId: WORKER, heartbeatSeconds: 0.2, leaseSeconds: 10 };
      case 'lease': {
        const assignments = this.queue.splice(0, leaseRequestSchema.parse(input).count);
        const idle = assignments.length > 0 ? null : { kind: 'needMiners', have: 1, need: 3 };
        return { v: 1, assignments, idle, retrySeconds: 0.1 };
      }
      case 'heartbeat': {
        const { assignments } = heartbeatRequestSchema.parse(input);
        this.heartbeats.push(assignments);
        const held = assignments.map((item) => item.assignmentId);
        return { v: 1, revoked: held.filter((id) => this.revoked.has(id)) };
      }
      case 'submit':
        this.submitted.push(submitRequestSchema.parse(input));
        return { v: 1, receipt: { kind: 'accepted' } };
      default: {
        const { assignmentIds, reason } = giveBackRequestSchema.parse(input);
        this.returned.push(...assignmentIds.map((id) => ({ id, reason })));
        return { v: 1, returned: assignmentIds.length };
      }
    }
  }

  private async serve(sha256: string, response: ServerResponse): Promise<void> {
    if (await this.blobs.has(sha256)) this.blobs.stream(sha256).pipe(response);
    else fail(response, 'not-found', 'no such dataset');
  }
}

function fail(response: ServerResponse, code: AppErrorCode, message: string): void {
  const status = { 'not-found': 404, unauthenticated: 401, unavailable: 503 }[code as string] ?? 400;
  const data = { code: 'X', httpStatus: status, naschain: { code, retryable: false } };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, code: -32600, data } }));
}

function now(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
