import { describe, expect, it } from 'vitest';
import { checkGradients } from './testing/checkGradients.ts';
import {
  compareWithExact,
  FROZEN,
  HYPER,
  plainBackend,
  stirredWeights,
  withEngine,
} from './testing/engines.ts';
import { auxiliaryPlan, generalConv, macroPlan, microPlan, planOf, randomBatch } from './testing/plans.ts';

const backend = await plainBackend();
const IMAGE = { height: 5, width: 6, channels: 4 };

describe('one step equals the exact engine', () => {
  it.each([1, 5, 8, 11])('on all ops of the macro space, batch of %i', async (batchSize) => {
    await compareWithExact(backend, macroPlan(), randomBatch(macroPlan(), batchSize, batchSize));
  });

  for (const [what, plan] of [
    ['on all ops of the micro space', microPlan()],
    ['on an auxiliary head', auxiliaryPlan()],
  ] as const) {
    const options = { ...HYPER, dropPath: { probability: 0.3, seed: 5 } };
    it(what, () => compareWithExact(backend, plan, randomBatch(plan, 7, 1), options));
  }

  it('on flat images, where all values of a pool are equal', async () => {
    const { images, labels } = randomBatch(macroPlan(), 4, 1);
    const pixels = macroPlan().image.height * macroPlan().image.width;
    const flat = images.map((_, i) => images[3 * Math.floor(i / (3 * pixels)) + (i % 3)] ?? 0);
    await compareWithExact(backend, macroPlan(), { images: flat, labels });
  });
});

