import { ValidatorError } from './validatorError.ts';

export interface RetryOptions {
  readonly signal: AbortSignal;
  /** Tries in all; Infinity for a service. */
  readonly attempts: number;
  /** Resolves after the time, or at once when the signal fires. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** 0 to 1, so that validators do not come back all at once. */
  readonly random: () => number;
  readonly onRetry: (message: string, seconds: number) => void;
}

const FIRST_SECONDS = 1;
const LONGEST_SECONDS = 60;

/**
 * Tries until it works, waiting 1, 2, 4 … 60 s (each up to a quarter longer). A `ValidatorError` is never retried.
 * @throws ValidatorError `unreachable` after the last try; the last error as it is when the signal fires
 */
export async function retry<T>(action: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (options.signal.aborted || error instanceof ValidatorError) throw error;
      const message = `The Genomaster does not answer (${reasonOf(error)})`;
      if (attempt >= options.attempts) {
        throw new ValidatorError('unreachable', `${message}; check its address and whether it runs.`, {
          cause: error,
        });
      }
      const base = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (attempt - 1));
      const seconds = base * (1 + options.random() / 4);
      options.onRetry(message, seconds);
      await options.sleep(seconds * 1000);
      if (options.signal.aborted) throw error;
    }
  }
}

/** The innermost message: `fetch failed` says nothing, its cause `connect ECONNREFUSED …` does. */
function reasonOf(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  if (!(current instanceof Error)) return String(current);
  // An AggregateError (all addresses of a name refused) has no message of its own.
  return current.message || ('code' in current ? String(current.code) : current.name);
}
