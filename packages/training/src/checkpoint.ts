import { createHash } from 'node:crypto';
import { epochsRun, type TrainingLength } from '@naschain/consensus';
import {
  canonicalJson,
  type EpochRecord,
  numericClassSchema,
  sha256Schema,
  trainingResultSchema,
} from '@naschain/protocol';
import { z } from 'zod';
import { DigestChain } from './digestChain.ts';
import { TrainingError } from './error.ts';

/*
 * A checkpoint file, all integers little-endian:
 *   8 bytes  "NASCCKPT"
 *   u32      version, 1
 *   u32      length of the header in bytes
 *   header   canonical JSON (UTF-8) of everything but the state
 *   state    of the engine: canonical weights with running statistics, then the canonical momentum
 *   32 bytes SHA-256 of all before
 */
const MAGIC = Buffer.from('NASCCKPT', 'latin1');
const VERSION = 1;
const PRELUDE_BYTES = MAGIC.length + 8;
const HASH_BYTES = 32;
const MAX_HEADER_BYTES = 262_144;

/** A training at the end of an epoch: all that its further epochs depend on. */
export interface TrainingCheckpoint {
  /** Names the training: the start of its digest chain. */
  readonly chainHash: string;
  readonly numericClass: string;
  /** Epochs trained so far; the last digest proves `state`. */
  readonly curve: readonly EpochRecord[];
  /** The engine's `checkpoint`. */
  readonly state: Uint8Array;
  /** Time spent so far. */
  readonly seconds: number;
}

const headerSchema = z
  .strictObject({
    chainHash: sha256Schema,
    numericClass: numericClassSchema,
    epoch: z.int().min(1),
    /** The last of the curve. */
    digest: sha256Schema,
    curve: trainingResultSchema.shape.curve,
    seconds: trainingResultSchema.shape.seconds,
  })
  .refine(({ epoch, digest, curve }) => curve.length === epoch && curve.at(-1)?.digest === digest)
  .refine(({ curve }) => curve.every(({ epoch }, index) => epoch === index + 1));

export function encodeCheckpoint({ state, ...rest }: TrainingCheckpoint): Uint8Array {
  const epoch = rest.curve.length;
  const header = Buffer.from(canonicalJson({ ...rest, epoch, digest: rest.curve.at(-1)?.digest ?? '' }));
  const prelude = Buffer.alloc(PRELUDE_BYTES);
  MAGIC.copy(prelude);
  prelude.writeUInt32LE(VERSION, MAGIC.length);
  prelude.writeUInt32LE(header.length, MAGIC.length + 4);
  const content = [prelude, header, state];
  return Buffer.concat([...content, hashOf(content)]);
}

/** @throws TrainingError `checkpoint-damaged` for anything but what `encodeCheckpoint` gave. */
export function decodeCheckpoint(bytes: Uint8Array): TrainingCheckpoint {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = file.length - HASH_BYTES;
  if (end < PRELUDE_BYTES || !file.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw damaged('it does not begin like one');
  }
  const version = file.readUInt32LE(MAGIC.length);
  if (version !== VERSION) throw damaged(`it has version ${version}, this program reads ${VERSION}`);
  const start = PRELUDE_BYTES + file.readUInt32LE(MAGIC.length + 4);
  if (start > end || start > PRELUDE_BYTES + MAX_HEADER_BYTES) throw damaged('it ends within its header');
  if (!hashOf([file.subarray(0, end)]).equals(file.subarray(end))) throw damaged('its hash is wrong');
  const { epoch: _, digest: __, ...header } = parseHeader(file.toString('utf8', PRELUDE_BYTES, start));
  return { ...header, state: new Uint8Array(file.subarray(start, end)) };
}

/** Whether the last digest of the checkpoint's curve proves its state, given the digest before. */
export function isProved({ chainHash, curve, state }: TrainingCheckpoint): boolean {
  const last = curve.at(-1);
  if (last === undefined) return false;
  return new DigestChain(curve.at(-2)?.digest ?? chainHash).append(last.epoch, state) === last.digest;
}

/**
 * Checks that a training of this chain and length may go on from the checkpoint.
 * @throws TrainingError `checkpoint-mismatch`, `checkpoint-damaged`
 */
export function checkResume(
  checkpoint: TrainingCheckpoint,
  wanted: Pick<TrainingCheckpoint, 'chainHash' | 'numericClass'>,
  length: TrainingLength,
): void {
  const { curve, numericClass } = checkpoint;
  if (checkpoint.chainHash !== wanted.chainHash) throw mismatch('by another spec');
  if (numericClass !== wanted.numericClass) throw mismatch(`in the numeric class ${numericClass}`);
  const hits = curve.map((record) => record.hits);
  if (epochsRun(length, hits) < curve.length) throw mismatch('that goes on for longer');
  if (!isProved(checkpoint)) throw damaged('its state is not the one that its last digest stands for');
}

function mismatch(which: string): TrainingError {
  return new TrainingError('checkpoint-mismatch', `The checkpoint is one of a training ${which}.`);
}

function parseHeader(text: string): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TrainingError('checkpoint-damaged', 'This is no whole checkpoint: its header is wrong.', {
      cause,
    });
  }
}

function hashOf(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function damaged(reason: string): TrainingError {
  return new TrainingError('checkpoint-damaged', `This is no whole checkpoint: ${reason}.`);
}