describe('gradients agree with finite differences in double precision', () => {
  it('on all ops of the macro space', () => checkGradients(backend, macroPlan(), 3));

  it('on all ops of the micro space', () => checkGradients(backend, microPlan(), 3));

  it.each([
    ['depthwise 5x5', { kernelHeight: 5, kernelWidth: 5, top: -2, left: -2, groups: 4 }],
    [
      'depthwise 3x3, stride 2',
      { kernelHeight: 3, kernelWidth: 3, top: -1, left: -1, groups: 4, strideRows: 2, strideColumns: 2 },
    ],
    [
      'depthwise 5x5, dilation 2',
      { kernelHeight: 5, kernelWidth: 5, top: -4, left: -4, groups: 4, dilation: 2 },
    ],
    [
      'depthwise 3x3, dilation 2, stride 2',
      {
        kernelHeight: 3,
        kernelWidth: 3,
        top: -2,
        left: -2,
        groups: 4,
        dilation: 2,
        strideRows: 2,
        strideColumns: 2,
      },
    ],
    ['3x3, dilation 2', { kernelHeight: 3, kernelWidth: 3, top: -2, left: -2, dilation: 2 }],
    ['1x7', { kernelWidth: 7, left: -3 }],
    ['7x1, stride 2 in rows', { kernelHeight: 7, top: -3, strideRows: 2 }],
    ['strided 1x1 at an offset', { strideRows: 2, strideColumns: 2, top: 1, left: 1 }],
    ['2x2, more padding behind than before', { kernelHeight: 2, kernelWidth: 2, top: 0, left: 0 }],
  ])('general convolution: %s', async (_, change) => {
    const inner = generalConv(0, 4, { kernelHeight: 1 });
    await checkGradients(
      backend,
      planOf(IMAGE, 3, [
        inner,
        generalConv(1, 4, change),
        { kind: 'batchNorm', input: 2 },
        { kind: 'relu', input: 3 },
      ]),
      2,
      6,
    );
  });

  it('strided 1x1 at an offset of a single pixel, which reads nothing', async () => {
    const inner = generalConv(0, 3, {});
    const outside = generalConv(1, 2, { strideRows: 2, strideColumns: 2, top: 1, left: 1 });
    const inside = generalConv(1, 2, { strideRows: 2, strideColumns: 2 });
    const ops = [inner, outside, inside, { kind: 'concat' as const, inputs: [2, 3] }];
    await checkGradients(backend, planOf({ height: 1, width: 1, channels: 2 }, 3, ops), 3, 6);
  });

  it.each([
    ['max', 1],
    ['max', 2],
    ['average', 1],
    ['average', 2],
  ] as const)('padded %s pool, stride %i, on odd and even sides', async (method, stride) => {
    for (const [height, width] of [
      [5, 6],
      [1, 2],
      [4, 1],
    ] as const) {
      const ops = [
        generalConv(0, 3, {}),
        { kind: 'paddedPool' as const, method, stride, input: 1 },
        generalConv(2, 3, {}),
        { kind: 'relu' as const, input: 3 },
      ];
      await checkGradients(backend, planOf({ height, width, channels: 2 }, 3, ops), 3, 6);
    }
  });

  it.each([
    [5, 3],
    [2, 2],
    [3, 1],
  ])('average pool of %i with stride %i', async (kernel, stride) => {
    const ops = [
      generalConv(0, 3, {}),
      { kind: 'averagePool' as const, kernel, stride, input: 1 },
      generalConv(2, 3, {}),
      { kind: 'relu' as const, input: 3 },
    ];
    await checkGradients(backend, planOf(IMAGE, 3, ops), 2, 6);
  });

  it('a convolution of 2x2 without padding', async () => {
    const conv = { kind: 'conv', input: 0, kernel: 2, padding: 'valid', outChannels: 3 } as const;
    await checkGradients(backend, planOf(IMAGE, 3, [conv, { kind: 'relu', input: 1 }]), 2, 6);
  });

  it('an auxiliary head, which evaluation leaves out', async () => {
    const plan = auxiliaryPlan();
    await checkGradients(backend, plan, 3, 6);
    const { auxiliary: _, ...without } = plan;
    await withEngine(backend, plan, 8, async (engine) => {
      const { images, labels } = randomBatch(plan, 8, 1);
      engine.loadWeights(stirredWeights(plan, 1));
      const hits = await engine.evaluate(images, labels);
      await withEngine(backend, without, 8, async (other) => {
        other.loadWeights(await engine.weights());
        expect(await other.evaluate(images, labels)).toBe(hits);
      });
    });
  });

  it('a sum of one tensor with itself', async () => {
    const ops = [generalConv(0, 3, {}), { kind: 'add' as const, inputs: [1, 1] as const }];
    await checkGradients(backend, planOf(IMAGE, 3, ops), 2, 6);
  });

  it('dropped paths', () =>
    checkGradients(backend, microPlan(), 6, 4, { dropPath: { probability: 0.4, seed: 9 } }));

  it('smoothed labels', () => checkGradients(backend, macroPlan(), 3, 4, { labelSmoothing: 0.1 }));
});

describe('a tied maximum', () => {
  it.each([
    ['2x2', { kind: 'maxPool', input: 1 }, 2],
    ['3x3', { kind: 'paddedPool', method: 'max', stride: 2, input: 1 }, 2],
  ] as const)('of a pool of %s gives its gradient to the first pixel only', async (_, pool, side) => {
    const conv = { kind: 'conv', input: 0, kernel: 1, padding: 'same', outChannels: 1 } as const;
    const plan = planOf({ height: side, width: side, channels: 2 }, 2, [conv, pool]);
    await withEngine(backend, plan, 1, async (engine) => {
      // Convolution weights (1, 1); dense weights (1, 0); bias (0, 0).
      engine.loadWeights(new Uint8Array(Float32Array.of(1, 1, 1, 0, 0, 0).buffer));
      // Pixels (1, 0), (0, 1), (0, 0), (0, 0): the first two tie, through different weights.
      await engine.trainStep(Float32Array.of(1, 0, 0, 1, 0, 0, 0, 0), Uint16Array.of(0), FROZEN);
      const [first, second] = await engine.gradients();
      expect(first).toBeCloseTo(-1 / (1 + Math.E), 6);
      expect(second).toBe(0);
    });
  });
});
