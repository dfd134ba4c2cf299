import { describe, expect, it } from 'vitest';
import { ExactError } from './error.ts';
import type { Plan, PlanOp } from './plan.ts';
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
