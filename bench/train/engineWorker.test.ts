import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { NetworkDescription } from '../networks/description.ts';
import { fixedImages } from './fixedImages.ts';
import { openVariant } from './measureNet.ts';

const folder = mkdtempSync(join(tmpdir(), 'naschain-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const network: NetworkDescription = {
  image: { height: 6, width: 6, channels: 3 },
  classes: 4,
  ops: [
    { kind: 'conv', input: 0, kernel: 3, padding: 'same', outChannels: 5 },
    { kind: 'batchNormRelu', input: 1 },
    { kind: 'globalAveragePool', input: 2 },
    { kind: 'dense', input: 3, outFeatures: 4 },
  ],
};
const opening = {
  network,
  batch: 8,
  threads: 1,
  hyper: { learningRate: 0.1, momentum: 0.9, weightDecay: 0 },
  normalisation: { mean: 128, deviation: 64 },
  images: join(folder, 'images'),
  weights: join(folder, 'weights'),
};
writeFileSync(opening.images, fixedImages(network, 16));

test('a process trains, classifies, measures itself, and always starts from the same weights', async () => {
  const contender = await openVariant({ engine: 'exact', build: 'wasm' }, opening);
  try {
    const check = await contender.check(2);
    expect(check.losses).toHaveLength(2);
    expect(check.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await contender.run('train', 0.01)).toBeGreaterThan(0);
    expect(await contender.run('eval', 0)).toBeGreaterThan(0);
    expect(await contender.check(2)).toEqual(check);
    expect(await contender.memory()).toBeGreaterThan(10);
    await contender.save();
    const parameters = 9 * 3 * 5 + 4 * 5 + 5 * 4 + 4;
    expect(readFileSync(opening.weights)).toHaveLength(4 * parameters);
  } finally {
    await contender.close();
  }
});

test('an engine that cannot be opened is an error', async () => {
  await expect(openVariant({ engine: 'exact', build: 'mmx' }, opening)).rejects.toThrow('no build "mmx"');
});
