import type { AppRouter } from '@naschain/genomaster';
import { createTRPCClient, httpLink } from '@trpc/client';

/** The Genomaster's API as its operator. */
export function operatorClient(url: string, token: string) {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: { authorization: `Bearer ${token}` } })],
  });
}

export type OperatorClient = ReturnType<typeof operatorClient>;

/** Resolves when the Genomaster answers `/readyz`. @throws Error after `seconds` */
export async function untilReady(url: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const ready = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline) throw new Error(`${url} did not answer within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
