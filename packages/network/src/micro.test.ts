import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeMicro,
  type Layer,
  type MicroOptions,
  microGenomeCardinalities,
  NetworkError,
} from './index.ts';

const OPTIONS: MicroOptions = {
  cells: 8,
  channels: 4,
  image: { height: 32, width: 32, channels: 3 },
  classes: 10,
};

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof NetworkError) return error.code;
    throw error;
  }
  return 'none';
}

const rows = (layers: readonly Layer[]) => layers.map(({ label, params, flops }) => [label, params, flops]);

describe('one reduction cell of one block, on an odd image', () => {
  const options = {
    blocks: 1,
    cells: 1,
    channels: 2,
    image: { height: 5, width: 7, channels: 3 },
    classes: 3,
  };
  // The image has 5·7 = 35 pixels, a map of stride 2 has 3·4 = 12; the stem is 6 wide, the cell 4.
  const before = [
    ['image', 0, 0],
    ['stem / conv 3x3', 9 * 3 * 6, 9 * 3 * 6 * 35],
    ['stem / batch norm', 2 * 6, 2 * 6 * 35],
    ['cell 1 (reduction) / input 0 / relu', 0, 6 * 35],
    ['cell 1 (reduction) / input 0 / conv 1x1', 6 * 4, 6 * 4 * 35],
    ['cell 1 (reduction) / input 0 / batch norm', 2 * 4, 2 * 4 * 35],
  ];
  const after = [
    ['cell 1 (reduction) / block 1 / sum', 0, 0],
    ['global average pool', 0, 4 * 12],
    ['classifier', 4 * 3 + 3, 4 * 3],
  ];

  test('every layer by hand: separable convolution and max pool', () => {
    const graph = decodeMicro([0, 0, 0, 0, 3, 0, 0, 0], options);
    const a = 'cell 1 (reduction) / block 1a sep_conv_3x3';
    expect(rows(graph.layers)).toEqual([
      ...before,
      [`${a} / relu`, 0, 4 * 35],
      [`${a} / depthwise conv 3x3`, 9 * 4, 9 * 4 * 12],
      [`${a} / conv 1x1`, 4 * 4, 4 * 4 * 12],
      [`${a} / batch norm + relu`, 2 * 4, 3 * 4 * 12],
      [`${a} / depthwise conv 3x3`, 9 * 4, 9 * 4 * 12],
      [`${a} / conv 1x1`, 4 * 4, 4 * 4 * 12],
      [`${a} / batch norm`, 2 * 4, 2 * 4 * 12],
      ['cell 1 (reduction) / block 1b max_pool_3x3 / max pool 3x3', 0, 4 * 35],
      ...after,
    ]);
    expect(graph.params).toBe(162 + 12 + 24 + 8 + 120 + 15);
    expect(graph.layers.map((layer) => layer.inputs)).toEqual([
      ...[[], [0], [1], [2], [3], [4]],
      ...[[5], [6], [7], [8], [9], [10], [11], [5], [12, 13], [14], [15]],
    ]);
  });

  test('every layer by hand: 1x7 and 7x1 convolution, and factorised reduction', () => {
    const graph = decodeMicro([0, 0, 0, 0, 8, 0, 2, 0], options);
    const [a, b] = ['a conv_7x1_1x7', 'b skip_connect'].map((op) => `cell 1 (reduction) / block 1${op}`);
    expect(rows(graph.layers)).toEqual([
      ...before,
      [`${a} / relu`, 0, 4 * 35],
      [`${a} / conv 1x7`, 7 * 4 * 4, 7 * 4 * 4 * 5 * 4],
      [`${a} / conv 7x1`, 7 * 4 * 4, 7 * 4 * 4 * 12],
      [`${a} / batch norm`, 2 * 4, 2 * 4 * 12],
      [`${b} / relu`, 0, 4 * 35],
      [`${b} / conv 1x1 on even pixels`, 4 * 2, 4 * 2 * 12],
      [`${b} / conv 1x1 on odd pixels`, 4 * 2, 4 * 2 * 12],
      [`${b} / concat`, 0, 0],
      [`${b} / batch norm`, 2 * 4, 2 * 4 * 12],
      ...after,
    ]);
  });
});

