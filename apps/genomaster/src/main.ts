#!/usr/bin/env node
import { pino } from 'pino';
import { readEnv } from './env.ts';
import { startGenomaster } from './genomaster.ts';

/** A stop that takes longer than this is cut short: everything acknowledged is in Postgres already. */
const STOP_LIMIT_MS = 10_000;

async function main(): Promise<void> {
  const env = readEnv();
  const log = pino({ level: env.LOG_LEVEL, base: null });
  const genomaster = await startGenomaster(env, log);
  log.info({ url: genomaster.url }, 'Genomaster is ready');
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    genomaster.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stop failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`naschain-genomaster: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
