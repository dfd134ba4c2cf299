import type { GeneralConvOp, Plan, PlanOp, PlanShape } from '../plan.ts';
import { Random } from '../random.ts';
import { resolveShapes } from '../shapes.ts';

const POINT = {
  ...{ kernelHeight: 1, kernelWidth: 1, strideRows: 1, strideColumns: 1 },
  ...{ dilation: 1, groups: 1, top: 0, left: 0 },
};

/** Builds plans op by op; every method returns the number of the tensor it makes. */
export class PlanBuilder {
  readonly image: PlanShape;
  readonly ops: PlanOp[] = [];

  constructor(height: number, width: number, channels: number) {
    this.image = { height, width, channels };
  }

  conv(
    input: number,
    outChannels: number,
    kernel: 1 | 2 | 3 = 3,
    padding: 'same' | 'valid' = 'same',
  ): number {
    return this.ops.push({ kind: 'conv', input, kernel, padding, outChannels });
  }

  /** A single group and a 1x1 kernel, unless told otherwise. */
  generalConv(input: number, outChannels: number, frame: Partial<GeneralConvOp>): number {
    return this.ops.push({ kind: 'generalConv', ...POINT, ...frame, input, outChannels });
  }

  /** Square and centred, each channel by itself. */
  depthwise(input: number, channels: number, kernel: number, stride = 1, dilation = 1): number {
    const first = (-dilation * (kernel - 1)) / 2;
    return this.generalConv(input, channels, {
      ...{ kernelHeight: kernel, kernelWidth: kernel, strideRows: stride, strideColumns: stride },
      ...{ dilation, groups: channels, top: first, left: first },
    });
  }

  batchNorm(input: number): number {
    return this.ops.push({ kind: 'batchNorm', input });
  }

  relu(input: number): number {
    return this.ops.push({ kind: 'relu', input });
  }

  add(left: number, right: number): number {
    return this.ops.push({ kind: 'add', inputs: [left, right] });
  }

  paddedPool(input: number, method: 'max' | 'average', stride: 1 | 2): number {
    return this.ops.push({ kind: 'paddedPool', method, stride, input });
  }

  averagePool(input: number, kernel: number, stride: number): number {
    return this.ops.push({ kind: 'averagePool', kernel, stride, input });
  }

  dropPath(input: number): number {
    return this.ops.push({ kind: 'dropPath', input });
  }

  dense(input: number, outFeatures: number): number {
    return this.ops.push({ kind: 'dense', input, outFeatures });
  }

  batchNormRelu(input: number): number {
    return this.ops.push({ kind: 'batchNormRelu', input });
  }

  concat(...inputs: number[]): number {
    return this.ops.push({ kind: 'concat', inputs });
  }

  maxPool(input: number): number {
    return this.ops.push({ kind: 'maxPool', input });
  }

  average(input: number): number {
    return this.ops.push({ kind: 'globalAveragePool', input });
  }

  /** Global average pool and classifier on top of `input`: the finished plan. */
  classify(input: number, classes: number): Plan {
    this.dense(this.average(input), classes);
    return { image: this.image, classes, ops: this.ops };
  }
}

/** Widths below, at and above the vector lengths, alone and in pairs; parts of a concatenation keep theirs. */
export function oddPlan(): Plan {
  const builder = new PlanBuilder(7, 6, 1);
  const wide = builder.batchNormRelu(builder.conv(0, 36));
  const narrow = builder.batchNormRelu(builder.conv(builder.conv(wide, 7, 1), 3));
  const single = builder.conv(builder.concat(narrow, wide), 1);
  const stored = builder.concat(single, narrow, 0);
  const pooled = builder.maxPool(builder.batchNormRelu(stored));
  return builder.classify(builder.batchNormRelu(builder.conv(builder.concat(pooled, pooled), 70)), 5);
}

/** A random network in which tensors are read several times, in all ways there are. */
export function randomPlan(seed: number): Plan {
  const random = new Random(seed, 99);
  const side = (): number => 4 + random.below(6);
  const builder = new PlanBuilder(side(), side(), 1 + random.below(4));
  const unread = new Set([0]);
  const shapeOf = (tensor: number): PlanShape => shapesSoFar(builder)[tensor] ?? builder.image;
  const pick = (): number => {
    const pool = random.below(2) === 0 ? [...unread] : shapes().map((_, index) => index);
    return pool[random.below(pool.length)] ?? 0;
  };
  const shapes = (): PlanShape[] => shapesSoFar(builder);
  const channels = (): number => 1 + random.below(9);
  const use = (inputs: readonly number[], made: number): void => {
    for (const input of inputs) unread.delete(input);
    unread.add(made);
  };
  for (let step = 0; step < 8; step++) {
    const input = pick();
    const { height, width } = shapeOf(input);
    const choice = random.below(6);
    if (choice === 0) use([input], builder.conv(input, channels(), 1));
    else if (choice === 1) use([input], builder.conv(input, channels()));
    else if (choice === 2 && Math.min(height, width) > 2)
      use([input], builder.conv(input, channels(), 3, 'valid'));
    else if (choice === 3 && Math.min(height, width) > 1) use([input], builder.maxPool(input));
    else if (choice === 4) use([input], builder.batchNormRelu(input));
    else {
      const same = shapes().flatMap((shape, index) =>
        shape.height === height && shape.width === width ? [index] : [],
      );
      const parts = [input, ...same.slice(-3)];
      use(parts, builder.concat(...parts));
    }
  }
  const ends = [...unread].map((tensor) => builder.average(tensor));
  return builder.classify(builder.concat(...ends), 2 + random.below(4));
}

/** Shapes of the tensors made so far. */
export function shapesSoFar({ image, ops }: PlanBuilder): PlanShape[] {
  const builder = new PlanBuilder(image.height, image.width, image.channels);
  builder.ops.push(...ops);
  // Everything is read by way of a concatenation of averages, as a checked plan demands.
  const all = [...Array(ops.length + 1).keys()].map((tensor) => builder.average(tensor));
  return resolveShapes(builder.classify(builder.concat(...all), 2)).slice(0, ops.length + 1);
}
