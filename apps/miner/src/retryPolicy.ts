import type { GenomasterErrorCode } from './genomasterError.ts';

export interface RetryRule {
  /** When registering fails: try again, or end the program because no repetition can help. */
  register: 'retry' | 'stop';
  /** When leasing or a heartbeat fails: repeat it, or register anew first. */
  call: 'retry' | 'reregister';
  /** When submitting a result fails: keep it and try again, or drop it because it can never be taken. */
  submit: 'retry' | 'drop';
  /** First wait; each further failure in a row doubles it, up to the longest. */
  firstSeconds: number;
  longestSeconds: number;
}

/** What to do about each error. */
export const RETRY_POLICY: Record<GenomasterErrorCode, RetryRule> = {
  // It may come back as another process: registering is idempotent.
  unreachable: rule('retry', 'reregister', 'retry', 0.5, 15),
  unavailable: rule('retry', 'retry', 'retry', 0.5, 15),
  internal: rule('retry', 'retry', 'retry', 1, 60),
  'too-many-requests': rule('retry', 'retry', 'retry', 2, 60),
  // A clock that is off, or a Genomaster that has just started and takes no older nonces.
  unauthenticated: rule('retry', 'retry', 'retry', 1, 30),
  // Not on the list of hotkeys: the operator may add it.
  forbidden: rule('retry', 'reregister', 'drop', 10, 300),
  // The worker is unknown: another database.
  'not-found': rule('retry', 'reregister', 'drop', 1, 60),
  conflict: rule('retry', 'reregister', 'drop', 1, 60),
  'bad-request': rule('stop', 'reregister', 'drop', 5, 60),
  'payload-too-large': rule('stop', 'reregister', 'drop', 5, 60),
  'bad-response': rule('retry', 'retry', 'retry', 2, 60),
};

/** Seconds to wait after the `failures`-th failure in a row (from 1): half certain, half by chance, so that a crowd of miners spreads out. */
export function backoffSeconds(
  rule: Pick<RetryRule, 'firstSeconds' | 'longestSeconds'>,
  failures: number,
  random: number,
): number {
  const full = Math.min(rule.longestSeconds, rule.firstSeconds * 2 ** Math.min(failures - 1, 30));
  return full * (0.5 + random / 2);
}

function rule(
  register: RetryRule['register'],
  call: RetryRule['call'],
  submit: RetryRule['submit'],
  firstSeconds: number,
  longestSeconds: number,
): RetryRule {
  return { register, call, submit, firstSeconds, longestSeconds };
}