describe('the stack', () => {
  // Both cells read both inputs: everything is there.
  const genome = [2, 0, 2, 1, 2, 0, 2, 1];
  const cellsOf = (layers: readonly Layer[]) => [...new Set(layers.flatMap((layer) => layer.phase ?? []))];
  const sums = (cells: number, genes = genome) =>
    decodeMicro(genes, { ...OPTIONS, blocks: 1, cells }).layers.filter((layer) => layer.kind === 'add');

  test('reductions at one and two thirds halve the map and double the width', () => {
    expect(sums(8).map(({ output }) => [output.height, output.channels])).toEqual([
      ...[
        [32, 4],
        [32, 4],
        [16, 8],
        [16, 8],
        [16, 8],
        [8, 16],
        [8, 16],
        [8, 16],
      ],
    ]);
    expect(sums(4).map(({ label }) => label)).toEqual([
      'cell 1 (normal) / block 1 / sum',
      'cell 2 (reduction) / block 1 / sum',
      'cell 3 (reduction) / block 1 / sum',
      'cell 4 (normal) / block 1 / sum',
    ]);
    expect(sums(2).map(({ phase, output }) => [phase, output.channels])).toEqual([
      [0, 8],
      [1, 16],
    ]);
  });

  test('the input of twice the size is reduced on its way into the cell after a reduction', () => {
    const { layers } = decodeMicro(genome, { ...OPTIONS, blocks: 1 });
    const reduced = layers.filter(({ label }) => label.endsWith('odd pixels') && label.includes('input 0'));
    expect(reduced.map(({ phase }) => phase)).toEqual([3, 6]);
  });

  test('cells that the classifier does not depend on are left out', () => {
    const older = [2, 0, 2, 0];
    const decode = (genes: readonly number[], cells: number) =>
      cellsOf(decodeMicro(genes, { ...OPTIONS, blocks: 1, cells }).layers);
    expect(decode([...older, ...older], 8)).toEqual([1, 3, 5, 7]);
    expect(decode([...older, 2, 0, 2, 1], 8)).toEqual([0, 1, 2, 3, 4, 5, 7]);
    // All reductions of eleven cells stand at odd positions, which such a normal cell jumps over.
    expect(decode([...older, 2, 0, 2, 1], 11)).toEqual([0, 2, 4, 6, 8, 10]);
  });

  test('only blocks that no block reads are concatenated', () => {
    const blocks = [
      [0, 0, 0, 1],
      [1, 2, 1, 0],
      [1, 2, 0, 1],
    ].flat();
    const { layers } = decodeMicro([...blocks, ...blocks], { ...OPTIONS, blocks: 3, cells: 4 });
    const outputs = layers.filter(({ label }) => label.endsWith('output / concat'));
    expect(outputs).toHaveLength(4);
    for (const { inputs } of outputs)
      expect(inputs.map((id) => layers[id]?.label.slice(-13))).toEqual(['block 2 / sum', 'block 3 / sum']);
  });
});

const frames = fc.record({ blocks: fc.integer({ min: 1, max: 5 }), cells: fc.integer({ min: 1, max: 9 }) });
const cases = frames.chain((frame) =>
  fc.tuple(
    fc.constant(frame),
    fc.tuple(...microGenomeCardinalities(frame).map((values) => fc.nat({ max: values - 1 }))),
  ),
);

test('shapes fit: every layer reads earlier layers, and what is made is read', () => {
  const images = fc.record({
    height: fc.integer({ min: 1, max: 20 }),
    width: fc.integer({ min: 1, max: 20 }),
    channels: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(cases, images, ([frame, genome], image) => {
      const { layers, params, flops } = decodeMicro(genome, { ...OPTIONS, ...frame, image });
      layers.forEach((layer, id) => {
        expect(layer.id).toBe(id);
        for (const input of layer.inputs) expect(input).toBeLessThan(id);
        const from = layer.inputs.flatMap((input) => layers[input]?.output ?? []);
        const size = ({ height, width }: { height: number; width: number }) => [height, width];
        if (layer.kind === 'add') expect(from).toEqual([layer.output, layer.output]);
        else if (layer.kind === 'concat') {
          expect(from.length).toBeGreaterThan(1);
          expect(from.map(size)).toEqual(from.map(() => size(layer.output)));
          expect(from.reduce((sum, { channels }) => sum + channels, 0)).toBe(layer.output.channels);
        } else expect(from).toHaveLength(layer.kind === 'input' ? 0 : 1);
        if (layer.kind === 'generalConv') {
          expect([layer.inChannels % layer.groups, layer.outChannels % layer.groups]).toEqual([0, 0]);
        }
      });
      const read = new Set(layers.flatMap((layer) => layer.inputs));
      expect(layers.filter((layer) => !read.has(layer.id)).map((layer) => layer.kind)).toEqual(['dense']);
      expect(params).toBe(layers.reduce((sum, layer) => sum + layer.params, 0));
      expect(flops).toBe(layers.reduce((sum, layer) => sum + layer.flops, 0));
    }),
  );
});

test('the largest network of the space stays exact', () => {
  const cell = Array.from({ length: 10 }, () => [8, 0]).flat();
  const graph = decodeMicro([...cell, ...cell.map((gene) => (gene === 0 ? 1 : gene))], {
    ...{ cells: 40, channels: 256, classes: 100_000 },
    image: { height: 1024, width: 1024, channels: 256 },
  });
  expect(Number.isSafeInteger(graph.flops)).toBe(true);
  expect(Number.isSafeInteger(graph.params)).toBe(true);
});

const zeros = Array.from({ length: 40 }, () => 0);
test.each([
  ['genome-length', zeros.slice(1), OPTIONS],
  ['genome-length', [], OPTIONS],
  ['genome-alphabet', zeros.with(0, 9), OPTIONS],
  ['genome-alphabet', zeros.with(1, 2), OPTIONS],
  ['genome-alphabet', zeros.with(39, -1), OPTIONS],
  ['genome-alphabet', zeros.with(2, 0.5), OPTIONS],
  ['genome-alphabet', zeros.with(2, Number.NaN), OPTIONS],
  ['blocks', zeros, { ...OPTIONS, blocks: 0 }],
  ['blocks', zeros, { ...OPTIONS, blocks: 6 }],
  ['cells', zeros, { ...OPTIONS, cells: 41 }],
  ['cells', zeros, { ...OPTIONS, cells: 1.5 }],
  ['channels', zeros, { ...OPTIONS, channels: 257 }],
  ['classes', zeros, { ...OPTIONS, classes: 0 }],
  ['image', zeros, { ...OPTIONS, image: { height: 32, width: 0, channels: 3 } }],
])('refused: %s', (code, genome, options) => {
  expect(codeOf(() => decodeMicro(genome, options))).toBe(code);
});
