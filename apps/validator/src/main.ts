#!/usr/bin/env node
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadOrCreateHotkey, WalletError } from '@naschain/chain';
import { createNonceSource, signingReady } from '@naschain/protocol/signing';
import { readEnv } from './env.ts';
import { connectGenomaster } from './genomaster.ts';
import type { Notice } from './notice.ts';
import { type Options, parseOptions } from './options.ts';
import { renderNotice } from './render.ts';
import { createSigningFetch } from './signingFetch.ts';
import { runValidator } from './validator.ts';
import { ValidatorError } from './validatorError.ts';

const REQUEST_TIMEOUT_MS = 30_000;
/** Tries of each request with --once; a service tries for ever. */
const ONCE_ATTEMPTS = 5;

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), readEnv());
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  await signingReady();
  const location = {
    path: options['wallet.path'],
    name: options['wallet.name'],
    hotkey: options['wallet.hotkey'],
  };
  const { hotkey, created } = await loadOrCreateHotkey(location, { onWarning: warn });
  if (created) warn(`Made a new hotkey ${hotkey.address} in ${hotkey.file}; keep a copy of its 12 words.`);
  const signingFetch = createSigningFetch({
    signer: hotkey,
    receiver: options.genomasterHotkey ?? null,
    nonce: createNonceSource({ nowMilliseconds: Date.now, random: Math.random }),
    signal: stop.signal,
    timeoutMs: REQUEST_TIMEOUT_MS,
  });
  await runValidator({
    genomaster: connectGenomaster(options.genomaster, signingFetch),
    genomasterUrl: options.genomaster,
    signer: hotkey,
    stateFile: join(resolve(options.data), `${hotkey.address}.json`),
    intervalMs: options.interval * 1000,
    epochMs: options.epochSeconds * 1000,
    once: options.once,
    signal: stop.signal,
    now: () => new Date(),
    sleep: (milliseconds) => delay(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined),
    retry: { attempts: options.once ? ONCE_ATTEMPTS : Number.POSITIVE_INFINITY, random: Math.random },
    tell: printer(options),
  });
}

function printer(options: Options): (notice: Notice) => void {
  return (notice) => {
    process.stdout.write(`${options.json ? JSON.stringify(notice) : renderNotice(notice)}\n`);
  };
}

function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}

try {
  await main();
} catch (error) {
  const expected = error instanceof ValidatorError || error instanceof WalletError;
  warn(expected ? error.message : String(error instanceof Error ? (error.stack ?? error) : error));
  process.exitCode = error instanceof ValidatorError && error.code === 'usage' ? 2 : 1;
}
