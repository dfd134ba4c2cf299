import { type Signer, signRequest } from '@naschain/protocol/signing';

export interface SignedInit {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal | null;
}
export type SignedFetch = (url: string, init: SignedInit) => Promise<Response>;

/** A `fetch` whose every request carries the hotkey's signature over exactly what is sent. */
export function createSignedFetch(options: {
  signer: Signer;
  receiver: string | null;
  nonce: () => bigint;
}): SignedFetch {
  const { signer, receiver, nonce } = options;
  return (url, init) => {
    const { pathname, search } = new URL(url);
    const method = init.method ?? 'GET';
    const body = init.body ?? '';
    const signed = signRequest({ signer, method, path: pathname + search, body, receiver, nonce: nonce() });
    return fetch(url, {
      method,
      headers: { ...init.headers, ...signed },
      // The signature holds for one address: a redirect could only carry it to somebody else.
      redirect: 'error',
      ...(init.body === undefined ? {} : { body: init.body }),
      ...(init.signal ? { signal: init.signal } : {}),
    });
  };
}
