import { describe, it } from 'vitest';
import { checkGradients } from './testing/checkGradients.ts';
import { PlanBuilder } from './testing/planBuilder.ts';
import { randomCellPlan } from './testing/randomCellPlan.ts';

/** A network around ops of the micro space: what they read comes from weights, and a convolution reads what they make. */
async function check(
  size: readonly [height: number, width: number],
  channels: number,
  build: (builder: PlanBuilder, input: number) => number,
): Promise<void> {
  const builder = new PlanBuilder(...size, 2);
  const input = builder.batchNorm(builder.conv(0, channels, 1));
  const made = build(builder, input);
  await checkGradients(builder.classify(builder.conv(made, channels, 1), 3), 3, 3);
}

const WIDTHS = [1, 3, 7, 36];
const SIZES = [
  [7, 5],
  [6, 9],
  [1, 2],
] as const;

describe.each(WIDTHS)('gradients with %i channels', (channels) => {
  describe.each(SIZES)('on %ix%i pixels', (height, width) => {
    it.each([
      [3, 1, 1],
      [3, 2, 1],
      [5, 1, 1],
      [5, 2, 1],
      [3, 1, 2],
      [5, 2, 2],
      [7, 1, 1],
    ])('depthwise convolution %i, stride %i, dilation %i', async (kernel, stride, dilation) => {
      await check([height, width], channels, (builder, input) =>
        builder.depthwise(input, channels, kernel, stride, dilation),
      );
    });

    it.each([0, 1])('1x1 convolution of stride 2 from pixel %i on', async (first) => {
      await check([height, width], channels, (builder, input) =>
        builder.generalConv(input, 5, { strideRows: 2, strideColumns: 2, top: first, left: first }),
      );
    });

    it.each([1, 2])('1x7 and 7x1 convolutions that move by %i', async (stride) => {
      await check([height, width], channels, (builder, input) => {
        const flat = builder.generalConv(input, 4, { kernelWidth: 7, strideColumns: stride, left: -3 });
        return builder.generalConv(flat, channels, { kernelHeight: 7, strideRows: stride, top: -3 });
      });
    });

    it.each([1, 2] as const)('pools of stride %i', async (stride) => {
      await check([height, width], channels, (builder, input) => {
        const maximum = builder.paddedPool(input, 'max', stride);
        return builder.add(maximum, builder.paddedPool(input, 'average', stride));
      });
    });

    it('ReLU and batch normalisation, each read several times', async () => {
      await check([height, width], channels, (builder, input) => {
        const active = builder.relu(input);
        const normal = builder.batchNorm(builder.conv(active, channels, 1));
        const again = builder.conv(builder.relu(normal), channels);
        return builder.concat(builder.add(normal, again), active, builder.add(active, normal));
      });
    });
  });
});

describe('gradients', () => {
  it.each([...Array(24).keys()])('of random network %i', async (seed) => {
    await checkGradients(randomCellPlan(seed), 2 + (seed % 9), 3, seed, { probability: 0.3, seed });
  });

  it('of a sum of a tensor with itself, and of sums of sums', async () => {
    await check([5, 4], 3, (builder, input) => {
      const twice = builder.add(input, input);
      const active = builder.relu(builder.add(twice, input));
      return builder.add(builder.add(active, active), builder.conv(active, 3));
    });
  });

  it.each([
    [2, 2],
    [3, 1],
    [5, 3],
    [2, 3],
  ])('of an average pool of %i pixels, stride %i, without padding', async (kernel, stride) => {
    await check([8, 7], 3, (builder, input) =>
      builder.add(builder.averagePool(input, kernel, stride), builder.averagePool(input, kernel, stride)),
    );
  });

  it('of convolutions as odd as can be', async () => {
    await check([9, 11], 4, (builder, input) => {
      const sparse = { kernelHeight: 2, kernelWidth: 4, strideRows: 3, strideColumns: 2, dilation: 3 };
      return builder.concat(
        builder.generalConv(input, 5, { ...sparse, top: -2, left: 1 }),
        builder.generalConv(input, 4, { ...sparse, top: 2, left: -9, groups: 4 }),
      );
    });
  });

  it('of a strided depthwise convolution on a map smaller than the stride', async () => {
    await check([1, 1], 3, (builder, input) =>
      builder.generalConv(input, 3, { kernelWidth: 3, groups: 3, strideRows: 4, strideColumns: 4, left: -1 }),
    );
  });

  it('of a 2x2 convolution without padding', async () => {
    await check([3, 4], 3, (builder, input) => builder.conv(builder.relu(input), 5, 2, 'valid'));
  });

  it('of ops that read the image itself', async () => {
    const builder = new PlanBuilder(6, 5, 3);
    const parts = [builder.depthwise(0, 3, 3), builder.paddedPool(0, 'max', 1), builder.dropPath(0)];
    const wide = builder.generalConv(0, 3, { kernelWidth: 3, left: -1 });
    const sum = builder.add(builder.relu(0), builder.batchNorm(0));
    await checkGradients(builder.classify(builder.conv(builder.concat(...parts, wide, sum), 4), 3), 5, 8);
  });

  it.each([0, 0.4, 0.9])('of drop path with probability %d', async (probability) => {
    const builder = new PlanBuilder(5, 4, 2);
    const first = builder.conv(0, 4);
    const dropped = builder.dropPath(builder.batchNorm(builder.conv(builder.relu(first), 4)));
    const sum = builder.add(dropped, builder.dropPath(first));
    await checkGradients(builder.classify(builder.conv(sum, 4), 3), 9, 6, 1, { probability, seed: 12 });
  });

  it.each([0, 0.4, 1])('of an auxiliary head of weight %d', async (weight) => {
    const builder = new PlanBuilder(8, 9, 2);
    const trunk = builder.relu(builder.batchNorm(builder.conv(0, 5)));
    const pooled = builder.conv(builder.averagePool(trunk, 5, 3), 6, 1);
    const side = builder.relu(builder.batchNorm(builder.conv(builder.relu(pooled), 7, 2, 'valid')));
    const logits = builder.dense(side, 4);
    const plan = builder.classify(builder.batchNorm(builder.conv(trunk, 5)), 4);
    await checkGradients({ ...plan, auxiliary: { logits, weight } }, 5, 6);
  });

  it('of an auxiliary head whose logits the network reads too', async () => {
    const builder = new PlanBuilder(4, 3, 2);
    const logits = builder.dense(builder.average(builder.conv(0, 5)), 3);
    const sum = builder.add(logits, builder.batchNorm(builder.conv(logits, 3)));
    const plan = builder.classify(builder.add(sum, builder.relu(logits)), 3);
    await checkGradients({ ...plan, auxiliary: { logits, weight: 0.5 } }, 5, 8);
    const once = new PlanBuilder(4, 3, 2);
    const side = once.dense(once.average(once.conv(0, 5)), 3);
    const end = once.classify(once.add(side, once.average(once.conv(0, 3))), 3);
    await checkGradients({ ...end, auxiliary: { logits: side, weight: 0.5 } }, 5, 8);
  });
});
