import { describe, expect, test } from 'vitest';
import { decodeMicro, MICRO_OPS, type MicroOptions, summarise } from './index.ts';

const OPTIONS: MicroOptions = {
  cells: 8,
  channels: 4,
  image: { height: 32, width: 32, channels: 3 },
  classes: 10,
};

describe('operations at stride 1', () => {
  // Block 2 reads block 1 in a reduction cell: a map of 4·4 pixels and C channels.
  const options = { ...OPTIONS, blocks: 2, cells: 1, image: { height: 8, width: 8, channels: 3 } };
  const [C, N] = [8, 16];
  const decode = (op: number) => decodeMicro([...Array(8).fill(0), 0, 0, 0, 0, op, 2, 2, 2], options);
  const skip = decode(2);
  const depthwise = (kernel: number) => kernel * kernel * C;
  const point = C * C;
  const norm = 2 * C;
  test.each([
    ['max_pool_3x3', 0, N * C],
    ['avg_pool_3x3', 0, N * C],
    ['skip_connect', 0, 0],
    ['sep_conv_3x3', 2 * (depthwise(3) + point + norm), 2 * N * (C + depthwise(3) + point + norm)],
    ['sep_conv_5x5', 2 * (depthwise(5) + point + norm), 2 * N * (C + depthwise(5) + point + norm)],
    ['dil_conv_3x3', depthwise(3) + point + norm, N * (C + depthwise(3) + point + norm)],
    ['dil_conv_5x5', depthwise(5) + point + norm, N * (C + depthwise(5) + point + norm)],
    ['sep_conv_7x7', 2 * (depthwise(7) + point + norm), 2 * N * (C + depthwise(7) + point + norm)],
    ['conv_7x1_1x7', 14 * point + norm, N * (C + 14 * point + norm)],
  ] as const)('%s', (name, params, flops) => {
    const graph = decode(MICRO_OPS.indexOf(name));
    expect(graph.params - skip.params).toBe(params);
    expect(graph.flops - skip.flops).toBe(flops);
  });
});

test('a summary says in words what each layer does', () => {
  const used = MICRO_OPS.flatMap((_, op) =>
    summarise(decodeMicro([0, 0, 0, 0, op, 0, op, 1], { ...OPTIONS, blocks: 1, cells: 2 })).layers.map(
      ({ operation }) => operation,
    ),
  );
  expect([...new Set(used)]).toMatchInlineSnapshot(`
    [
      "input",
      "conv 3x3, 3 → 12 channels",
      "batch norm",
      "relu",
      "conv 1x1, 12 → 8 channels",
      "max pool 3x3, stride 2, padded",
      "sum of 2",
      "conv 1x1, 12 → 8 channels, stride 2",
      "conv 1x1, 12 → 8 channels, stride 2, from pixel 1,1",
      "concat of 2",
      "conv 1x1, 8 → 16 channels",
      "global average pool",
      "dense, 16 → 10 features",
      "average pool 3x3, stride 2, padded",
      "conv 1x1, 8 → 4 channels, stride 2",
      "conv 1x1, 8 → 4 channels, stride 2, from pixel 1,1",
      "conv 1x1, 16 → 8 channels, stride 2",
      "conv 1x1, 16 → 8 channels, stride 2, from pixel 1,1",
      "depthwise conv 3x3, 8 channels, stride 2",
      "conv 1x1, 8 → 8 channels",
      "batch norm + relu",
      "depthwise conv 3x3, 8 channels",
      "depthwise conv 3x3, 16 channels, stride 2",
      "conv 1x1, 16 → 16 channels",
      "depthwise conv 3x3, 16 channels",
      "depthwise conv 5x5, 8 channels, stride 2",
      "depthwise conv 5x5, 8 channels",
      "depthwise conv 5x5, 16 channels, stride 2",
      "depthwise conv 5x5, 16 channels",
      "depthwise conv 3x3, 8 channels, stride 2, dilation 2",
      "depthwise conv 3x3, 16 channels, stride 2, dilation 2",
      "depthwise conv 5x5, 8 channels, stride 2, dilation 2",
      "depthwise conv 5x5, 16 channels, stride 2, dilation 2",
      "depthwise conv 7x7, 8 channels, stride 2",
      "depthwise conv 7x7, 8 channels",
      "depthwise conv 7x7, 16 channels, stride 2",
      "depthwise conv 7x7, 16 channels",
      "conv 1x7, 8 → 8 channels, stride 1x2",
      "conv 7x1, 8 → 8 channels, stride 2x1",
      "conv 1x7, 16 → 16 channels, stride 1x2",
      "conv 7x1, 16 → 16 channels, stride 2x1",
    ]
  `);
});
