import { createHash } from 'node:crypto';
import { epochsRun } from '@naschain/consensus';
import { type JobSpec, jobSpecSchema, trainingResultSchema } from '@naschain/protocol';
import { chainHash } from '@naschain/protocol/signing';
import { describe, expect, it } from 'vitest';
import { DigestChain } from './digestChain.ts';
import type { TrainingProgress } from './progressMeter.ts';
import { barImages, barSpec } from './testData.ts';
import { train } from './train.ts';
import type { TrainingData } from './trainingData.ts';
import type { TrainingOutcome, TrainingRequest } from './trainingRequest.ts';

const dataset = barImages(600);

function run(change: Partial<TrainingRequest> = {}): Promise<TrainingOutcome> {
  const spec = change.spec ?? barSpec();
  return train({ spec, chainHash: chainHash(spec), dataset, threads: 1, ...change });
}

describe('train', () => {
  it('learns, and reports what the protocol wants', async () => {
    const recipe = { epochs: 8, trainSamples: 400, validationSamples: 200 };
    const spec = jobSpecSchema.parse(barSpec(recipe));
    const outcome = await run({ spec, threads: 2 });
    expect(outcome.accuracy).toBeGreaterThan(95);
    expect(outcome.curve[7]?.hits).toBe(outcome.accuracy * 2);
    expect(outcome.curve.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(outcome.curve[7]?.loss).toBeLessThan((outcome.curve[0]?.loss ?? 0) / 4);
    expect(outcome.digest).toBe(outcome.curve[7]?.digest);
    expect(outcome.numericClass).toBe('exact-1');
    trainingResultSchema.parse({ ...outcome, device: 'test' });
  });

  it('gives the same outcome with 1, 2 and 3 threads, last partial batch included', async () => {
    const outcomes = [];
    for (const threads of [1, 2, 3]) outcomes.push({ ...(await run({ threads })), seconds: 0 });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
  });

  it('still gives the digest of the first release', async () => {
    expect((await run()).digest).toBe('5fdaa4ef343c60bc9ce78234de121a7ee2e65f68a68fc69f154af76575612b94');
  });

  it('gives another digest for another seed, chain hash or dataset', async () => {
    const { digest } = await run();
    expect((await run({ spec: barSpec({ seed: 2 }), chainHash: chainHash(barSpec()) })).digest).not.toBe(
      digest,
    );
    expect((await run({ chainHash: '00'.repeat(32) })).digest).not.toBe(digest);
    expect((await run({ dataset: barImages(600, 2) })).digest).not.toBe(digest);
  });

  it('stops early on request: a prefix of the full training, digests and all, with a progress of its own', async () => {
    const full = await run({ spec: barSpec({ epochs: 3 }) });
    for (const stopAfter of [1, 2, 3]) {
      const seen: TrainingProgress[] = [];
      const spec = jobSpecSchema.parse(barSpec({ epochs: 3, stopAfter }));
      const part = await run({ spec, onProgress: (progress) => seen.push(progress) });
      expect(part.curve).toEqual(full.curve.slice(0, stopAfter));
      expect(part.digest).toBe(full.curve[stopAfter - 1]?.digest);
      expect(part.accuracy).toBe(2 * (full.curve[stopAfter - 1]?.hits ?? 0));
      expect(seen.at(-1)).toEqual({ fraction: 1, epoch: stopAfter });
    }
    // Another schedule is another training.
    expect((await run({ spec: barSpec({ epochs: 1 }) })).digest).not.toBe(full.curve[0]?.digest);
  });

  it('ends where the rule of early stopping says, the shorter training with the longer one', async () => {
    const recipe = { epochs: 30, learningRate: 0.3, earlyStop: { patience: 2, minEpochs: 4 } };
    const spec = jobSpecSchema.parse(barSpec(recipe));
    const seen: TrainingProgress[] = [];
    const long = await run({ spec, onProgress: (progress) => seen.push(progress) });
    const epochs = long.curve.length;
    const hits = long.curve.map((record) => record.hits);
    expect(epochs).toBeGreaterThanOrEqual(4);
    expect(epochs).toBeLessThan(30);
    expect(epochsRun({ ...spec.recipe }, hits)).toBe(epochs);
    expect(long.accuracy).toBe(2 * (hits.at(-1) ?? 0));
    expect(long.digest).toBe(long.curve.at(-1)?.digest);
    expect(seen.at(-1)).toEqual({ fraction: 1, epoch: epochs });
    expect(seen.filter(({ fraction }) => fraction === 1)).toHaveLength(1);
    for (const stopAfter of [epochs - 1, epochs, epochs + 1]) {
      const short = await run({ spec: jobSpecSchema.parse(barSpec({ ...recipe, stopAfter })) });
      expect(short.curve).toEqual(long.curve.slice(0, stopAfter));
    }
    // The rule is part of the spec, and so of the chain.
    const { earlyStop: _, ...free } = recipe;
    const other = await run({ spec: barSpec({ ...free, stopAfter: 1 }) });
    expect(other.curve[0]).toEqual({ ...long.curve[0], digest: other.digest });
    expect(other.digest).not.toBe(long.curve[0]?.digest);
  });

  it.each([
    { warmupEpochs: 1 },
    { gradientClip: 0.1 },
    { labelSmoothing: 0.1 },
    { augmentation: { crop: 1 } },
    { augmentation: { flip: true as const } },
    { augmentation: { cutout: 3 } },
  ])('trains otherwise with %j, and the same with any number of threads', async (change) => {
    const spec = jobSpecSchema.parse(barSpec({ epochs: 1, ...change }));
    const plain = await run({ spec: barSpec({ epochs: 1 }), chainHash: chainHash(spec) });
    const outcomes = [];
    for (const threads of [1, 3]) outcomes.push({ ...(await run({ spec, threads })), seconds: 0 });
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[0]?.digest).not.toBe(plain.digest);
  });

  it('augments what it trains on, and not what it measures on', async () => {
    // Every image is the same and a quarter of it is painted over: only a measurement on whole ones is perfect.
    const images = new Uint8Array(300 * 100).fill(7);
    const labels = new Uint16Array(300).fill(2);
    const train = { images, labels };
    const spec = barSpec({ epochs: 3, augmentation: { crop: 5, cutout: 10 } });
    expect((await run({ spec, dataset: { ...dataset, train } })).accuracy).toBe(100);
  });

  it('trains a genome without connections: pool and classifier on the image', async () => {
    const outcome = await run({ spec: { ...barSpec(), genome: '00000000' } });
    expect(outcome.params).toBe(4 + 4);
    expect(outcome.curve).toHaveLength(2);
  });

  it('reports progress from start to end', async () => {
    const seen: TrainingProgress[] = [];
    await run({ onProgress: (progress) => seen.push(progress) });
    expect(seen[seen.length - 1]).toEqual({ fraction: 1, epoch: 2 });
    expect(seen[0]?.epoch).toBe(1);
    seen.reduce((last, { fraction }) => {
      expect(fraction).toBeGreaterThan(last);
      return fraction;
    }, 0);
  });
});

