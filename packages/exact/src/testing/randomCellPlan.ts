import type { Plan, PlanShape } from '../plan.ts';
import { Random } from '../random.ts';
import { PlanBuilder, shapesSoFar } from './planBuilder.ts';

/** A random network of the ops of the micro space, on maps of any size, often with an auxiliary head. */
export function randomCellPlan(seed: number): Plan {
  const random = new Random(seed, 98);
  const builder = new PlanBuilder(3 + random.below(7), 3 + random.below(7), 1 + random.below(4));
  const unread = new Set([0]);
  const shapes = (): PlanShape[] => shapesSoFar(builder);
  const pick = (): number => {
    const pool = random.below(2) === 0 ? [...unread] : shapes().map((_, index) => index);
    return pool[random.below(pool.length)] ?? 0;
  };
  const use = (inputs: readonly number[], made: number): void => {
    for (const input of inputs) unread.delete(input);
    unread.add(made);
  };
  for (let step = 0; step < 10; step++) {
    const input = pick();
    const shape = shapes()[input] ?? builder.image;
    use(
      [input],
      step === 0 ? builder.conv(input, 1 + random.below(9)) : append(builder, input, shape, random),
    );
    const twins = shapes().flatMap((other, index) => (sameShape(other, shape) ? [index] : []));
    const twin = twins[random.below(twins.length)] ?? input;
    if (random.below(3) === 0) use([input, twin], builder.add(twin, input));
    // Of one part, too.
    if (random.below(3) === 0) {
      const parts = shapes().flatMap((other, index) => (sameSize(other, shape) ? [index] : []));
      const some = [input, ...parts.filter(() => random.below(3) === 0)];
      const joined = builder.concat(...some);
      use(some, joined);
      use([joined], builder.relu(joined));
    }
  }
  const classes = 2 + random.below(4);
  const side = random.below(2) === 0 ? builder.dense(builder.average(pick()), classes) : undefined;
  const ends = [...unread].map((tensor) => builder.average(tensor));
  const plan = builder.classify(builder.concat(...ends), classes);
  return side === undefined ? plan : { ...plan, auxiliary: { logits: side, weight: 0.4 } };
}

/** One op of any kind on `input`. */
function append(builder: PlanBuilder, input: number, shape: PlanShape, random: Random): number {
  const { height, width, channels } = shape;
  const stride = random.below(2) === 0 ? 1 : 2;
  switch (random.below(9)) {
    case 0:
      return builder.conv(input, 1 + random.below(9), 1);
    case 1:
      return builder.depthwise(input, channels, 3 + 2 * random.below(2), stride, 1 + random.below(2));
    case 2: {
      const first = random.below(2);
      return builder.generalConv(input, 1 + random.below(9), {
        ...{ strideRows: 2, strideColumns: 2, top: first, left: first },
      });
    }
    case 3: {
      const flat = builder.generalConv(input, 3, { kernelWidth: 7, strideColumns: stride, left: -3 });
      return builder.generalConv(flat, channels, { kernelHeight: 7, strideRows: stride, top: -3 });
    }
    case 4:
      return builder.batchNorm(input);
    case 5:
      return builder.relu(input);
    case 6:
      return builder.paddedPool(input, random.below(2) === 0 ? 'max' : 'average', stride);
    case 7:
      return builder.averagePool(input, 1 + random.below(Math.min(height, width, 5)), 1 + random.below(3));
    default:
      return builder.dropPath(input);
  }
}

function sameSize(a: PlanShape, b: PlanShape): boolean {
  return a.height === b.height && a.width === b.width;
}

function sameShape(a: PlanShape, b: PlanShape): boolean {
  return sameSize(a, b) && a.channels === b.channels;
}
