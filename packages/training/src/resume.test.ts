import { chainHash } from '@naschain/protocol/signing';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, isProved, type TrainingCheckpoint } from './checkpoint.ts';
import { barImages, barSpec } from './testData.ts';
import { train } from './train.ts';
import type { TrainingOutcome, TrainingRequest } from './trainingRequest.ts';

const dataset = barImages(400);
/** Everything that a recipe may say. */
const spec = barSpec({
  epochs: 5,
  warmupEpochs: 2,
  gradientClip: 0.5,
  labelSmoothing: 0.1,
  augmentation: { crop: 1, flip: true, cutout: 3 },
  earlyStop: { patience: 4 },
});

let whole: TrainingOutcome;
const checkpoints: TrainingCheckpoint[] = [];

const run = (change: Partial<TrainingRequest> = {}): Promise<TrainingOutcome> =>
  train({ spec, chainHash: chainHash(spec), dataset, threads: 1, ...change });

beforeAll(async () => {
  whole = await run({ onCheckpoint: (checkpoint) => checkpoints.push(checkpoint) });
});

/** The checkpoint after an epoch, by way of its file. */
function after(epoch: number): TrainingCheckpoint {
  const checkpoint = checkpoints[epoch - 1];
  if (checkpoint === undefined) throw new RangeError(`no checkpoint after epoch ${epoch}`);
  return decodeCheckpoint(encodeCheckpoint(checkpoint));
}

describe('a training by a recipe with everything', () => {
  it('has the digest of the first release', () => {
    expect(whole.digest).toBe('19a63c786e339775f6e53369a46af388e470575de9756e7661c116a43bfa1cfa');
  });

  it('has a checkpoint after each epoch, proved by its digest', () => {
    expect(checkpoints.map(({ curve }) => curve)).toEqual(
      whole.curve.map((_, index) => whole.curve.slice(0, index + 1)),
    );
    for (const checkpoint of checkpoints) {
      expect(isProved(checkpoint)).toBe(true);
      for (const place of [0, checkpoint.state.length - 1]) {
        const state = checkpoint.state.slice();
        state[place] = (state[place] ?? 0) ^ 1;
        expect(isProved({ ...checkpoint, state }), 'weights and momentum').toBe(false);
      }
    }
  });

  it.each([1, 2, 3, 4, 5])('goes on after epoch %i as if it had never stopped', async (epoch) => {
    const resume = after(epoch);
    const seen: { fraction: number; epoch: number }[] = [];
    const onProgress = (progress: { fraction: number; epoch: number }) => void seen.push(progress);
    const outcome = await run({ resume, threads: 1 + (epoch % 3), onProgress });
    expect({ ...outcome, seconds: 0 }).toEqual({ ...whole, seconds: 0 });
    expect(outcome.seconds).toBeGreaterThan(resume.seconds);
    expect(seen.at(-1)).toEqual({ fraction: 1, epoch: 5 });
    if (epoch < 5) expect(seen[0]?.fraction).toBeGreaterThan(epoch / 5);
  });

  it('goes on from the checkpoint of a shorter training by the same recipe', async () => {
    const short = { ...spec, recipe: { ...spec.recipe, stopAfter: 2 } };
    let last: TrainingCheckpoint | undefined;
    await run({
      spec: short,
      onCheckpoint: (checkpoint) => {
        last = checkpoint;
      },
    });
    if (last === undefined) throw new Error('a checkpoint expected');
    expect((await run({ resume: last })).digest).toBe(whole.digest);
  });
});

describe('a checkpoint that does not fit is refused', () => {
  const refused = (code: string, message: string) =>
    expect.objectContaining({ name: 'TrainingError', code, message: expect.stringContaining(message) });

  it.each<[string, () => Partial<TrainingRequest>, string, string]>([
    ['of another chain', () => ({ chainHash: '11'.repeat(32) }), 'checkpoint-mismatch', 'another spec'],
    [
      'of another class',
      () => ({ resume: { ...after(2), numericClass: 'exact-77' } }),
      'checkpoint-mismatch',
      'exact-77',
    ],
    [
      'beyond the end',
      () => ({ resume: after(3), spec: { ...spec, recipe: { ...spec.recipe, stopAfter: 2 } } }),
      'checkpoint-mismatch',
      'goes on for longer',
    ],
    [
      'with other weights',
      () => ({ resume: { ...after(2), state: after(1).state } }),
      'checkpoint-damaged',
      'last digest',
    ],
    ['of no epoch', () => ({ resume: { ...after(2), curve: [] } }), 'checkpoint-damaged', 'last digest'],
  ])('%s', async (_, change, code, message) => {
    await expect(run({ resume: after(2), ...change() })).rejects.toThrow(refused(code, message));
  });

  it('of another network, even with a chain that was made to fit', async () => {
    const other = { ...spec, genome: '00000000' };
    await expect(run({ spec: other, resume: after(2) })).rejects.toThrow(
      refused('checkpoint-damaged', 'does not fit'),
    );
  });
});

describe('the file of a checkpoint', () => {
  it('survives a round trip, and is the same each time', () => {
    const checkpoint = after(2);
    expect(checkpoint).toEqual({ ...checkpoints[1], state: new Uint8Array(checkpoints[1]?.state ?? []) });
    expect(encodeCheckpoint(checkpoint)).toEqual(encodeCheckpoint(after(2)));
  });

  it('is refused with any byte changed, added or missing', () => {
    const bytes = encodeCheckpoint(after(1));
    const damaged = expect.objectContaining({ name: 'TrainingError', code: 'checkpoint-damaged' });
    for (let place = 0; place < bytes.length; place += place < 1200 ? 1 : 97) {
      const changed = bytes.slice();
      changed[place] = (changed[place] ?? 0) ^ 0x10;
      expect(() => decodeCheckpoint(changed), String(place)).toThrow(damaged);
    }
    for (const length of [0, 1, 8, 16, 47, 48, 500, bytes.length - 1]) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length)), String(length)).toThrow(damaged);
    }
    expect(() => decodeCheckpoint(Uint8Array.of(...bytes, 0))).toThrow(damaged);
  });

  it('is refused when its header contradicts itself', () => {
    const checkpoint = after(2);
    const [first, second] = checkpoint.curve;
    if (first === undefined || second === undefined) throw new Error('two epochs expected');
    for (const curve of [[], [second], [first, { ...second, epoch: 3 }], [first, { ...second, hits: -1 }]]) {
      expect(() => decodeCheckpoint(encodeCheckpoint({ ...checkpoint, curve }))).toThrow(
        expect.objectContaining({ code: 'checkpoint-damaged' }),
      );
    }
  });
});
