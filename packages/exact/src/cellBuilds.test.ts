import { describe, expect, it } from 'vitest';
import { listBuilds } from './diagnosis.ts';
import type { Plan } from './plan.ts';
import { PlanBuilder } from './testing/planBuilder.ts';
import { randomCellPlan } from './testing/randomCellPlan.ts';
import { digestOfRun, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

const available = listBuilds().flatMap((status) => (status.available ? [status.name] : []));

/** Every op of the micro space at odd widths and sizes, strided and not, drop path and an auxiliary head. */
function cellPlan(): Plan {
  const builder = new PlanBuilder(15, 13, 3);
  const stem = builder.batchNorm(builder.conv(0, 7));
  const active = builder.relu(stem);
  const mixed = builder.conv(builder.depthwise(active, 7, 5), 7, 1);
  const separable = builder.depthwise(builder.batchNormRelu(mixed), 7, 3, 1, 2);
  const pools = builder.add(builder.paddedPool(stem, 'max', 1), builder.paddedPool(stem, 'average', 1));
  const cell = builder.concat(
    builder.add(builder.dropPath(builder.batchNorm(separable)), stem),
    builder.add(pools, pools),
    builder.generalConv(active, 22, { kernelWidth: 7, left: -3 }),
  );
  const next = builder.relu(cell);
  const halves = [0, 1].map((first) =>
    builder.generalConv(next, 18, { strideRows: 2, strideColumns: 2, top: first, left: first }),
  );
  const reduced = builder.batchNorm(builder.concat(...halves));
  const narrow = builder.relu(builder.batchNorm(builder.conv(next, 36, 1)));
  const strided = builder.dropPath(builder.depthwise(narrow, 36, 5, 2));
  const flat = builder.generalConv(narrow, 36, { kernelWidth: 7, strideColumns: 2, left: -3 });
  const tall = builder.generalConv(flat, 36, { kernelHeight: 7, strideRows: 2, top: -3 });
  const pooled = builder.add(builder.paddedPool(narrow, 'max', 2), builder.paddedPool(narrow, 'average', 2));
  const end = builder.add(builder.add(reduced, strided), builder.add(tall, pooled));
  const side = builder.conv(builder.averagePool(builder.relu(end), 5, 2), 33, 2, 'valid');
  const logits = builder.dense(builder.average(builder.relu(builder.batchNorm(side))), 5);
  return { ...builder.classify(end, 5), auxiliary: { logits, weight: 0.4 } };
}

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
