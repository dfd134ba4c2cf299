import type { Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import {
  type Database,
  extendLeases,
  migrate,
  migrationsDirectory,
  openDatabase,
  readEvents,
  startEmbeddedPostgres,
} from '@naschain/database';
import { FileBlobStore } from '@naschain/datasets';
import type { ClientToServerEvents, ServerToClientEvents } from '@naschain/protocol';
import { ReplayStore, signingReady } from '@naschain/protocol/signing';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import { Coordinator } from './coordination/coordinator.ts';
import { Periodic, sweep } from './coordination/sweeper.ts';
import type { Env } from './env.ts';
import { createApp } from './http/app.ts';
import { loadOrCreateOperatorToken } from './operatorToken.ts';
import { DriverPool } from './search/driverPool.ts';
import { SearchService } from './search/searchService.ts';
import { EventPump } from './stream/eventPump.ts';
import { emitProgress, serveStreams } from './stream/sockets.ts';

const FLUSH_MS = 1000;
const SWEEP_MS = 1000;
/** A miner is lost after this many missed heartbeats. */
const MISSED_HEARTBEATS = 3;
/** Sockets buffer at most this much from a client. */
const MAX_SOCKET_MESSAGE_BYTES = 64 * 1024;
/** A page says within three seconds that it is cut off; it waits for the sum of both. */
const PING_INTERVAL_MS = 1000;
const PING_TIMEOUT_MS = 1500;

export interface RunningGenomaster {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts everything and resolves when requests are served. */
export async function startGenomaster(env: Env, log: Logger): Promise<RunningGenomaster> {
  await signingReady();
  const postgres = await openPostgres(env, log);
  const database = await openDatabase({ url: postgres.url, poolSize: 20 });
  try {
    const running = await startServices(env, log, database);
    const stop = async () => {
      await running.stop();
      await database.close();
      await postgres.stop();
    };
    return { url: running.url, stop };
  } catch (error) {
    await database.close();
    await postgres.stop();
    throw error;
  }
}

async function openPostgres(env: Env, log: Logger): Promise<{ url: string; stop(): Promise<void> }> {
  const note = (message: string) => log.info(message);
  const postgres =
    env.DATABASE_URL === undefined
      ? await startEmbeddedPostgres({ directory: join(env.NASCHAIN_HOME, 'postgres'), log: note })
      : { url: env.DATABASE_URL, stop: async () => {} };
  const directory = migrationsDirectory(env.NASCHAIN_MIGRATIONS);
  await migrate({ url: postgres.url, directory, log: note });
  return postgres;
}

async function startServices(env: Env, log: Logger, database: Database): Promise<RunningGenomaster> {
  const blobs = new FileBlobStore(join(env.NASCHAIN_HOME, 'blobs'));
  const pump = new EventPump((request) => readEvents(database, request), log);
  const journal = (streams: readonly string[]) => pump.signal(streams);
  const drivers = new DriverPool(database, journal, log);
  const io = new Server<ClientToServerEvents, ServerToClientEvents>({
    cors: { origin: '*' },
    maxHttpBufferSize: MAX_SOCKET_MESSAGE_BYTES,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
  });
  const coordinator = new Coordinator(
    database,
    { heartbeatSeconds: env.HEARTBEAT_SECONDS, leaseSeconds: env.LEASE_SECONDS },
    {
      journal,
      jobClosed: (searchId) => drivers.wake(searchId),
      progress: (searchId, progress) => emitProgress(io, searchId, progress),
    },
    log,
  );
  const searches = new SearchService(database, {
    journal,
    searchCreated: (searchId) => drivers.start(searchId),
  });
  const operatorToken = env.OPERATOR_TOKEN ?? (await loadOrCreateOperatorToken(env.NASCHAIN_HOME));
  const now = () => BigInt(Date.now()) * 1_000_000n;
  let ready = false;
  const app = createApp({
    services: { database, coordinator, searches, blobs, log },
    authentication: {
      operatorToken,
      receiver: env.GENOMASTER_HOTKEY ?? null,
      replayStore: new ReplayStore({ createdAt: now() }),
      now,
    },
    ready: () => ready,
  });
  // Miners could not renew their leases while this Genomaster was down: that time is not held against them.
  await extendLeases(database, env.LEASE_SECONDS);
  const { server, url } = await listen(app.fetch, env);
  io.attach(server);
  serveStreams(io, pump, database, log);
  await drivers.adopt();
  const minerTimeoutSeconds = env.HEARTBEAT_SECONDS * MISSED_HEARTBEATS;
  const duties = [
    new Periodic('heartbeats', FLUSH_MS, () => coordinator.flushHeartbeats(), log).start(),
    new Periodic('sweep', SWEEP_MS, () => sweep(database, { minerTimeoutSeconds }, journal), log).start(),
    new Periodic('adopt searches', SWEEP_MS * 5, () => drivers.adopt(), log).start(),
  ];
  ready = true;
  const stop = async () => {
    ready = false;
    await io.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all(duties.map((duty) => duty.stop()));
    await coordinator.flushHeartbeats();
    await drivers.stop();
    await pump.stop();
  };
  return { url, stop };
}

function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  env: Env,
): Promise<{ server: HttpServer; url: string }> {
  return new Promise((resolve, reject) => {
    const options = { fetch, hostname: env.GENOMASTER_HOST, port: env.GENOMASTER_PORT };
    const server = serve(options, (address) => {
      server.off('error', reject);
      resolve({ server: server as HttpServer, url: `http://${env.GENOMASTER_HOST}:${address.port}` });
    });
    server.once('error', reject);
  });
}
