import { ExactEngine, listBuilds } from '@naschain/exact';
import { decodeGenome } from '@naschain/network';
import { type JobSpec, jobSpecSchema } from '@naschain/protocol';
import { chainHash } from '@naschain/protocol/signing';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, type TrainingCheckpoint } from './checkpoint.ts';
import type { EngineFactory } from './engine.ts';
import { openEngine } from './openEngine.ts';
import { barImages, barSpec } from './testData.ts';
import { train } from './train.ts';
import type { TrainingOutcome, TrainingRequest } from './trainingRequest.ts';

const SIDE = 30;
const dataset = barImages(150, 1, SIDE);

/** A micro network of three small cells, trained with drop path and an auxiliary head unless told otherwise. */
function specOf(recipe: Partial<JobSpec['recipe']> = { dropPath: 0.6, auxiliaryWeight: 0.4 }): JobSpec {
  const small = { batchSize: 20, trainSamples: 100, validationSamples: 50 };
  const base = barSpec({ ...small, ...recipe });
  return jobSpecSchema.parse({
    ...base,
    space: { kind: 'micro', blocks: 1, cells: 3, channels: 4 },
    genome: '30414021',
    dataset: { ...base.dataset, image: dataset.image },
  });
}

const spec = specOf();
let whole: TrainingOutcome;
const checkpoints: TrainingCheckpoint[] = [];

async function run(change: Partial<TrainingRequest> = {}): Promise<TrainingOutcome> {
  const asked = change.spec ?? spec;
  const outcome = await train({ spec: asked, chainHash: chainHash(asked), dataset, threads: 1, ...change });
  return { ...outcome, seconds: 0 };
}

beforeAll(async () => {
  whole = await run({ onCheckpoint: (checkpoint) => checkpoints.push(checkpoint) });
});

describe('the final training of a micro network', () => {
  it('has the digest of the first release', () => {
    expect(whole.digest).toBe('e1a3501e95b9894574139131de29b98b4e0fb5e710a1ce06c8e2af4458460329');
  });

  it('claims the parameters and FLOPs of the network as it was searched', () => {
    const { params, flops } = decodeGenome(spec.space, spec.genome, spec.dataset);
    expect(whole).toMatchObject({ params, flops });
  });

  it('goes on after its first epoch as if it had never stopped', async () => {
    const [first] = checkpoints;
    if (first === undefined) throw new Error('a checkpoint expected');
    expect(await run({ resume: decodeCheckpoint(encodeCheckpoint(first)), threads: 2 })).toEqual(whole);
  });

  it('is, stopped after an epoch, the beginning of the full one', async () => {
    const short = specOf({ dropPath: 0.6, auxiliaryWeight: 0.4, stopAfter: 1 });
    expect((await run({ spec: short })).curve).toEqual(whole.curve.slice(0, 1));
  });

  it('gives the same with other threads, in every build', async () => {
    for (const { name, available } of listBuilds()) {
      if (!available) continue;
      const engine: EngineFactory = async (plan, options) => {
        const exact = await ExactEngine.create(plan, { ...options, build: name });
        return Object.assign(exact, { numericClass: 'exact-1' });
      };
      expect(await run({ threads: name === 'wasm' ? 3 : 2, engine }), name).toEqual(whole);
    }
  });

  it('drops paths from the second epoch on, and heeds the weight of the auxiliary head', async () => {
    // With one chain, so that digests differ only where the training does.
    const digests = async (recipe: Partial<JobSpec['recipe']>): Promise<string[]> => {
      const outcome = await run({ spec: specOf(recipe), chainHash: chainHash(spec) });
      return outcome.curve.map(({ digest }) => digest);
    };
    const [first, second] = whole.curve.map(({ digest }) => digest);
    const [sameFirst, otherSecond] = await digests({ dropPath: 0.3, auxiliaryWeight: 0.4 });
    expect(sameFirst).toBe(first);
    expect(otherSecond).not.toBe(second);
    expect(await digests({ auxiliaryWeight: 0.4 })).toEqual([first, expect.not.stringMatching(`${second}`)]);
    const [lighter] = await digests({ dropPath: 0.6, auxiliaryWeight: 0.3 });
    expect(lighter).not.toBe(first);
  });

  it('is the same mathematics on TensorFlow', async () => {
    const { create } = await openEngine('cpu');
    const small = { batchSize: 8, trainSamples: 8, validationSamples: 4, learningRate: 0.01 };
    const asked = specOf({ ...small, dropPath: 0.6, auxiliaryWeight: 0.4 });
    const [exact, other] = [await run({ spec: asked }), await run({ spec: asked, engine: create })];
    expect(other).toMatchObject({ params: exact.params, flops: exact.flops });
    const losses = (outcome: TrainingOutcome): number[] => outcome.curve.map(({ loss }) => loss);
    losses(exact).forEach((loss, epoch) => {
      expect(losses(other)[epoch]).toBeCloseTo(loss, 2);
    });
  });

  it('is refused before it begins where the auxiliary head does not fit the images', async () => {
    const base = specOf();
    const image = { height: 28, width: SIDE, channels: 1 };
    const asked = { ...base, dataset: { ...base.dataset, image } };
    let created = 0;
    const engine: EngineFactory = () => {
      created += 1;
      throw new Error('not to be called');
    };
    await expect(run({ spec: asked, engine })).rejects.toMatchObject({
      name: 'TrainingError',
      code: 'genome-invalid',
      message: expect.stringContaining('an image of 28x30 leaves 7x8: train without it, or on larger images'),
    });
    expect(created).toBe(0);
  });
});
