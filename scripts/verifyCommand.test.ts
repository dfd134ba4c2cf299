import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { encodeDataset, FileBlobStore } from '@naschain/datasets';
import { type JobSpec, recordOf, type TrainingRecord } from '@naschain/protocol';
import {
  chainHash,
  type Signer,
  signerFromSeed,
  signingReady,
  signResult,
  specHash,
} from '@naschain/protocol/signing';
import { DigestChain, decodeCheckpoint, encodeCheckpoint, train } from '@naschain/training';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barImages, barSpec } from '../packages/training/src/testData.ts';
import { verifyCommand } from './verifyCommand.ts';

const ROOT = resolve(import.meta.dirname, '..');
const EPOCHS = 4;

let folder: string;
let blobs: string;
let record: TrainingRecord;
let signers: Signer[];

beforeAll(async () => {
  await signingReady();
  folder = mkdtempSync(join(tmpdir(), 'naschain-verify-'));
  blobs = join(folder, 'blobs');
  const data = barImages(300);
  const { sha256 } = await storeBars();
  const base = barSpec({
    epochs: EPOCHS,
    warmupEpochs: 1,
    gradientClip: 1,
    labelSmoothing: 0.1,
    augmentation: { crop: 1, flip: true, cutout: 2 },
    earlyStop: { patience: 3 },
  });
  const spec: JobSpec = { ...base, dataset: { ...base.dataset, sha256 } };
  const outcome = await train({ spec, chainHash: chainHash(spec), dataset: data, threads: 2 });
  signers = [1, 2, 3].map((seed) => signerFromSeed(new Uint8Array(32).fill(seed)));
  const agreed = signers.map((signer, index) => ({
    hotkey: signer.address,
    ...signResult(signer, {
      v: 1,
      domain: 'naschain/result',
      assignmentId: `00000000-0000-4000-8000-00000000000${index}`,
      specHash: specHash(spec),
      result: { ...outcome, device: `machine ${index}` },
    }),
  }));
  const made = recordOf(spec, agreed);
  if (made === null) throw new Error('a record expected');
  record = made;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The bars as a dataset in the store. */
async function storeBars() {
  const { image, train: split } = barImages(300);
  const header = { name: 'bars', image, classes: ['a', 'b', 'c', 'd'], splits: { train: 300, test: 0 } };
  const test = { images: new Uint8Array(0), labels: new Uint16Array(0) };
  return new FileBlobStore(blobs).put([await encodeDataset({ header, train: split, test })]);
}

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function verify(content: unknown, ...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const print = (line: string) => void lines.push(line);
  const printError = (line: string) => void errors.push(line);
  const file = write('record.json', content);
  const code = await verifyCommand([file, '--threads', '1', ...args], { print, printError, blobs });
  return { code, lines, last: lines.at(-1) ?? '', error: errors.join('\n') };
}

type Result = TrainingRecord['result'];

/** The record without signatures, its result changed. */
function altered(change: (result: Result) => Partial<Result>): TrainingRecord {
  const { signatures: _, ...bare } = record;
  return { ...bare, result: { ...bare.result, ...change(bare.result) } };
}

/** With one value of an epoch's record changed. */
const alteredEpoch = (epoch: number, change: Partial<Result['curve'][number]>): TrainingRecord =>
  altered(({ curve }) => ({
    curve: curve.map((item) => (item.epoch === epoch ? { ...item, ...change } : item)),
  }));

describe('a whole record', () => {
  test('is equal, and says who signed it', async () => {
    const { code, lines, last } = await verify(record);
    expect({ code, last }).toEqual({ code: 0, last: 'equal' });
    for (const { address } of signers) expect(lines).toContain(`signed    by ${address}`);
    expect(lines.filter((line) => line.startsWith('epoch'))).toHaveLength(EPOCHS);
    expect(await verify(altered(() => ({})))).toMatchObject({ code: 0, last: 'equal' });
  });

  test.each<[string, () => TrainingRecord, string]>([
    ['a digest', () => alteredEpoch(3, { digest: 'ee'.repeat(32) }), 'in epoch 3, digest eeee'],
    ['a loss', () => alteredEpoch(2, { loss: 0.5 }), 'in epoch 2, loss 0.5 recorded'],
    ['hits', () => alteredEpoch(1, { hits: 1 }), 'in epoch 1, hits 1 recorded'],
    ['the last hits', () => alteredEpoch(EPOCHS, { hits: 3 }), '3 hits of 50 are 6'],
    ['the accuracy', () => altered(() => ({ accuracy: 99 })), 'accuracy 99 claimed'],
    ['the last digest', () => altered(() => ({ digest: 'ee'.repeat(32) })), 'not the last one of the curve'],
    ['the parameters', () => altered(({ params }) => ({ params: params + 1 })), 'parameters claimed'],
    ['the FLOPs', () => altered(() => ({ flops: 1 })), 'FLOPs claimed'],
    [
      'the length',
      () =>
        altered(({ curve }) => {
          const [first, second] = curve;
          if (first === undefined || second === undefined) throw new Error('two epochs expected');
          return { curve: [first, second], digest: second.digest, accuracy: 2 * second.hits };
        }),
      `2 epochs claimed, with these hits the recipe has ${EPOCHS}`,
    ],
    [
      'the seed',
      () => ({
        ...altered(() => ({})),
        spec: { ...record.spec, recipe: { ...record.spec.recipe, seed: 2 } },
      }),
      'in epoch 1, loss',
    ],
  ])('with %s changed differs', async (_, change, message) => {
    const { code, last } = await verify(change());
    expect(code).toBe(1);
    expect(last).toMatch(/^differs: /);
    expect(last).toContain(message);
  });

  test('with a signature over something else differs, but is trained to the end', async () => {
    const [first, ...rest] = record.signatures ?? [];
    if (first === undefined) throw new Error('a signature expected');
    const { code, lines, last } = await verify({
      ...record,
      signatures: [{ ...first, seconds: 9 }, ...rest],
    });
    expect({ code, last }).toEqual({ code: 1, last: 'differs: 1 of 3 signatures are not over this record' });
    expect(lines.filter((line) => line.startsWith('epoch'))).toHaveLength(EPOCHS);
    expect(lines).toContainEqual(expect.stringMatching(/^unsigned {2}by 5/));
  });

  test('takes the dataset by file or by hash', async () => {
    const { sha256 } = record.spec.dataset;
    for (const given of [sha256, join(blobs, sha256)])
      expect(await verify(record, '--dataset', given)).toMatchObject({ code: 0, last: 'equal' });
  });
});

describe('one epoch', () => {
  let checkpoints: string;
  const fileOf = (epoch: number, at = checkpoints) => join(at, `epoch-${epoch}.checkpoint`);

  beforeAll(async () => {
    checkpoints = join(folder, 'checkpoints');
    expect((await verify(record, '--checkpoints', checkpoints)).code).toBe(0);
  });

  test('has its checkpoint on disk', () => {
    expect(readdirSync(checkpoints).sort()).toEqual([1, 2, 3, 4].map((epoch) => `epoch-${epoch}.checkpoint`));
  });

  test.each([1, 2, 3, 4])('%i is verified from the state before it', async (epoch) => {
    const where = ['--epoch', String(epoch), '--checkpoints', checkpoints];
    const { code, lines, last } = await verify(record, ...where);
    expect({ code, last }).toEqual({ code: 0, last: 'equal' });
    expect(lines.filter((line) => line.startsWith('epoch'))).toHaveLength(1);
    const wrong = await verify(alteredEpoch(epoch, { loss: 1e-3 }), ...where);
    expect(wrong).toMatchObject({ code: 1, last: expect.stringContaining(`in epoch ${epoch}, loss 0.001`) });
  });

  test('1 needs no checkpoint, another one does', async () => {
    expect(await verify(record, '--epoch', '1')).toMatchObject({ code: 0, last: 'equal' });
    expect(await verify(record, '--epoch', '2')).toMatchObject({
      code: 2,
      error: expect.stringContaining('--epoch 2 needs --checkpoints'),
    });
    const empty = join(folder, 'none');
    expect(await verify(record, '--epoch', '2', '--checkpoints', empty)).toMatchObject({
      code: 2,
      error: expect.stringContaining('there is no checkpoint'),
    });
  });

  /** Verifies epoch 3 with another checkpoint of epoch 2. */
  async function withCheckpoint(bytes: Uint8Array) {
    const other = mkdtempSync(join(folder, 'tampered-'));
    writeFileSync(fileOf(2, other), bytes);
    return verify(record, '--epoch', '3', '--checkpoints', other);
  }

  test.each([
    ['weight', 0],
    ['momentum', -1],
  ])('is not trained from a state with a changed %s, whatever its file says', async (_, place) => {
    const checkpoint = decodeCheckpoint(readFileSync(fileOf(2)));
    const state = checkpoint.state.slice();
    const at = place < 0 ? state.length + place : place;
    state[at] = (state[at] ?? 0) ^ 1;
    const unproved = 'differs: the checkpoint of epoch 2 holds a state that the record';
    expect(await withCheckpoint(encodeCheckpoint({ ...checkpoint, state }))).toMatchObject({
      code: 1,
      last: expect.stringContaining(unproved),
    });
    // A chain made to fit ends in another digest than the record's.
    const [first, second] = checkpoint.curve;
    if (first === undefined || second === undefined) throw new Error('two epochs expected');
    const digest = new DigestChain(first.digest).append(2, state);
    const forged = encodeCheckpoint({ ...checkpoint, state, curve: [first, { ...second, digest }] });
    expect(await withCheckpoint(forged)).toMatchObject({
      code: 1,
      last: 'differs: the checkpoint of epoch 2 has another digest than the record',
    });
  });

  test('is not trained from a damaged file, nor from that of another epoch', async () => {
    const damaged = readFileSync(fileOf(2));
    damaged[damaged.length - 40] = (damaged.at(-40) ?? 0) ^ 1;
    expect(await withCheckpoint(damaged)).toMatchObject({
      code: 2,
      error: expect.stringContaining('its hash is wrong'),
    });
    expect((await withCheckpoint(readFileSync(fileOf(1)))).code).toBe(1);
  });

  test('rests on the checkpoint’s state alone, not on what it says of its epochs', async () => {
    const checkpoint = decodeCheckpoint(readFileSync(fileOf(2)));
    const curve = checkpoint.curve.map((item) => ({ ...item, hits: 0, loss: 0 }));
    const { code, last } = await withCheckpoint(encodeCheckpoint({ ...checkpoint, curve }));
    expect({ code, last }).toEqual({ code: 0, last: 'equal' });
  });
});

describe('bad input', () => {
  const other = () => {
    const file = join(folder, 'other.data');
    copyFileSync(join(blobs, record.spec.dataset.sha256), file);
    appendFileSync(file, 'x');
    return file;
  };
  test.each<[string, () => unknown, () => string[], string]>([
    ['no JSON', () => 'x', () => [], 'is not JSON'],
    ['no record', () => ({ v: 1 }), () => [], 'is not a record: domain'],
    [
      'more than a record',
      () => ({ ...record, note: 1 }),
      () => [],
      'is not a record: the whole: Unrecognized key: "note"',
    ],
    ['another class', () => altered(() => ({ numericClass: 'exact-7' })), () => [], 'numeric class exact-7'],
    [
      'a genome that is none',
      () => ({ ...record, spec: { ...record.spec, genome: '1' } }),
      () => [],
      'genome',
    ],
    ['an epoch beyond the end', () => record, () => ['--epoch', '5', '--checkpoints', '.'], 'has 4 epochs'],
    ['no epoch', () => record, () => ['--epoch', '0'], '--epoch must be a whole number from 1 to 1000'],
    ['no threads', () => record, () => ['--threads', 'x'], '--threads must be'],
    ['an unknown option', () => record, () => ['--nope'], '--nope'],
    ['two files', () => record, () => ['another.json'], 'expected one record file, got 2'],
    ['another dataset', () => record, () => ['--dataset', other()], 'has the hash'],
    ['a missing dataset', () => record, () => ['--dataset', 'no.file'], 'cannot be read'],
    ['a dataset that the store lacks', () => record, () => ['--dataset', 'ab'.repeat(32)], 'import it'],
    [
      'a folder that is a file',
      () => record,
      () => ['--checkpoints', write('file', 'x')],
      'cannot be written',
    ],
  ])('%s is refused in one line', async (_, content, args, message) => {
    const { code, last, error } = await verify(content(), ...args());
    expect(code).toBe(2);
    expect(last).not.toBe('equal');
    expect(error).toMatch(/^verify: /);
    expect(error).toContain(message);
    expect(error.split('\n')).toHaveLength(1);
  });

  test('a file that is not there is refused', async () => {
    const errors: string[] = [];
    const printError = (line: string) => void errors.push(line);
    expect(await verifyCommand(['no.json'], { print: () => {}, printError, blobs })).toBe(2);
    expect(errors).toEqual(['verify: there is no file no.json']);
  });
});

test('the script itself: output and exit codes', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'scripts/verify.ts', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    });
  const dataset = join(blobs, record.spec.dataset.sha256);
  const good = run(write('good.json', record), '--dataset', dataset, '--epoch', '1');
  expect(good.status).toBe(0);
  expect(good.stdout.trimEnd().split('\n').at(-1)).toBe('equal');
  const bad = run(write('bad.json', alteredEpoch(1, { hits: 1 })), '--dataset', dataset);
  expect(bad.status).toBe(1);
  expect(bad.stdout).toContain('differs: in epoch 1, hits 1 recorded');
  expect(run('no.json').status).toBe(2);
});
