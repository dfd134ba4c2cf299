import { trainingResultSchema } from '@naschain/protocol';
import { chainHash } from '@naschain/protocol/signing';
import { expect, it } from 'vitest';
import type { TrainingCheckpoint } from '../checkpoint.ts';
import { createExactEngine } from '../engine.ts';
import { openEngine } from '../openEngine.ts';
import type { TrainingProgress } from '../progressMeter.ts';
import { barImages, barSpec } from '../testData.ts';
import { train } from '../train.ts';
import type { TrainingOutcome, TrainingRequest } from '../trainingRequest.ts';

const { create, numericClass } = await openEngine('cpu');
const dataset = barImages(200);
const SMALL = { epochs: 2, batchSize: 16, trainSamples: 64, validationSamples: 32 };

function run(change: Partial<TrainingRequest> = {}): Promise<TrainingOutcome> {
  const spec = change.spec ?? barSpec(SMALL);
  return train({ spec, chainHash: chainHash(spec), dataset, threads: 1, engine: create, ...change });
}

it('the whole recipe runs on it: a result of its own class, near the exact one', async () => {
  const outcome = await run();
  trainingResultSchema.parse({ ...outcome, device: 'test' });
  expect(outcome.numericClass).toBe(numericClass);
  expect(outcome.curve).toHaveLength(2);
  expect(outcome.digest).toBe(outcome.curve[1]?.digest);
  const exact = await run({ engine: createExactEngine });
  expect(exact.numericClass).toBe('exact-1');
  expect(outcome.digest).not.toBe(exact.digest);
  // Only at first: then rounding leads them apart.
  expect(outcome.curve[0]?.loss).toBeCloseTo(exact.curve[0]?.loss ?? 0, 2);
  expect(outcome.curve[1]?.loss).toBeLessThan(outcome.curve[0]?.loss ?? 0);
});

it('goes on from a checkpoint of its own class, and refuses one of another', async () => {
  const checkpoints: TrainingCheckpoint[] = [];
  const whole = await run({ onCheckpoint: (checkpoint) => checkpoints.push(checkpoint) });
  const [first] = checkpoints;
  if (!first) throw new Error('a checkpoint expected');
  expect(first.numericClass).toBe(numericClass);
  const rest = await run({ resume: first });
  expect({ ...rest, seconds: 0 }).toEqual({ ...whole, seconds: 0 });
  await expect(run({ resume: first, engine: createExactEngine })).rejects.toMatchObject({
    code: 'checkpoint-mismatch',
  });
});

it('ends within a second when it is aborted, though its computing blocks the event loop', async () => {
  const controller = new AbortController();
  let abortedAt = 0;
  const progress: TrainingProgress[] = [];
  const onProgress = (seen: TrainingProgress): void => {
    progress.push(seen);
    // From outside of the training: a timer gets its turn between two steps.
    if (progress.length === 1) {
      setTimeout(() => {
        abortedAt = performance.now();
        controller.abort();
      }, 0);
    }
  };
  const spec = barSpec({ ...SMALL, epochs: 1000 });
  const training = run({ spec, signal: controller.signal, onProgress });
  await expect(training).rejects.toMatchObject({ name: 'TrainingError', code: 'aborted' });
  expect(abortedAt).toBeGreaterThan(0);
  expect(performance.now() - abortedAt).toBeLessThan(1000);
  expect(progress[0]?.epoch).toBe(1);
});

it('a loss that explodes is the job’s fault here too', async () => {
  const spec = barSpec({ ...SMALL, learningRate: 9, weightDecay: 1, epochs: 30 });
  await expect(run({ spec })).rejects.toMatchObject({ name: 'TrainingError', code: 'diverged' });
});
