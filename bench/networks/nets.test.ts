import { ExactError, resolveShapes } from '@naschain/exact';
import { describe, expect, test } from 'vitest';
import { forwardMacs, shapesOf, trainingFlops } from './cost.ts';
import { describePlan, type NetworkDescription, networkSchema, planOf } from './description.ts';
import { handmadeNetwork } from './handmade.ts';
import { NET_NAMES, netOf } from './nets.ts';

const image = { height: 5, width: 6, channels: 3 };

/** Every op there is, also those of the micro space. */
const everything: NetworkDescription = {
  image,
  classes: 2,
  ops: [
    { kind: 'conv', input: 0, kernel: 3, padding: 'valid', outChannels: 4 },
    { kind: 'batchNorm', input: 1 },
    { kind: 'relu', input: 2 },
    {
      kind: 'generalConv',
      input: 3,
      kernelHeight: 3,
      kernelWidth: 1,
      strideRows: 2,
      strideColumns: 1,
      dilation: 2,
      groups: 4,
      top: -2,
      left: 0,
      outChannels: 4,
    },
    { kind: 'add', inputs: [4, 4] },
    { kind: 'paddedPool', input: 5, method: 'average', stride: 2 },
    { kind: 'concat', inputs: [6, 6] },
    { kind: 'batchNormRelu', input: 7 },
    { kind: 'globalAveragePool', input: 8 },
    { kind: 'dense', input: 9, outFeatures: 2 },
  ],
};

describe('a plan as JSON', () => {
  test('is what the engine is given, op by op', () => {
    const network = handmadeNetwork();
    const plan = planOf(network);
    expect(describePlan(plan)).toEqual(network);
    expect(networkSchema.parse(JSON.parse(JSON.stringify(network)))).toEqual(network);
  });

  test('holds every op, and refuses unknown ones', () => {
    expect(networkSchema.parse(everything)).toEqual(everything);
    const unknown = { ...everything, ops: [{ kind: 'attention', input: 0 }] };
    expect(() => networkSchema.parse(unknown)).toThrow();
  });

  test('an impossible network is the engine’s typed error', () => {
    const ops = [{ kind: 'dense', input: 3, outFeatures: 2 } as const];
    expect(() => planOf({ image, classes: 2, ops })).toThrow(ExactError);
  });
});

describe('cost', () => {
  test('shapes of every op', () => {
    expect(shapesOf(everything).map(({ height, width, channels }) => [height, width, channels])).toEqual([
      [5, 6, 3],
      ...[1, 2, 3].map(() => [3, 4, 4]),
      ...[4, 5].map(() => [2, 4, 4]),
      [1, 2, 4],
      ...[7, 8].map(() => [1, 2, 8]),
      [1, 1, 8],
      [1, 1, 2],
    ]);
  });

  test('shapes are those of the engine', () => {
    const network = handmadeNetwork();
    expect(shapesOf(network)).toEqual(resolveShapes(planOf(network)));
  });

  test('multiply-accumulates of convolutions and the classifier; no gradient by the image', () => {
    const first = 3 * 4 * 4 * 9 * 3;
    const others = 2 * 4 * 4 * 3 + 8 * 2;
    expect(forwardMacs(everything)).toBe(first + others);
    expect(trainingFlops(everything)).toBe(2 * (2 * first + 3 * others));
  });

  test('what reads only the image through ops without parameters needs no gradient either', () => {
    const ops = [
      { kind: 'maxPool', input: 0 },
      { kind: 'globalAveragePool', input: 1 },
      { kind: 'dense', input: 2, outFeatures: 2 },
    ] as const;
    expect(trainingFlops({ image, classes: 2, ops: [...ops] })).toBe(2 * 2 * 6);
  });
});

describe('the networks of the benchmark', () => {
  test('a costs what it was first measured with', () => {
    const stem = 32 * 32 * 16 * 27;
    expect(forwardMacs(handmadeNetwork()) / 1e6).toBeCloseTo(21.94, 2);
    expect(trainingFlops(handmadeNetwork())).toBe(6 * forwardMacs(handmadeNetwork()) - 2 * stem);
  });

  test.each(NET_NAMES)('%s is a network of the engine', (name) => {
    const shapes = resolveShapes(planOf(netOf(name)));
    expect(shapes.at(-1)).toEqual({ height: 1, width: 1, channels: 10 });
  });

  test('c costs what its log says', () => {
    // The log's FLOPs count batch norms and pools, too.
    const ratio = forwardMacs(netOf('c')) / 224_629_920;
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1);
  });
});
