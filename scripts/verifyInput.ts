import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DatasetError, datasetSha256, FileBlobStore, openDataset } from '@naschain/datasets';
import { EXACT_NUMERIC_CLASS, recordSchema, type TrainingRecord } from '@naschain/protocol';
import {
  decodeCheckpoint,
  type TrainingCheckpoint,
  type TrainingData,
  TrainingError,
} from '@naschain/training';
import { z } from 'zod';

export const USAGE = `Usage: npm run verify -- RECORD.json [options]

Trains the network of a published record again and compares loss, hits and digest after every epoch. Prints "equal" (exit
code 0) or where the two first differ (1); 2 means that it could not be tried.

  --dataset FILE|SHA256   the dataset, or its hash in the store .naschain/blobs (default: the record's hash)
  --checkpoints FOLDER    write a checkpoint of each epoch there
  --epoch K               train epoch K alone, from the checkpoint of epoch K-1 in that folder, once the record's digests
                          have proved it; nothing is written
  --threads N             compute threads, which cannot change the result (default: all)
  --help                  print this text
`;

/** What a person can put right; exit code 2. */
export class InputError extends Error {}

export interface VerifyOptions {
  readonly record: string;
  /** File or hash; null for the hash in the record. */
  readonly dataset: string | null;
  readonly checkpoints: string | null;
  readonly epoch: number | null;
  readonly threads: number;
}

const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** The command line; null if help was asked for. @throws InputError */
export function parseOptions(args: readonly string[]): VerifyOptions | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const [record, ...rest] = positionals;
  if (record === undefined || rest.length > 0)
    throw new InputError(`expected one record file, got ${positionals.length}; see --help`);
  const epoch = values.epoch === undefined ? null : toInteger('epoch', values.epoch, 1000);
  const checkpoints = values.checkpoints ?? null;
  if (epoch !== null && epoch > 1 && checkpoints === null)
    throw new InputError(
      `--epoch ${epoch} needs --checkpoints, the folder with the checkpoint of epoch ${epoch - 1}`,
    );
  const threads = toInteger('threads', values.threads ?? String(availableParallelism()), 256);
  return { record, dataset: values.dataset ?? null, checkpoints, epoch, threads };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        dataset: { type: 'string' },
        checkpoints: { type: 'string' },
        epoch: { type: 'string' },
        threads: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // parseArgs explains over several lines; the first sentence says what is wrong.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    throw new InputError(`${reason.replace(/\.$/, '')}; see --help`);
  }
}

function toInteger(name: string, text: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most)
    throw new InputError(`--${name} must be a whole number from 1 to ${most}, but is "${text}"`);
  return value;
}

/** @throws InputError unless the file holds a record that this program can check. */
export async function readRecord(file: string): Promise<TrainingRecord> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new InputError(`there is no file ${file}`);
  if (found.size > MAX_RECORD_BYTES) throw new InputError(`${file} is too large for a record`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new InputError(`${file} is not JSON`);
  }
  const parsed = recordSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.map(String).join('.') || 'the whole';
    throw new InputError(
      `${file} is not a record: ${place}: ${issue?.message ?? z.prettifyError(parsed.error)}`,
    );
  }
  const { numericClass } = parsed.data.result;
  if (numericClass !== EXACT_NUMERIC_CLASS)
    throw new InputError(
      `the record has the numeric class ${numericClass}, this version computes ${EXACT_NUMERIC_CLASS}`,
    );
  return parsed.data;
}

/** @throws InputError unless it is the dataset that the record names. */
export async function readDataset(
  given: string | null,
  { spec: { dataset } }: TrainingRecord,
  blobs: string,
): Promise<TrainingData> {
  const store = new FileBlobStore(blobs);
  const isHash = given === null || (/^[0-9a-f]{64}$/.test(given) && !existsSync(given));
  const file = isHash ? store.path(given ?? dataset.sha256) : resolve(given);
  try {
    const sha256 = await datasetSha256(file);
    if (sha256 !== dataset.sha256)
      throw new InputError(`${file} has the hash ${sha256}, the record's dataset has ${dataset.sha256}`);
    const { header, train } = await openDataset(file);
    return { image: header.image, classes: header.classes.length, train };
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const hint = isHash ? '; import it (npm run dataset), or give its file with --dataset' : '';
    throw new InputError(`the dataset ${error.message}${hint}`);
  }
}

/** File of an epoch's checkpoint. */
export function checkpointFile(folder: string, epoch: number): string {
  return join(folder, `epoch-${epoch}.checkpoint`);
}

/** @throws InputError unless there is a whole checkpoint of the epoch. */
export async function readCheckpoint(folder: string, epoch: number): Promise<TrainingCheckpoint> {
  const file = checkpointFile(folder, epoch);
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) throw new InputError(`there is no checkpoint ${file}`);
  try {
    return decodeCheckpoint(bytes);
  } catch (error) {
    if (!(error instanceof TrainingError)) throw error;
    throw new InputError(`${file}: ${error.message}`);
  }
}