describe('train stops with a typed error', () => {
  it('when aborted before, while starting, and in the middle', async () => {
    const aborted = { name: 'TrainingError', code: 'aborted' };
    await expect(run({ signal: AbortSignal.abort() })).rejects.toMatchObject(aborted);
    const starting = new AbortController();
    const started = run({ signal: starting.signal });
    starting.abort();
    await expect(started).rejects.toMatchObject(aborted);
    const middle = new AbortController();
    const spec = barSpec({ epochs: 1000 });
    let abortedAt = 0;
    const onProgress = ({ fraction }: TrainingProgress): void => {
      if (fraction === 0 || abortedAt > 0) return;
      abortedAt = performance.now();
      middle.abort();
    };
    await expect(run({ spec, signal: middle.signal, onProgress })).rejects.toMatchObject(aborted);
    expect(performance.now() - abortedAt).toBeLessThan(1000);
  });

  it.each<[string, Partial<JobSpec['recipe']>, number, number]>([
    ['large batches', { batchSize: 1024, trainSamples: 1000, validationSamples: 10 }, 128, 0],
    ['evaluation', { batchSize: 1, trainSamples: 1, validationSamples: 5000 }, 10, 0.01],
  ])('when aborted amid %s, within a second', async (_, recipe, side, epochs) => {
    const image = { height: side, width: side, channels: 3 };
    const count = 6000;
    // All images are the same piece of memory's zeros; the engine copies them as any others.
    const data: TrainingData = {
      image,
      classes: 4,
      train: { images: new Uint8Array(count * side * side * 3), labels: new Uint16Array(count) },
    };
    const base = barSpec({ epochs: 1000, augmentation: { crop: 4, flip: true, cutout: 8 }, ...recipe });
    const spec = { ...base, genome: '00000000', dataset: { ...base.dataset, image } };
    const controller = new AbortController();
    let abortedAt = 0;
    const onProgress = ({ fraction }: TrainingProgress): void => {
      if (abortedAt > 0 || fraction * 1000 < epochs) return;
      abortedAt = performance.now();
      controller.abort();
    };
    await expect(run({ spec, dataset: data, signal: controller.signal, onProgress })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(performance.now() - abortedAt).toBeLessThan(1000);
  });

  it.each<[string, string, Partial<TrainingRequest>]>([
    ['a genome of another length', 'genome-invalid', { spec: { ...barSpec(), genome: '1101' } }],
    [
      'other images',
      'dataset-mismatch',
      { dataset: { ...dataset, image: { height: 5, width: 20, channels: 1 } } },
    ],
    ['other classes', 'dataset-mismatch', { dataset: { ...dataset, classes: 5 } }],
    [
      'missing bytes',
      'dataset-mismatch',
      { dataset: { ...dataset, train: { ...dataset.train, images: dataset.train.images.subarray(1) } } },
    ],
    [
      'a label out of range',
      'dataset-mismatch',
      { dataset: { ...dataset, train: { ...dataset.train, labels: dataset.train.labels.map(() => 4) } } },
    ],
    ['too few images', 'dataset-too-small', { spec: barSpec({ trainSamples: 551 }) }],
    ['too little memory', 'out-of-memory', { memoryLimit: 2 ** 20 }],
    ['a loss that explodes', 'diverged', { spec: barSpec({ learningRate: 9, weightDecay: 1, epochs: 30 }) }],
  ])('for %s', async (_, code, change) => {
    await expect(run(change)).rejects.toMatchObject({ name: 'TrainingError', code });
  });
});

describe('digest chain', () => {
  it('links the chain hash, the epochs and the states', () => {
    const chain = new DigestChain('11'.repeat(32));
    const weights = Uint8Array.of(1, 2, 3);
    const first = createHash('sha256')
      .update(Buffer.alloc(32, 0x11))
      .update(Uint8Array.of(1, 0, 0, 0, 1, 2, 3));
    const link = first.digest();
    expect(chain.append(1, weights)).toBe(link.toString('hex'));
    const second = createHash('sha256')
      .update(link)
      .update(Uint8Array.of(0x02, 0x01, 0, 0, 1, 2, 3))
      .digest('hex');
    expect(chain.append(0x102, weights)).toBe(second);
  });
});
