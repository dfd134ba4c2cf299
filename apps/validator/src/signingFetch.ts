import { type Signer, signRequest } from '@naschain/protocol/signing';

export interface SigningFetchOptions {
  readonly signer: Signer;
  /** ss58 address that the Genomaster expects requests to be addressed to, or null if it takes unaddressed ones. */
  readonly receiver: string | null;
  /** A nonce source: never the same number twice. */
  readonly nonce: () => bigint;
  /** Ends every request in flight. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The part of `fetch` that a tRPC link uses. */
export type SigningFetch = (
  input: Request | URL | string,
  init?: { method?: string; headers?: RequestInit['headers']; body?: unknown },
) => Promise<Response>;

/** A `fetch` that signs what it sends (btauth/1); each call, and so each retry, gets a nonce of its own. */
export function createSigningFetch(options: SigningFetchOptions): SigningFetch {
  const { signer, receiver, nonce, signal, timeoutMs } = options;
  return (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = init.body ?? '';
    if (typeof body !== 'string') throw new TypeError('only text bodies can be signed');
    const path = url.pathname + url.search;
    const method = init.method ?? 'GET';
    const headers = new Headers(init.headers);
    const signed = signRequest({ signer, method, path, body, receiver, nonce: nonce() });
    for (const [name, value] of Object.entries(signed)) headers.set(name, value);
    return fetch(url, {
      method,
      headers,
      body: body === '' ? null : body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
  };
}
