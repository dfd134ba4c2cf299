import type { Plan, PlanOp, PlanShape } from '../plan.ts';
import { Random } from '../random.ts';
import { resolveShapes } from '../shapes.ts';

/** Builds plans op by op; every method returns the number of the tensor it makes. */
export class PlanBuilder {
  readonly image: PlanShape;
  readonly ops: PlanOp[] = [];

  constructor(height: number, width: number, channels: number) {
    this.image = { height, width, channels };
  }

  conv(input: number, outChannels: number, kernel: 1 | 3 = 3, padding: 'same' | 'valid' = 'same'): number {
    return this.ops.push({ kind: 'conv', input, kernel, padding, outChannels });
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
    this.ops.push({ kind: 'dense', input: this.average(input), outFeatures: classes });
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
  const shapeOf = (tensor: number): PlanShape =>
    resolvePartial(builder.image, builder.ops)[tensor] ?? builder.image;
  const pick = (): number => {
    const pool = random.below(2) === 0 ? [...unread] : shapes().map((_, index) => index);
    return pool[random.below(pool.length)] ?? 0;
  };
  const shapes = (): PlanShape[] => resolvePartial(builder.image, builder.ops);
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
function resolvePartial(image: PlanShape, ops: readonly PlanOp[]): PlanShape[] {
  const builder = new PlanBuilder(image.height, image.width, image.channels);
  builder.ops.push(...ops);
  // Everything is read by way of a concatenation of averages, as a checked plan demands.
  const all = [...Array(ops.length + 1).keys()].map((tensor) => builder.average(tensor));
  return resolveShapes(builder.classify(builder.concat(...all), 2)).slice(0, ops.length + 1);
}
