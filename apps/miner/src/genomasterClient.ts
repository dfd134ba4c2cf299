import type { AppRouter } from '@naschain/genomaster';
import {
  type GiveBackRequest,
  giveBackResponseSchema,
  type HeartbeatRequest,
  type HeartbeatResponse,
  heartbeatResponseSchema,
  type LeaseRequest,
  type LeaseResponse,
  leaseResponseSchema,
  type RegisterRequest,
  type RegisterResponse,
  registerResponseSchema,
  type SubmitRequest,
  type SubmitResponse,
  submitResponseSchema,
} from '@naschain/protocol';
import { createTRPCClient, httpLink } from '@trpc/client';
import { toGenomasterError } from './genomasterError.ts';
import type { SignedFetch } from './signedFetch.ts';

const REQUEST_MILLISECONDS = 30_000;

/** The miner's calls to the Genomaster. Answers are checked against the protocol; all throw GenomasterError. */
export interface GenomasterClient {
  register(request: RegisterRequest): Promise<RegisterResponse>;
  lease(request: LeaseRequest): Promise<LeaseResponse>;
  heartbeat(request: HeartbeatRequest): Promise<HeartbeatResponse>;
  submit(request: SubmitRequest): Promise<SubmitResponse>;
  giveBack(request: GiveBackRequest): Promise<void>;
}

export function createGenomasterClient(url: string, signedFetch: SignedFetch): GenomasterClient {
  const trpc = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/trpc`,
        methodOverride: 'POST',
        fetch: (input, init) => {
          const timeout = AbortSignal.timeout(REQUEST_MILLISECONDS);
          return signedFetch(String(input), {
            method: init?.method ?? 'POST',
            headers: Object.fromEntries(new Headers(init?.headers)),
            signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
            ...(typeof init?.body === 'string' ? { body: init.body } : {}),
          });
        },
      }),
    ],
  });
  return {
    register: (request) =>
      call(async () => registerResponseSchema.parse(await trpc.miner.register.mutate(request))),
    lease: (request) => call(async () => leaseResponseSchema.parse(await trpc.miner.lease.mutate(request))),
    heartbeat: (request) =>
      call(async () => heartbeatResponseSchema.parse(await trpc.miner.heartbeat.mutate(request))),
    submit: (request) =>
      call(async () => submitResponseSchema.parse(await trpc.miner.submit.mutate(request))),
    giveBack: (request) =>
      call(async () => {
        giveBackResponseSchema.parse(await trpc.miner.giveBack.mutate(request));
      }),
  };
}

async function call<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toGenomasterError(error);
  }
}
