#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { loadOrCreateHotkey } from '@naschain/chain';
import { CommanderError } from 'commander';
import { assembleMiner } from './assembleMiner.ts';
import { engineNameSchema } from './engine/engineReport.ts';
import { probeEngine } from './engine/probeEngine.ts';
import { serveProbe } from './engine/serveProbe.ts';
import { setUpEngine } from './engine/setUpEngine.ts';
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
  const entry = process.argv[1] ?? '';
  const now = () => new Date();
  const write = (line: string) => process.stdout.write(line);
  const early = createLineReporter(write, now);
  const setup = await setUpEngine({
    option: options.engine,
    asked: options,
    cores: availableParallelism(),
    inspect: async () => {
      early.info('trying out the engines of this machine');
      const { listGpus, whyMissing } = await import('@naschain/training');
      return { gpus: listGpus(), whyMissing };
    },
    probe: (args, environment) => probeEngine({ entry, args, environment }),
  });
  const reporter = process.stdout.isTTY ? createTerminalReporter(setup.environments.length, now) : early;
  const slots = setup.environments.map(
    (environment) => new SlotProcess(entry, ['slot', setup.engine.engine], process.execArgv, environment),
  );
  process.on('exit', () => {
    for (const slot of slots) slot.stop();
    reporter.close();
  });
  const onWarning = (message: string) => reporter.warn(message);
  const { hotkey, created } = await loadOrCreateHotkey(options.wallet, { onWarning });
  if (created) reporter.info(`made a new hotkey in ${hotkey.file}; back it up, nobody can restore it`);
  reporter.info(`naschain-miner ${VERSION}, hotkey ${hotkey.address}, worker ${options.worker}`);
  reporter.info(setup.line);
  if (setup.warning !== null) reporter.warn(setup.warning);
  const miner = await assembleMiner({ options, setup, signer: hotkey, slots, reporter });
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
  // Loaded only in children: the miner itself never runs an engine.
  const { decodeCheckpoint, encodeCheckpoint, openEngine, train, TrainingError } = await import(
    '@naschain/training'
  );
  const { create } = await openEngine(engineNameSchema.parse(process.argv[3]));
  const codeOf = (error: unknown) => (error instanceof TrainingError ? error.code : null);
  serveSlot({
    train: (request) => train({ ...request, engine: create }),
    encodeCheckpoint,
    decodeCheckpoint,
    codeOf,
  });
} else if (process.argv[2] === 'probe') {
  await serveProbe(process.argv.slice(3), await import('@naschain/training'));
} else {
  main().catch((error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode);
    process.stderr.write(`naschain-miner: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
