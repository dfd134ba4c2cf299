import { mkdirSync, writeFileSync } from 'node:fs';
import { verifyClaim } from '@naschain/consensus';
import { type EpochRecord, type JobSpec, type TrainingRecord, trainedEpochs } from '@naschain/protocol';
import { chainHash, falseSignatures, signingReady, specHash } from '@naschain/protocol/signing';
import {
  decodeSpec,
  encodeCheckpoint,
  isProved,
  type TrainingCheckpoint,
  TrainingError,
  type TrainingOutcome,
  type TrainingRequest,
  train,
} from '@naschain/training';
import {
  checkpointFile,
  InputError,
  parseOptions,
  readCheckpoint,
  readDataset,
  readRecord,
  USAGE,
  type VerifyOptions,
} from './verifyInput.ts';

/** Where the command prints, and where it looks for datasets. */
export interface VerifySurroundings {
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  /** Folder of the blob store. */
  readonly blobs: string;
}

/** The record is not what comes of training; exit code 1. */
class Difference extends Error {}

/** Runs `npm run verify` with the arguments after the script's name. @returns the exit code */
export async function verifyCommand(args: readonly string[], at: VerifySurroundings): Promise<0 | 1 | 2> {
  try {
    const options = parseOptions(args);
    if (options === null) {
      at.print(USAGE.trimEnd());
      return 0;
    }
    await verify(options, at);
    at.print('equal');
    return 0;
  } catch (error) {
    if (error instanceof Difference) {
      at.print(`differs: ${error.message}`);
      return 1;
    }
    if (!(error instanceof InputError || error instanceof TrainingError)) throw error;
    at.printError(`verify: ${error.message}`);
    return 2;
  }
}

type Request = Pick<TrainingRequest, 'spec' | 'chainHash' | 'dataset' | 'threads'>;
type Print = VerifySurroundings['print'];

/** @throws Difference, InputError, TrainingError */
async function verify(options: VerifyOptions, { print, blobs }: VerifySurroundings): Promise<void> {
  const record = await readRecord(options.record);
  const { spec, result } = record;
  const { epoch, checkpoints, threads } = options;
  const epochs = result.curve.length;
  if (epoch !== null && epoch > epochs)
    throw new InputError(`the record has ${epochs} epochs, so there is no number ${epoch} to verify`);
  print(`record    genome ${spec.genome}, ${epochs} epochs, ${result.accuracy} %, ${result.numericClass}`);
  const unproved = await checkSignatures(record, print);
  checkAlone(record);
  const dataset = await readDataset(options.dataset, record, blobs);
  const request = { spec, chainHash: chainHash(spec), dataset, threads };
  if (epoch === null) await compareAll(result.curve, request, checkpoints, print);
  else await compareOne(result.curve, request, epoch, checkpoints, print);
  if (unproved !== null) throw unproved;
}

/** @returns what is wrong with the signatures, which leaves open whether the result is right */
async function checkSignatures(record: TrainingRecord, print: Print): Promise<Difference | null> {
  const { signatures = [] } = record;
  if (signatures.length === 0) return null;
  await signingReady();
  const wrong = falseSignatures(record);
  const good = signatures.filter(({ hotkey }) => !wrong.includes(hotkey));
  for (const { hotkey } of good) print(`signed    by ${hotkey}`);
  for (const hotkey of wrong) print(`unsigned  by ${hotkey}: the signature is over something else`);
  if (wrong.length === 0) return null;
  return new Difference(`${wrong.length} of ${signatures.length} signatures are not over this record`);
}

/** What can be seen without training. @throws Difference */
function checkAlone({ spec, result }: TrainingRecord): void {
  const { params, flops } = decodeSpec(spec);
  const hash = specHash(spec);
  const verdict = verifyClaim({
    spec: { ...spec.recipe, epochs: trainedEpochs(spec.recipe) },
    expected: { params, flops, specHash: hash },
    continues: null,
    claim: { specHash: hash, ...result },
  });
  if (verdict.kind === 'rejected') throw new Difference(verdict.message);
}

/** Trains all epochs, until one differs. @throws Difference */
async function compareAll(
  recorded: readonly EpochRecord[],
  request: Request,
  folder: string | null,
  print: Print,
): Promise<void> {
  if (folder !== null) writable(folder, () => mkdirSync(folder, { recursive: true }));
  const onCheckpoint = (checkpoint: TrainingCheckpoint): void => {
    const epoch = checkpoint.curve.length;
    if (folder !== null)
      writable(folder, () => writeFileSync(checkpointFile(folder, epoch), encodeCheckpoint(checkpoint)));
    compareLast(recorded, checkpoint.curve, print);
  };
  await trainAgain({ ...request, onCheckpoint });
}

/** Trains one epoch from the state before it. @throws Difference, InputError */
async function compareOne(
  recorded: readonly EpochRecord[],
  request: Request,
  epoch: number,
  folder: string | null,
  print: Print,
): Promise<void> {
  const { recipe } = request.spec;
  const spec: JobSpec = { ...request.spec, recipe: { ...recipe, stopAfter: epoch } };
  const resume =
    folder === null || epoch === 1
      ? {}
      : { resume: await provedCheckpoint(recorded.slice(0, epoch - 1), request.chainHash, folder) };
  if ('resume' in resume) print(`state     after epoch ${epoch - 1}: proved by the record's digest`);
  const { curve } = await trainAgain({ ...request, spec, ...resume });
  compareLast(recorded, curve, print);
}

/**
 * The checkpoint after the epochs of `curve`, which is the record's: what the file itself says of its epochs does not count.
 * @throws Difference, InputError
 */
async function provedCheckpoint(
  curve: readonly EpochRecord[],
  chainHash: string,
  folder: string,
): Promise<TrainingCheckpoint> {
  const file = await readCheckpoint(folder, curve.length);
  const which = `the checkpoint of epoch ${curve.length}`;
  if (file.curve.at(-1)?.digest !== curve.at(-1)?.digest)
    throw new Difference(`${which} has another digest than the record`);
  const checkpoint = { ...file, chainHash, curve };
  if (!isProved(checkpoint))
    throw new Difference(`${which} holds a state that the record's digest does not stand for`);
  return checkpoint;
}

/** Compares the last epoch of a training with the record. @throws Difference */
function compareLast(recorded: readonly EpochRecord[], trained: readonly EpochRecord[], print: Print): void {
  const here = trained.at(-1);
  const there = recorded[trained.length - 1];
  if (here === undefined || there === undefined)
    throw new Difference(`${recorded.length} epochs recorded, ${trained.length} or more here`);
  for (const what of ['loss', 'hits', 'digest'] as const) {
    if (here[what] !== there[what])
      throw new Difference(`in epoch ${here.epoch}, ${what} ${there[what]} recorded, ${here[what]} here`);
  }
  print(
    `epoch ${String(here.epoch).padEnd(4)}equal: loss ${here.loss}, ${here.hits} hits, digest ${here.digest}`,
  );
}

/** @throws Difference if it has no result here */
async function trainAgain(request: TrainingRequest): Promise<TrainingOutcome> {
  try {
    return await train(request);
  } catch (error) {
    if (!(error instanceof TrainingError) || error.code !== 'diverged') throw error;
    throw new Difference(`there is a result recorded, here the training diverges: ${error.message}`);
  }
}

/** @throws InputError for what is wrong with the folder */
function writable(folder: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new InputError(`${folder} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}
