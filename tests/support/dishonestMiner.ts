import { randomUUID } from 'node:crypto';
import { loadOrCreateHotkey } from '@naschain/chain';
import type { AppRouter } from '@naschain/genomaster';
import {
  type AssignmentOffer,
  EXACT_NUMERIC_CLASS,
  resultPayloadSchema,
  type SubmitRequest,
  type TrainingResult,
} from '@naschain/protocol';
import { type Signer, signRequest, signResult } from '@naschain/protocol/signing';
import { createTRPCClient, httpLink } from '@trpc/client';

/** Turns the honest result of an assignment into what the liar sends. */
export type Lie = (honest: TrainingResult) => TrainingResult | SubmitRequest['payload'];

/** A miner of the test's own that signs properly and lies about what it did. */
export class DishonestMiner {
  private stopped = false;
  private done: Promise<void> = Promise.resolve();
  private constructor(
    readonly signer: Signer,
    private readonly client: ReturnType<typeof signedClient>,
    private readonly honest: (offer: AssignmentOffer) => Promise<TrainingResult>,
    private readonly lie: Lie,
  ) {}

  static async start(
    url: string,
    wallets: string,
    honest: (offer: AssignmentOffer) => Promise<TrainingResult>,
    lie: Lie,
  ): Promise<DishonestMiner> {
    const { hotkey: signer } = await loadOrCreateHotkey({
      path: wallets,
      name: 'liar',
      hotkey: randomUUID(),
    });
    const miner = new DishonestMiner(signer, signedClient(url, signer), honest, lie);
    miner.done = miner.work();
    return miner;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async work(): Promise<void> {
    const device = 'test liar';
    const { workerId } = await this.client.miner.register.mutate({
      v: 1,
      worker: 'liar',
      slots: 1,
      engine: 'none',
      numericClass: EXACT_NUMERIC_CLASS,
      device,
    });
    while (!this.stopped) {
      await this.client.miner.heartbeat.mutate({ v: 1, workerId, assignments: [] });
      const { assignments } = await this.client.miner.lease.mutate({ v: 1, workerId, count: 1 });
      for (const offer of assignments) await this.submit(offer);
      if (assignments.length === 0) await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  private async submit(offer: AssignmentOffer): Promise<void> {
    const result = this.lie(await this.honest(offer));
    const { assignmentId, specHash } = offer;
    const payload = { v: 1, domain: 'naschain/result', assignmentId, specHash, result } as const;
    const parsed = resultPayloadSchema.safeParse(payload);
    // Garbage is refused before anybody looks at its signature.
    const signature = parsed.success
      ? signResult(this.signer, parsed.data).signature
      : `0x${'0'.repeat(128)}`;
    await this.client.miner.submit.mutate({ v: 1, assignmentId, payload, signature });
  }
}

/** The Genomaster's API for a hotkey. */
export function signedClient(url: string, signer: Signer) {
  let last = 0n;
  const nonce = () => {
    const now = BigInt(Date.now()) * 1_000_000n;
    last = now > last ? now : last + 1n;
    return last;
  };
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/trpc`,
        methodOverride: 'POST',
        fetch: async (input, init) => {
          const { pathname, search } = new URL(String(input));
          const body = Buffer.from(String(init?.body ?? ''));
          const signed = signRequest({
            signer,
            method: 'POST',
            path: pathname + search,
            body,
            receiver: null,
            nonce: nonce(),
          });
          return fetch(input as string, {
            ...(init as RequestInit),
            headers: { ...(init?.headers as object), ...signed },
          });
        },
      }),
    ],
  });
}
