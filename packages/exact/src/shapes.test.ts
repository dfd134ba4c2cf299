import { describe, expect, it } from 'vitest';
import { ExactError } from './error.ts';
import type { AuxiliaryHead, GeneralConvOp, Plan, PlanOp } from './plan.ts';
import { resolveShapes } from './shapes.ts';
import { PlanBuilder } from './testing/planBuilder.ts';

const IMAGE = { height: 8, width: 7, channels: 3 };
const HEAD: PlanOp[] = [
  { kind: 'globalAveragePool', input: 0 },
  { kind: 'dense', input: 1, outFeatures: 10 },
];

describe('resolveShapes', () => {
  it('gives the shape of every tensor', () => {
    const builder = new PlanBuilder(9, 8, 2);
    const stem = builder.conv(0, 4, 3, 'valid');
    const pooled = builder.maxPool(stem);
    const plan = builder.classify(builder.concat(pooled, pooled), 5);
    expect(resolveShapes(plan)).toEqual([
      { height: 9, width: 8, channels: 2 },
      { height: 7, width: 6, channels: 4 },
      { height: 3, width: 3, channels: 4 },
      { height: 3, width: 3, channels: 8 },
      { height: 1, width: 1, channels: 8 },
      { height: 1, width: 1, channels: 5 },
    ]);
  });

  it.each<[string, Partial<Plan>]>([
    ['no ops', { ops: [] }],
    ['an image without pixels', { image: { ...IMAGE, height: 0 } }],
    ['a fractional image', { image: { ...IMAGE, channels: 1.5 } }],
    ['one class', { classes: 1 }],
    ['a last layer of another width', { classes: 9 }],
    ['no classifier', { ops: HEAD.slice(0, 1) }],
    ['a tensor that comes later', { ops: [{ kind: 'globalAveragePool', input: 1 }, ...HEAD.slice(1)] }],
    ['a tensor that nobody reads', { ops: [{ kind: 'maxPool', input: 0 }, ...shift(HEAD)] }],
    ['a negative tensor', { ops: [{ kind: 'globalAveragePool', input: -1 }, ...HEAD.slice(1)] }],
    ['a dense layer on an image', { ops: [{ kind: 'dense', input: 0, outFeatures: 10 }] }],
    ['a concatenation of nothing', { ops: [{ kind: 'concat', inputs: [] }, ...HEAD] }],
    ['no output channels', { ops: [conv({ outChannels: 0 }), ...then(HEAD)] }],
    ['NaN output channels', { ops: [conv({ outChannels: Number.NaN }), ...then(HEAD)] }],
  ])('refuses %s', (_, change) => {
    const plan = { image: IMAGE, classes: 10, ops: HEAD, ...change };
    expect(() => resolveShapes(plan)).toThrow(ExactError);
    expect(() => resolveShapes(plan)).toThrow(expect.objectContaining({ code: 'plan-invalid' }));
  });

  it('refuses a convolution or pool that leaves nothing, and parts of different size', () => {
    const small = new PlanBuilder(2, 9, 1);
    expect(() => resolveShapes(small.classify(small.conv(0, 4, 3, 'valid'), 2))).toThrow(/leaves nothing/);
    const flat = new PlanBuilder(1, 9, 1);
    expect(() => resolveShapes(flat.classify(flat.maxPool(0), 2))).toThrow(/at least 2x2/);
    const mixed = new PlanBuilder(8, 8, 1);
    expect(() => resolveShapes(mixed.classify(mixed.concat(0, mixed.maxPool(0)), 2))).toThrow(
      /different height/,
    );
  });

  it('gives the shapes of the ops of cells', () => {
    const builder = new PlanBuilder(9, 8, 4);
    const made = [
      builder.depthwise(0, 4, 5, 2, 2),
      builder.generalConv(0, 6, { kernelHeight: 7, strideRows: 3, top: -3 }),
      builder.paddedPool(0, 'max', 2),
      builder.averagePool(0, 5, 3),
      builder.conv(0, 3, 2, 'valid'),
      builder.dropPath(builder.add(builder.relu(0), builder.batchNorm(0))),
    ];
    const shapes = resolveShapes(
      builder.classify(builder.concat(...made.map((id) => builder.average(id))), 2),
    );
    expect(made.map((id) => Object.values(shapes[id] ?? {}))).toEqual([
      [5, 4, 4],
      [3, 8, 6],
      [5, 4, 4],
      [2, 2, 4],
      [8, 7, 3],
      [9, 8, 4],
    ]);
  });

  it.each<[string, Partial<GeneralConvOp>, RegExp]>([
    ['a kernel of 16', { kernelHeight: 16 }, /kernel's height must be an integer from 1 to 15/],
    ['no kernel', { kernelWidth: 0 }, /kernel's width/],
    ['a stride of 9', { strideRows: 9 }, /stride of rows must be an integer from 1 to 8/],
    ['a fractional stride', { strideColumns: 1.5 }, /stride of columns/],
    ['a dilation of 9', { dilation: 9 }, /dilation must be an integer from 1 to 8/],
    [
      'a kernel above the image',
      { kernelHeight: 3, dilation: 2, top: -5 },
      /top must be an integer from -4 to 0/,
    ],
    [
      'a kernel right of the first pixels',
      { strideColumns: 2, left: 2 },
      /left must be an integer from 0 to 1/,
    ],
    ['other groups', { groups: 2 }, /groups must be 1, or the number of channels/],
    ['a depthwise convolution that widens', { groups: 3, outChannels: 6 }, /groups must be 1/],
  ])('refuses a convolution with %s', (_, frame, message) => {
    const builder = new PlanBuilder(9, 9, 3);
    const made = builder.generalConv(0, frame.outChannels ?? 3, frame);
    expect(() => resolveShapes(builder.classify(made, 2))).toThrow(message);
  });

  it('refuses sums and pools that do not fit', () => {
    const unequal = new PlanBuilder(4, 4, 3);
    expect(() => resolveShapes(unequal.classify(unequal.add(0, unequal.conv(0, 4)), 2))).toThrow(
      /same shape/,
    );
    const large = new PlanBuilder(4, 9, 3);
    expect(() => resolveShapes(large.classify(large.averagePool(0, 5, 1), 2))).toThrow(/from 1 to 4, got 5/);
    const even = new PlanBuilder(4, 4, 3);
    expect(() => resolveShapes(even.classify(even.conv(0, 3, 2, 'same'), 2))).toThrow(/without padding 2/);
  });

  it('takes a dense layer as auxiliary head, and nothing else', () => {
    const builder = new PlanBuilder(4, 4, 3);
    const logits = builder.dense(builder.average(0), 2);
    const plan = builder.classify(builder.conv(0, 3), 2);
    expect(() => resolveShapes(plan)).toThrow(/tensor 2 is read by no op/);
    expect(resolveShapes({ ...plan, auxiliary: { logits, weight: 0.4 } }).length).toBe(6);
    const refusal = (auxiliary: AuxiliaryHead) => expect(() => resolveShapes({ ...plan, auxiliary }));
    refusal({ logits: 1, weight: 0.4 }).toThrow(/must end in a dense layer/);
    refusal({ logits: 5, weight: 0.4 }).toThrow(/tensor must be an integer from 1 to 4/);
    refusal({ logits, weight: -1 }).toThrow(/weight must be from 0 to 1000/);
    refusal({ logits, weight: Number.NaN }).toThrow(/weight must be from 0 to 1000/);
  });

  it('refuses kinds, kernels and paddings it does not know, from untyped callers', () => {
    const broken = (op: object): Plan =>
      JSON.parse(JSON.stringify({ image: IMAGE, classes: 10, ops: [op, ...then(HEAD)] }));
    expect(() => resolveShapes(broken({ kind: 'sum', input: 0 }))).toThrow(/unknown op/);
    expect(() => resolveShapes(broken({ ...conv({}), kernel: 5 }))).toThrow(/kernel must be 1 or 3/);
    expect(() => resolveShapes(broken({ ...conv({}), padding: 'full' }))).toThrow(/unknown padding/);
  });
});

function conv(change: object): PlanOp {
  return { kind: 'conv', input: 0, kernel: 3, padding: 'same', outChannels: 4, ...change };
}

/** The head on top of one op before it. */
function then(head: readonly PlanOp[]): PlanOp[] {
  return head.map((op) => ('inputs' in op ? op : { ...op, input: op.input + 1 }));
}

/** The head on the image, with one op before it whose output is ignored. */
function shift(head: readonly PlanOp[]): PlanOp[] {
  return head.map((op) => (op.kind === 'dense' ? { ...op, input: 2 } : op));
}
