import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeDataset, FileBlobStore } from '@naschain/datasets';
import { type JobSpec, recordSchema, type TrainingRecord } from '@naschain/protocol';
import { chainHash } from '@naschain/protocol/signing';
import { train } from '@naschain/training';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { barImages, barSpec } from '../packages/training/src/testData.ts';
import { verifyCommand } from './verifyCommand.ts';

const data = barImages(60, 1, 30);

let folder: string;
let record: TrainingRecord;

/** The record of a micro network that was trained with drop path and an auxiliary head. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'naschain-verify-final-'));
  const header = { name: 'bars', image: data.image, classes: ['a', 'b', 'c', 'd'] };
  const splits = { train: 60, test: 0 };
  const empty = { images: new Uint8Array(0), labels: new Uint16Array(0) };
  const bytes = await encodeDataset({ header: { ...header, splits }, train: data.train, test: empty });
  const { sha256 } = await new FileBlobStore(folder).put([bytes]);
  const final = { epochs: 3, trainSamples: 40, validationSamples: 20, dropPath: 0.5, auxiliaryWeight: 0.4 };
  const base = barSpec(final);
  const spec: JobSpec = {
    ...base,
    space: { kind: 'micro', blocks: 1, cells: 3, channels: 4 },
    genome: '30414021',
    dataset: { ...base.dataset, image: data.image, sha256 },
  };
  const outcome = await train({ spec, chainHash: chainHash(spec), dataset: data, threads: 2 });
  const { seconds: _, ...result } = outcome;
  record = recordSchema.parse({ v: 1, domain: 'naschain/record', spec, result });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function verify(content: TrainingRecord, ...args: string[]) {
  const lines: string[] = [];
  const file = join(folder, 'record.json');
  writeFileSync(file, JSON.stringify(content));
  const print = (line: string) => void lines.push(line);
  const io = { print, printError: print, blobs: folder };
  const code = await verifyCommand([file, '--threads', '1', ...args], io);
  return { code, last: lines.at(-1) ?? '' };
}

test('a record of a final training is verified as a whole, and an epoch of it', async () => {
  const equal = { code: 0, last: 'equal' };
  const checkpoints = ['--checkpoints', join(folder, 'checkpoints')];
  expect(await verify(record, ...checkpoints)).toEqual(equal);
  expect(await verify(record, '--epoch', '3', ...checkpoints)).toEqual(equal);
});

test('an auxiliary head that does not fit the images is told of, and nothing is trained', async () => {
  const image = { ...data.image, height: 28 };
  const spec = { ...record.spec, dataset: { ...record.spec.dataset, image } };
  const { code, last } = await verify({ ...record, spec });
  expect(code).toBe(2);
  expect(last).toContain('an auxiliary head needs 8x8 pixels');
});
