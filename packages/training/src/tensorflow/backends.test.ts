import { numericClassSchema } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { BACKEND_NAMES, type BackendName, numericClassOf } from './backend.ts';
import { findBackends, loadBackend, probeBackend } from './loadBackend.ts';
import { pinnedPackages } from './packages.ts';
import { checkGradients } from './testing/checkGradients.ts';
import { compareWithExact, HYPER, withEngine } from './testing/engines.ts';
import { macroPlan, microPlan, randomBatch } from './testing/plans.ts';

/** Those that work on this machine compute the same; the others say why they cannot be tested. */
const statuses = await findBackends();

async function checkBackend(name: BackendName): Promise<void> {
  const backend = await loadBackend(name);
  await compareWithExact(backend, macroPlan(), randomBatch(macroPlan(), 5, 1));
  await checkGradients(backend, microPlan(), 2, 1);
  await withEngine(backend, macroPlan(), 4, async (engine) => {
    const { images, labels } = randomBatch(macroPlan(), 4, 1);
    const counts: number[] = [];
    for (let step = 0; step < 3; step++) {
      await engine.trainStep(images, labels, HYPER);
      await engine.evaluate(images, labels);
      counts.push(backend.tf.memory().numTensors);
    }
    expect(new Set(counts).size).toBe(1);
  });
}

describe('a backend computes as the exact engine and leaves no tensor behind', () => {
  for (const status of statuses) {
    if (status.works) it(status.name, () => checkBackend(status.name), 120_000);
    else it.skip(`${status.name} (not tested: ${status.reason})`, () => {});
  }
});

describe('findBackends', () => {
  it('tells of every backend, in order of preference, whether it works and if not why', async () => {
    const found = await findBackends((name) => Promise.resolve({ name, works: false, reason: `no ${name}` }));
    expect(found.map(({ name }) => name)).toEqual(BACKEND_NAMES);
    expect(statuses.find(({ name }) => name === 'cpu')).toMatchObject({
      works: true,
      numericClass: expect.stringMatching(/^tfjs:cpu:[\w.+-]+:4\.22\.0$/),
    });
    for (const status of statuses) {
      if (!status.works) expect(status.reason).toMatch(/^[^\n]{3,}$/);
    }
  });

  it('loads a backend once, and refuses one that is not there with the same words each time', async () => {
    expect(await loadBackend('cpu')).toBe(await loadBackend('cpu'));
    const broken = statuses.find(({ works }) => !works);
    if (!broken) return;
    expect(await probeBackend(broken.name)).toEqual(broken);
    await expect(loadBackend(broken.name)).rejects.toMatchObject({
      name: 'TrainingError',
      code: 'engine-failed',
    });
  });
});

describe('the packages', () => {
  it('are pinned exactly, those of TensorFlow.js all at one version', () => {
    const pinned = BACKEND_NAMES.flatMap(pinnedPackages);
    for (const { version } of pinned) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const ofTensorflow = pinned.filter(({ name }) => name.startsWith('@tensorflow/'));
    expect(new Set(ofTensorflow.map(({ version }) => version))).toEqual(new Set(['4.22.0']));
  });
});

describe('the numeric class', () => {
  it.each([
    ['NVIDIA GeForce RTX 4090', 'tfjs:cuda:NVIDIA-GeForce-RTX-4090:4.22.0'],
    ['Intel(R) Xeon(R) CPU @ 2.20GHz', 'tfjs:cuda:Intel-Xeon-CPU-2.20GHz:4.22.0'],
    ['a:b/c  (d)', 'tfjs:cuda:a-b-c-d:4.22.0'],
    ['', 'tfjs:cuda:unknown:4.22.0'],
    ['日本', 'tfjs:cuda:unknown:4.22.0'],
  ])('of %j is one that the protocol allows', (device, expected) => {
    expect(numericClassOf('cuda', device, '4.22.0')).toBe(expected);

    expect(numericClassSchema.parse(expected)).toBe(expected);
  });

  it('is never longer than allowed, and keeps the version', () => {
    expect(numericClassOf('webgpu', 'x'.repeat(300), '4.22.0')).toMatch(/^tfjs:webgpu:x{101}:4\.22\.0$/);
  });
});
