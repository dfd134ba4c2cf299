#!/usr/bin/env node
import { loadOrCreateHotkey } from '@naschain/chain';
import { CommanderError } from 'commander';
import { assembleMiner } from './assembleMiner.ts';
import { readEnv } from './env.ts';
import { readOptions } from './options.ts';
import { serveSlot } from './slot/serveSlot.ts';
import { SlotProcess } from './slot/slotProcess.ts';
import { createLineReporter, createTerminalReporter } from './terminalReporter.ts';

/** Set by the bundler. */
declare const NASCHAIN_VERSION: string | undefined;
const VERSION = typeof NASCHAIN_VERSION === 'string' ? NASCHAIN_VERSION : 'development';

/** A stop that takes longer is cut short: finished results are on disk. */
const STOP_LIMIT_MILLISECONDS = 4500;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), readEnv(), VERSION);
  const now = () => new Date();
  const reporter = process.stdout.isTTY
    ? createTerminalReporter(options.slots, now)
    : createLineReporter((line) => process.stdout.write(line), now);
  const slots = Array.from({ length: options.slots }, () => new SlotProcess(process.argv[1] ?? '', ['slot']));
  process.on('exit', () => {
    for (const slot of slots) slot.stop();
    reporter.close();
  });
  const onWarning = (message: string) => reporter.warn(message);
  const { hotkey, created } = await loadOrCreateHotkey(options.wallet, { onWarning });
  if (created) reporter.info(`made a new hotkey in ${hotkey.file}; back it up, nobody can restore it`);
  reporter.info(`naschain-miner ${VERSION}, hotkey ${hotkey.address}, worker ${options.worker}`);
  const miner = await assembleMiner({ options, signer: hotkey, slots, reporter });
  stopOnSignal(() => {
    reporter.info('stopping');
    return miner.stop();
  });
  await miner.run();
}

/** The first signal stops in good order, the second at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = () => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MILLISECONDS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

if (process.argv[2] === 'slot') {
  // Loaded only here: the miner itself never runs the engine.
  const { decodeCheckpoint, encodeCheckpoint, train, TrainingError } = await import('@naschain/training');
  const codeOf = (error: unknown) => (error instanceof TrainingError ? error.code : null);
  serveSlot({ train, encodeCheckpoint, decodeCheckpoint, codeOf });
} else {
  main().catch((error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode);
    process.stderr.write(`naschain-miner: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
