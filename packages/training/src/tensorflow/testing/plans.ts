import { type Plan, type PlanOp, type PlanShape, Random } from '@naschain/exact';

/** Any op on the image, then what makes a network of it. */
export function planOf(image: PlanShape, classes: number, ops: readonly PlanOp[]): Plan {
  const pool: PlanOp = { kind: 'globalAveragePool', input: ops.length };
  const dense: PlanOp = { kind: 'dense', input: ops.length + 1, outFeatures: classes };
  return { image, classes, ops: [...ops, pool, dense] };
}

/** Every op of the macro space: tensors read several times, a concatenation with the image, odd sides, a tie-prone pool. */
export function macroPlan(): Plan {
  return planOf({ height: 9, width: 8, channels: 3 }, 3, [
    { kind: 'conv', input: 0, kernel: 3, padding: 'valid', outChannels: 5 },
    { kind: 'batchNormRelu', input: 1 },
    { kind: 'conv', input: 2, kernel: 3, padding: 'same', outChannels: 4 },
    { kind: 'concat', inputs: [2, 3, 1] },
    { kind: 'conv', input: 4, kernel: 1, padding: 'same', outChannels: 6 },
    { kind: 'batchNormRelu', input: 5 },
    { kind: 'maxPool', input: 6 },
    { kind: 'conv', input: 7, kernel: 3, padding: 'same', outChannels: 7 },
    { kind: 'concat', inputs: [7, 8] },
    { kind: 'batchNormRelu', input: 9 },
  ]);
}

type GeneralConv = Extract<PlanOp, { kind: 'generalConv' }>;

export function generalConv(input: number, outChannels: number, change: Partial<GeneralConv>): GeneralConv {
  const square = { kernelHeight: 1, kernelWidth: 1, strideRows: 1, strideColumns: 1 };
  const rest = { dilation: 1, groups: 1, top: 0, left: 0 };
  return { kind: 'generalConv', input, outChannels, ...square, ...rest, ...change };
}

/** Every op of the micro space in one network, as its cells use them. */
export function microPlan(): Plan {
  return planOf({ height: 7, width: 6, channels: 2 }, 4, [
    generalConv(0, 4, { kernelHeight: 3, kernelWidth: 3, top: -1, left: -1 }),
    { kind: 'batchNorm', input: 1 },
    { kind: 'relu', input: 2 },
    generalConv(3, 4, { kernelHeight: 3, kernelWidth: 3, groups: 4, dilation: 2, top: -2, left: -2 }),
    generalConv(4, 4, {}),
    { kind: 'batchNorm', input: 5 },
    { kind: 'dropPath', input: 6 },
    { kind: 'paddedPool', method: 'max', stride: 1, input: 2 },
    { kind: 'add', inputs: [7, 8] },
    { kind: 'paddedPool', method: 'average', stride: 2, input: 9 },
    generalConv(9, 2, { strideRows: 2, strideColumns: 2 }),
    generalConv(9, 2, { strideRows: 2, strideColumns: 2, top: 1, left: 1 }),
    { kind: 'concat', inputs: [11, 12] },
    { kind: 'batchNorm', input: 13 },
    { kind: 'add', inputs: [10, 14] },
    { kind: 'averagePool', kernel: 2, stride: 1, input: 15 },
  ]);
}

/** A second classifier on an inner tensor. */
export function auxiliaryPlan(): Plan {
  const ops: PlanOp[] = [
    { kind: 'conv', input: 0, kernel: 3, padding: 'same', outChannels: 4 },
    { kind: 'batchNormRelu', input: 1 },
    { kind: 'globalAveragePool', input: 2 },
    { kind: 'dense', input: 3, outFeatures: 3 },
    { kind: 'conv', input: 2, kernel: 1, padding: 'same', outChannels: 5 },
    { kind: 'batchNormRelu', input: 5 },
    { kind: 'globalAveragePool', input: 6 },
    { kind: 'dense', input: 7, outFeatures: 3 },
  ];
  return {
    image: { height: 4, width: 5, channels: 2 },
    classes: 3,
    ops,
    auxiliary: { logits: 4, weight: 0.4 },
  };
}

/** Random images in [-1, 1) and labels. */
export function randomBatch(
  plan: Plan,
  count: number,
  seed: number,
): { images: Float32Array; labels: Uint16Array } {
  const random = new Random(seed, 7);
  const { height, width, channels } = plan.image;
  const length = count * height * width * channels;
  const images = Float32Array.from({ length }, () => 2 * random.unit() - 1);
  return { images, labels: Uint16Array.from({ length: count }, () => random.below(plan.classes)) };
}
