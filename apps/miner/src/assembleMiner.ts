import { join } from 'node:path';
import { PROTOCOL_VERSION } from '@naschain/protocol';
import { createNonceSource, type Signer } from '@naschain/protocol/signing';
import { Checkpoints } from './checkpoints.ts';
import { DatasetCache } from './datasetCache.ts';
import type { EngineSetup } from './engine/setUpEngine.ts';
import { createGenomasterClient } from './genomasterClient.ts';
import { Miner } from './miner.ts';
import type { MinerOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { Registration } from './registration.ts';
import type { Reporter } from './reporter.ts';
import { Seats } from './seats.ts';
import { createSignedFetch } from './signedFetch.ts';
import type { SlotProcess } from './slot/slotProcess.ts';

/** What a crash may cost a training, at most, besides the epoch under way. */
const CHECKPOINT_SECONDS = 10;
/** Checkpoints kept of trainings that are not running: those interrupted last. */
const KEPT_CHECKPOINTS = 16;

/** Connects the parts of a miner. */
export async function assembleMiner(of: {
  options: Pick<MinerOptions, 'genomaster' | 'genomasterHotkey' | 'memoryLimit' | 'data' | 'worker'>;
  setup: Pick<EngineSetup, 'engine' | 'device' | 'threads'>;
  signer: Signer;
  slots: readonly SlotProcess[];
  reporter: Reporter;
  checkpointSeconds?: number;
}): Promise<Miner> {
  const { options, setup, signer, slots, reporter, checkpointSeconds = CHECKPOINT_SECONDS } = of;
  const { genomaster, genomasterHotkey: receiver, memoryLimit, data, worker } = options;
  const { device, threads } = setup;
  const nonce = createNonceSource({ nowMilliseconds: Date.now, random: Math.random });
  const signedFetch = createSignedFetch({ signer, receiver, nonce });
  const client = createGenomasterClient(genomaster, signedFetch);
  const outbox = await Outbox.open(data, { hotkey: signer.address, genomaster }, (message) => {
    reporter.warn(message);
  });
  const { numericClass } = setup.engine;
  const engine = setup.engine.engine === 'exact' ? 'exact' : 'tensorflow';
  const me = { worker, slots: slots.length, engine, numericClass, device };
  const registration = new Registration(client, { v: PROTOCOL_VERSION, ...me }, reporter, Math.random);
  const datasets = new DatasetCache(join(data, 'datasets'), genomaster, (url, init) =>
    signedFetch(url, { headers: Object.fromEntries(new Headers(init.headers)), signal: init.signal ?? null }),
  );
  const checkpoints = await Checkpoints.open(data, KEPT_CHECKPOINTS, Date.now());
  const seats = new Seats({
    slots,
    threads,
    memoryLimit,
    device,
    signer,
    datasets,
    checkpoints,
    checkpointSeconds,
    outbox,
    reporter,
    // Only an attempt: a lease that is not given back runs out by itself.
    giveBack: (id, reason) =>
      client
        .giveBack({ v: PROTOCOL_VERSION, assignmentIds: [id], reason })
        .catch((error: Error) => reporter.warn(error.message)),
    onChange: () => miner.changed(),
    now: Date.now,
    random: Math.random,
  });
  const miner = new Miner({ client, registration, seats, outbox, datasets, reporter, random: Math.random });
  return miner;
}
