import { describe, expect, it } from 'vitest';
import { listBuilds } from './diagnosis.ts';
import { cellPlan } from './testing/cellPlan.ts';
import { PlanBuilder } from './testing/planBuilder.ts';
import { randomCellPlan } from './testing/randomCellPlan.ts';
import { digestOfRun, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

const available = listBuilds().flatMap((status) => (status.available ? [status.name] : []));

const DROP_PATH = { probability: 0.2, seed: 9 };

describe('the ops of the micro space', () => {
  it(`give the digest of the first release in every build (here ${available.join(', ')}), with any number of threads`, async () => {
    const digests = new Set<string>();
    for (const build of available) {
      for (const threads of [1, 2, 3, 4]) {
        digests.add(await digestOfRun(cellPlan(), { build, threads }, { dropPath: DROP_PATH }));
      }
    }
    expect([...digests]).toEqual(['9bbd3ee1156ae00b8e79d9445510a94c05e40051f3a842c2785ef662706b6f17']);
  });

  it.each([...Array(8).keys()])('give random network %i the same weights', async (seed) => {
    const digests = new Set<string>();
    for (const build of available) {
      const options = { build, threads: 2, batchSize: 13 };
      digests.add(await digestOfRun(randomCellPlan(seed), options, { dropPath: DROP_PATH }));
    }
    expect(digests.size).toBe(1);
  });

  it.each(available)('%s: gradients, loss and hits are those of WebAssembly', async (build) => {
    const plan = cellPlan();
    const { images, labels } = randomBatch(plan, 11, 2);
    const still = { learningRate: 0, momentum: 0, weightDecay: 0, dropPath: DROP_PATH };
    const observe = (name: typeof build) =>
      withEngine(plan, { batchSize: 11, threads: 2, build: name }, async (engine) => ({
        loss: await engine.trainStep(images, labels, still),
        gradients: engine.gradients(),
        hits: await engine.evaluate(images, labels),
      }));
    expect(await observe(build)).toEqual(await observe('wasm'));
  });

  it('count the same hits whether or not there is an auxiliary head, which evaluation leaves out', async () => {
    const builder = new PlanBuilder(4, 4, 1);
    const trunk = builder.relu(builder.batchNorm(builder.conv(0, 5)));
    const plan = builder.classify(trunk, 3);
    const beside = new PlanBuilder(4, 4, 1);
    const same = beside.relu(beside.batchNorm(beside.conv(0, 5)));
    const logits = beside.dense(beside.average(beside.relu(beside.batchNorm(same))), 3);
    const both = { ...beside.classify(same, 3), auxiliary: { logits, weight: 0.4 } };
    const { images, labels } = randomBatch(plan, 40, 1);
    const options = { batchSize: 16, threads: 1 };
    const weights = await withEngine(plan, options, async (engine) => engine.weights());
    const hits = await withEngine(plan, options, (engine) => engine.evaluate(images, labels));
    // The trunk's parameters, then the side's (nonsense, as nobody may read them), then the classifier's.
    const own = new Float32Array(weights.slice().buffer);
    const classifier = 5 * 3 + 3;
    const side = new Float32Array(4 * 5 + classifier).fill(1e9);
    const joined = [...own.slice(0, -classifier), ...side, ...own.slice(-classifier)];
    const withHead = await withEngine(both, options, (engine) => {
      engine.loadWeights(new Uint8Array(Float32Array.from(joined).buffer));
      return engine.evaluate(images, labels);
    });
    expect(withHead).toBe(hits);
  });
});
