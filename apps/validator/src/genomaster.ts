import type { AppRouter } from '@naschain/genomaster';
import {
  batchesResponseSchema,
  type ClosedBatch,
  PROTOCOL_VERSION,
  reportWeightsResponseSchema,
  type WeightsPayload,
} from '@naschain/protocol';
import { createTRPCClient, httpLink, isTRPCClientError } from '@trpc/client';
import { z } from 'zod';
import type { SigningFetch } from './signingFetch.ts';
import { ValidatorError } from './validatorError.ts';

/** What a validator asks of a Genomaster. */
export interface Genomaster {
  /** Closed batches after a cursor, oldest first, at most `limit`. */
  batches(afterCursor: number, limit: number): Promise<ClosedBatch[]>;
  /** `known`: the Genomaster already holds a report of this epoch. */
  reportWeights(report: { payload: WeightsPayload; signature: string }): Promise<'accepted' | 'known'>;
  /** The last epoch that the Genomaster has of a validator, 0 if none. */
  lastEpoch(hotkey: string): Promise<number>;
}

const errorDataSchema = z.object({ naschain: z.object({ code: z.string(), retryable: z.boolean() }) });
const validatorsSchema = z.object({
  validators: z.array(z.object({ hotkey: z.string(), epoch: z.int().min(0) })),
});

/** `baseUrl` without a slash at its end. What the Genomaster answers is not trusted but parsed. */
export function connectGenomaster(baseUrl: string, signingFetch: SigningFetch): Genomaster {
  const client = createTRPCClient<AppRouter>({
    // POST for queries too: the signature then covers their input.
    links: [httpLink({ url: `${baseUrl}/trpc`, methodOverride: 'POST', fetch: signingFetch })],
  });
  return {
    async batches(afterCursor, limit) {
      const answer: unknown = await asked(
        client.validator.batches.query({ v: PROTOCOL_VERSION, afterCursor, limit }),
      );
      const { batches } = parse(batchesResponseSchema, answer, 'closed batches');
      assertAscending(afterCursor, batches);
      return batches;
    },
    async reportWeights(report) {
      const answer = asked(client.validator.reportWeights.mutate({ v: PROTOCOL_VERSION, ...report }));
      try {
        parse(reportWeightsResponseSchema, await answer, 'the receipt of the weights');
        return 'accepted';
      } catch (error) {
        if (error instanceof ValidatorError && codeOf(error.cause) === 'conflict') return 'known';
        throw error;
      }
    },
    async lastEpoch(hotkey) {
      const answer: unknown = await asked(client.network.view.query());
      const { validators } = parse(validatorsSchema, answer, 'the network view');
      return validators.find((validator) => validator.hotkey === hotkey)?.epoch ?? 0;
    },
  };
}

/** Tells refusals, which no retry will change, from everything else. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const data = dataOf(error);
    if (data === null || data.naschain.retryable) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new ValidatorError('refused', `the Genomaster refused (${data.naschain.code}): ${message}`, {
      cause: error,
    });
  }
}

function dataOf(error: unknown): z.infer<typeof errorDataSchema> | null {
  if (!isTRPCClientError(error)) return null;
  return errorDataSchema.safeParse(error.data).data ?? null;
}

function codeOf(error: unknown): string | null {
  return dataOf(error)?.naschain.code ?? null;
}

function parse<T>(schema: z.ZodType<T>, answer: unknown, what: string): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new ValidatorError(
    'protocol',
    `the Genomaster sent ${what} in a form this version does not know; update the older of the two\n` +
      z.prettifyError(parsed.error),
  );
}

/** A cursor that goes back would have batches counted twice. */
function assertAscending(afterCursor: number, batches: readonly ClosedBatch[]): void {
  let last = afterCursor;
  for (const { cursor } of batches) {
    if (cursor <= last) {
      throw new ValidatorError('protocol', `the Genomaster sent batch ${cursor} after batch ${last}`);
    }
    last = cursor;
  }
}
