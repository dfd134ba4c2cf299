import { timingSafeEqual } from 'node:crypto';
import { AppError } from '@naschain/protocol';
import { type ReplayStore, verifyRequest } from '@naschain/protocol/signing';
import type { Caller } from '../router/context.ts';

export interface AuthenticationOptions {
  readonly operatorToken: string;
  /** ss58 address that signed requests must name, or null to take requests to anyone (`-`). */
  readonly receiver: string | null;
  readonly replayStore: ReplayStore;
  /** Unix time in nanoseconds. */
  readonly now: () => bigint;
}

/** One request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path with query, exactly as sent. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Who sent a request: nobody in particular, the operator (bearer token), or a hotkey (btauth/1).
 * @throws AppError `unauthenticated` when credentials are there but wrong: a bad signature is never just ignored
 */
export function authenticate(request: WireRequest, options: AuthenticationOptions): Caller {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) {
    if (!sameText(authorization, `Bearer ${options.operatorToken}`)) {
      throw new AppError('unauthenticated', 'The operator token is wrong; see NASCHAIN_HOME/operator-token.');
    }
    return { kind: 'operator' };
  }
  if (request.headers.get('x-bittensor-version') === null) return { kind: 'anonymous' };
  const verdict = verifyRequest({
    method: request.method,
    path: request.path,
    body: request.body,
    headers: Object.fromEntries(request.headers),
    receiver: options.receiver,
    nowNanoseconds: options.now(),
  });
  if (verdict.kind === 'refused')
    throw new AppError('unauthenticated', `${verdict.code}: ${verdict.message}`);
  const admission = options.replayStore.admit(verdict.hotkey, verdict.nonce, options.now());
  if (admission.kind === 'refused') {
    const code = admission.code === 'tooMany' ? 'too-many-requests' : 'unauthenticated';
    throw new AppError(code, `${admission.code}: ${admission.message}`);
  }
  return { kind: 'hotkey', hotkey: verdict.hotkey };
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
