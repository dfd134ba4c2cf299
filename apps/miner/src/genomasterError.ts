import { APP_ERROR_CODES, type AppErrorCode } from '@naschain/protocol';
import { TRPCClientError } from '@trpc/client';
import { ZodError, z } from 'zod';

/** The Genomaster's codes, and two of our own. */
export type GenomasterErrorCode =
  | AppErrorCode
  /** No answer: refused, cut, timed out. */
  | 'unreachable'
  /** An answer that is not in the protocol, such as a proxy's error page. */
  | 'bad-response';

/** A request to the Genomaster that failed. */
export class GenomasterError extends Error {
  override readonly name = 'GenomasterError';
  readonly code: GenomasterErrorCode;

  constructor(code: GenomasterErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}

const errorDataSchema = z.object({ naschain: z.object({ code: z.enum(APP_ERROR_CODES) }) });

/** Sorts whatever a request threw. */
export function toGenomasterError(error: unknown): GenomasterError {
  if (error instanceof GenomasterError) return error;
  if (error instanceof ZodError)
    return new GenomasterError(
      'bad-response',
      `The answer is not in the protocol: ${z.prettifyError(error)}`,
      {
        cause: error,
      },
    );
  if (error instanceof TRPCClientError) {
    const known = errorDataSchema.safeParse(error.data);
    if (known.success) return new GenomasterError(known.data.naschain.code, error.message, { cause: error });
    // With a response but none of our codes, something else answered at this address.
    if (error.meta?.response !== undefined)
      return new GenomasterError('bad-response', `Not a Genomaster's answer: ${error.message}`, {
        cause: error,
      });
  }
  return new GenomasterError('unreachable', `The Genomaster does not answer (${reason(error)})`, {
    cause: error,
  });
}

/** The innermost message: "fetch failed" alone helps nobody. */
function reason(error: unknown): string {
  let last = error instanceof Error ? error.message : String(error);
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    last = current.message || ('code' in current ? String(current.code) : last);
    current = current.cause;
  }
  return last;
}
