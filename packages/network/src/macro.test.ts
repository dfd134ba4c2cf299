import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMacro, type MacroOptions, macroGenomeLength, NetworkError, summarise } from './index.ts';

const OPTIONS: MacroOptions = {
  phases: 3,
  nodes: 4,
  channels: 8,
  image: { height: 32, width: 32, channels: 3 },
  classes: 10,
};
const EMPTY = '0000000';

const kinds = (bits: string, options = OPTIONS) =>
  decodeMacro(bits, options).layers.map((layer) => layer.kind);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof NetworkError) return error.code;
    throw error;
  }
  return 'none';
}

test('genome lengths of the known spaces', () => {
  expect(macroGenomeLength({ phases: 3, nodes: 4 })).toBe(21);
  expect(macroGenomeLength({ phases: 3, nodes: 10 })).toBe(138);
  expect(macroGenomeLength({ phases: 1, nodes: 2 })).toBe(2);
  expect(macroGenomeLength({ phases: 5, nodes: 10 })).toBe(230);
});

describe('decoding', () => {
  test('without any active phase the image is pooled and classified', () => {
    // Lone skip bits do not make a phase active.
    const graph = decodeMacro('0000001'.repeat(3), OPTIONS);
    expect(graph.layers.map((layer) => layer.kind)).toEqual(['input', 'globalAveragePool', 'dense']);
    expect(graph).toMatchObject({ params: 40, flops: 3072 + 30, unusedParams: 0 });
  });

  test('one phase: entry without padding, chain of two, skip makes the output a multi-input node', () => {
    // Node 2 reads node 1; nodes 3 and 4 are pruned.
    const graph = decodeMacro(`1000001${EMPTY}${EMPTY}`, OPTIONS);
    expect(graph.layers.map((layer) => [layer.label, layer.inputs])).toEqual([
      ['image', []],
      ['phase 1 / entry conv 3x3', [0]],
      ['phase 1 / node 1 / conv 3x3', [1]],
      ['phase 1 / node 1 / batch norm + relu', [2]],
      ['phase 1 / node 2 / conv 3x3', [3]],
      ['phase 1 / node 2 / batch norm + relu', [4]],
      ['phase 1 / output / concat', [1, 5]],
      ['phase 1 / output / conv 1x1', [6]],
      ['phase 1 / output / batch norm + relu', [7]],
      ['global average pool', [8]],
      ['classifier', [9]],
    ]);
    expect(graph.layers[1]).toMatchObject({
      output: { height: 30, width: 30, channels: 8 },
      params: 216,
      flops: 216 * 900,
      padding: 'valid',
    });
    expect(graph.layers[7]).toMatchObject({ inChannels: 16, outChannels: 8, kernel: 1, params: 128 });
  });

  test('inactive phases vanish and the channel schedule shifts', () => {
    const shifted = decodeMacro(`${EMPTY}1000000${EMPTY}`, OPTIONS);
    const first = decodeMacro(`1000000${EMPTY}${EMPTY}`, OPTIONS);
    expect(shifted.params).toBe(first.params);
    expect(shifted.flops).toBe(first.flops);
    expect(shifted.layers[1]).toMatchObject({ phase: 1, label: 'phase 2 / entry conv 3x3' });
    expect(decodeMacro('1000000'.repeat(3), OPTIONS).layers.at(-2)?.output.channels).toBe(32);
  });

  test('pools only between active phases, dropping odd rows', () => {
    const graph = decodeMacro(`1000000${EMPTY}1000000`, OPTIONS);
    const pools = graph.layers.filter((layer) => layer.kind === 'maxPool');
    expect(pools).toHaveLength(1);
    expect(pools[0]).toMatchObject({
      output: { height: 15, width: 15, channels: 8 },
      flops: 7200,
      phase: null,
    });
    expect(decodeMacro('1000000'.repeat(3), OPTIONS).layers.at(-3)?.output.height).toBe(7);
  });

  test('an entry convolution between equal widths is counted, not applied', () => {
    const options = { ...OPTIONS, channels: 3 };
    const graph = decodeMacro(`1000000${EMPTY}${EMPTY}`, options);
    expect(graph.unusedParams).toBe(9 * 3 * 3);
    expect(graph.layers[1]).toMatchObject({ kind: 'conv', padding: 'same', output: { height: 32 } });
    expect(graph.params).toBe(81 + 2 * (81 + 6) + 6 + 3 * 10 + 10);
  });

  test('shapes fit: every layer reads earlier layers and the sizes agree', () => {
    const bits = fc
      .array(fc.constantFrom('0', '1'), { minLength: 21, maxLength: 21 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(bits, fc.constantFrom(3, 8), (genome, channels) => {
        const { layers, params, flops, unusedParams } = decodeMacro(genome, { ...OPTIONS, channels });
        layers.forEach((layer, id) => {
          expect(layer.id).toBe(id);
          for (const input of layer.inputs) expect(input).toBeLessThan(id);
          const from = layer.inputs.map((input) => layers[input]);
          if (layer.kind === 'concat') {
            expect(from.length).toBeGreaterThan(1);
            expect(from.reduce((sum, tap) => sum + (tap?.output.channels ?? 0), 0)).toBe(
              layer.output.channels,
            );
            for (const tap of from) expect(tap?.output.height).toBe(layer.output.height);
          } else if (layer.kind !== 'input') expect(from).toHaveLength(1);
          if (layer.kind === 'conv') expect(from[0]?.output.channels).toBe(layer.inChannels);
        });
        // Everything but the classifier is read by somebody.
        const read = new Set(layers.flatMap((layer) => layer.inputs));
        expect(layers.filter((layer) => !read.has(layer.id)).map((layer) => layer.kind)).toEqual(['dense']);
        expect(params).toBe(layers.reduce((sum, layer) => sum + layer.params, unusedParams));
        expect(flops).toBe(layers.reduce((sum, layer) => sum + layer.flops, 0));
      }),
    );
  });

  test('the largest network of the space stays exact', () => {
    const options = { phases: 5, nodes: 10, channels: 256, classes: 100_000 };
    const graph = decodeMacro('1'.repeat(230), {
      ...options,
      image: { height: 1024, width: 1024, channels: 256 },
    });
    expect(Number.isSafeInteger(graph.flops)).toBe(true);
    expect(Number.isSafeInteger(graph.params)).toBe(true);
  });
});

describe('refusals', () => {
  const genome = '1'.repeat(21);
  test.each([
    ['genome-length', '1'.repeat(20), OPTIONS],
    ['genome-length', '', OPTIONS],
    ['genome-alphabet', `${'1'.repeat(20)}2`, OPTIONS],
    ['phases', genome, { ...OPTIONS, phases: 0 }],
    ['phases', genome, { ...OPTIONS, phases: 6 }],
    ['nodes', genome, { ...OPTIONS, nodes: 1 }],
    ['nodes', genome, { ...OPTIONS, nodes: 11 }],
    ['channels', genome, { ...OPTIONS, channels: 0 }],
    ['channels', genome, { ...OPTIONS, channels: 1.5 }],
    ['classes', genome, { ...OPTIONS, classes: Number.NaN }],
    ['image', genome, { ...OPTIONS, image: { height: 0, width: 32, channels: 3 } }],
    // 2x2 cannot take the 3x3 entry; 5x5 leaves 3, 1 and then nothing to pool.
    ['image-too-small', genome, { ...OPTIONS, image: { height: 2, width: 32, channels: 3 } }],
    ['image-too-small', genome, { ...OPTIONS, image: { height: 5, width: 32, channels: 3 } }],
  ])('%s', (code, bits, options) => {
    expect(codeOf(() => decodeMacro(bits, options))).toBe(code);
  });

  test('the smallest image of three phases is 6x6', () => {
    const image = { height: 6, width: 6, channels: 3 };
    expect(kinds(genome, { ...OPTIONS, image }).at(-1)).toBe('dense');
  });
});

test('a summary lists every layer in words', () => {
  const summary = summarise(decodeMacro('1'.repeat(21), OPTIONS));
  expect(summary.layers.length).toBe(kinds('1'.repeat(21)).length);
  expect(summary.layers.slice(0, 3)).toMatchObject([
    { label: 'image', operation: 'input', output: '32x32x3' },
    { operation: 'conv 3x3, 3 → 8 channels, no padding', output: '30x30x8', inputs: [0] },
    { operation: 'conv 3x3, 8 → 8 channels' },
  ]);
  expect(summary.layers.at(-1)).toMatchObject({ operation: 'dense, 32 → 10 features', output: '1x1x10' });
});
