import { createServer } from 'node:net';

/** Whether a TCP port of the loopback interface can be listened on. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The first free port from `start` on. @throws Error when a hundred are taken */
export async function nextFreePort(start: number, taken: readonly number[] = []): Promise<number> {
  for (let port = start; port < start + 100 && port <= 65_535; port++) {
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(
    `no free port between ${start} and ${start + 99}; stop something or choose another with --port`,
  );
}
