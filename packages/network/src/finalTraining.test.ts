import { describe, expect, test } from 'vitest';
import { decodeMicro, type MicroOptions, microSeeds, NetworkError, summarise } from './index.ts';

const OPTIONS: MicroOptions = {
  cells: 8,
  channels: 4,
  image: { height: 32, width: 32, channels: 3 },
  classes: 10,
};
const FINAL = { auxiliary: true, dropPath: true };
const [NASNET] = microSeeds({ cells: 8 });
const GENOME = NASNET?.genome ?? [];

describe('final training', () => {
  test.each([{ auxiliary: true, dropPath: false }, { auxiliary: false, dropPath: true }, FINAL])(
    'does not change what is counted: %j',
    (final) => {
      const searched = decodeMicro(GENOME, OPTIONS);
      const { params, flops, layers, auxiliary } = decodeMicro(GENOME, { ...OPTIONS, final });
      expect([params, flops]).toEqual([searched.params, searched.flops]);
      const own = layers.filter((layer) => !layer.auxiliary && layer.kind !== 'dropPath');
      const trace = (all: typeof layers) => all.map(({ kind, label, output }) => [kind, label, output]);
      expect(trace(own)).toEqual(trace(searched.layers));
      expect(auxiliary !== undefined).toBe(final.auxiliary);
      expect(layers.map(({ id }) => id)).toEqual([...layers.keys()]);
      expect(layers[layers.length - 1]?.label).toBe('classifier');
    },
  );

  test('the auxiliary head is that of NASNet and DARTS', () => {
    const graph = decodeMicro(GENOME, { ...OPTIONS, final: { auxiliary: true, dropPath: false } });
    const lines = summarise(graph).layers.filter(({ label }) => label.startsWith('auxiliary head'));
    expect(lines.map(({ operation, output, params }) => [operation, output, params])).toEqual([
      ['relu', '8x8x48', 0],
      ['average pool 5x5, stride 3', '2x2x48', 0],
      ['conv 1x1, 48 → 128 channels', '2x2x128', 48 * 128],
      ['batch norm + relu', '2x2x128', 2 * 128],
      ['conv 2x2, 128 → 768 channels, no padding', '1x1x768', 4 * 128 * 768],
      ['batch norm + relu', '1x1x768', 2 * 768],
      ['dense, 768 → 10 features', '1x1x10', 768 * 10 + 10],
    ]);
    expect(graph.auxiliary).toEqual({
      logits: lines[lines.length - 1]?.id,
      params: lines.reduce((sum, { params }) => sum + params, 0),
      flops: lines.reduce((sum, { flops }) => sum + flops, 0),
    });
    const head = graph.layers[lines[0]?.id ?? 0];
    expect(graph.layers[head?.inputs[0] ?? 0]?.phase).toBe(5);
  });

  test('the auxiliary head of a larger map averages what is left', () => {
    const image = { height: 48, width: 45, channels: 3 };
    const graph = decodeMicro(GENOME, { ...OPTIONS, image, final: { auxiliary: true, dropPath: false } });
    const outputs = graph.layers.flatMap(({ auxiliary, output }) => (auxiliary ? [output] : []));
    expect(outputs.map(({ height, width }) => [height, width])).toEqual([
      ...[
        [12, 12],
        [3, 3],
        [3, 3],
        [3, 3],
        [2, 2],
        [2, 2],
        [1, 1],
        [1, 1],
      ],
    ]);
  });

  test('the auxiliary head reads the next cell where the second reduction is not in use', () => {
    // Both cells read the cell before the previous one only: every second cell is in use, the last among them.
    const skipping = [2, 0, 2, 0, 2, 0, 2, 0];
    const phaseRead = (cells: number): unknown => {
      const graph = decodeMicro(skipping, { ...OPTIONS, blocks: 1, cells, final: FINAL });
      const first = graph.layers.find(({ auxiliary }) => auxiliary);
      return graph.layers[first?.inputs[0] ?? 0]?.phase;
    };
    expect([6, 7, 8, 9].map(phaseRead)).toEqual([5, 4, 5, 6]);
  });

  test('an image too small for the auxiliary head is refused, with words', () => {
    const decode = (side: number) =>
      decodeMicro(GENOME, { ...OPTIONS, image: { height: 64, width: side, channels: 1 }, final: FINAL });
    expect(() => decode(28)).toThrow(NetworkError);
    expect(() => decode(28)).toThrow(
      'an auxiliary head needs 8x8 pixels after the second reduction, but an image of 64x28 leaves 16x7',
    );
    expect(decode(29).auxiliary).toBeDefined();
  });

  test('paths that are no mere skip connections are dropped', () => {
    // Block 1: skip connection and average pool; block 2: skip connection of block 1 and separable convolution.
    const cell = [2, 0, 1, 1, 2, 2, 3, 0];
    const graph = decodeMicro([...cell, ...cell], { ...OPTIONS, blocks: 2, cells: 3, final: FINAL });
    const dropped = graph.layers.flatMap(({ kind, label }) => (kind === 'dropPath' ? [label] : []));
    expect(dropped).toEqual([
      'cell 1 (normal) / block 1b avg_pool_3x3 / drop path',
      'cell 1 (normal) / block 2b sep_conv_3x3 / drop path',
      // At stride 2 a skip connection is a factorised reduction.
      'cell 2 (reduction) / block 1a skip_connect / drop path',
      'cell 2 (reduction) / block 1b avg_pool_3x3 / drop path',
      'cell 2 (reduction) / block 2b sep_conv_3x3 / drop path',
      'cell 3 (reduction) / block 1a skip_connect / drop path',
      'cell 3 (reduction) / block 1b avg_pool_3x3 / drop path',
      'cell 3 (reduction) / block 2b sep_conv_3x3 / drop path',
    ]);
    for (const layer of graph.layers) {
      if (layer.kind !== 'dropPath') continue;
      const readers = graph.layers.filter(({ inputs }) => inputs.includes(layer.id));
      expect(readers.map(({ kind }) => kind)).toEqual(['add']);
    }
  });
});
