import { describe, expect, test } from 'vitest';
import {
  canonicalMicro,
  decodeMacro,
  decodeMicro,
  macroSeeds,
  microSeeds,
  NetworkError,
  printMicroGenome,
} from './index.ts';

describe('macro', () => {
  test('chain, chain with skip bit, and all connections, in every phase', () => {
    expect(macroSeeds({ phases: 2, nodes: 4 })).toEqual([
      { name: 'VGG', genome: '1010010'.repeat(2) },
      { name: 'ResNet', genome: '1010011'.repeat(2) },
      { name: 'DenseNet', genome: '1111111'.repeat(2) },
    ]);
  });

  test('two nodes know no difference between ResNet and DenseNet', () => {
    expect(macroSeeds({ phases: 1, nodes: 2 })).toEqual([
      { name: 'VGG', genome: '10' },
      { name: 'ResNet', genome: '11' },
    ]);
  });

  test('they decode to what their names promise', () => {
    const options = {
      phases: 3,
      nodes: 5,
      channels: 4,
      image: { height: 32, width: 32, channels: 3 },
      classes: 2,
    };
    const [vgg, resNet, denseNet] = macroSeeds(options).map(({ genome }) => decodeMacro(genome, options));
    expect(vgg?.layers.some(({ kind }) => kind === 'concat')).toBe(false);
    expect(resNet?.layers.filter(({ kind }) => kind === 'concat')).toHaveLength(3);
    // Nodes 3, 4 and 5 and the output read several maps.
    expect(denseNet?.layers.filter(({ kind }) => kind === 'concat')).toHaveLength(12);
  });

  test('a frame out of range is refused', () => {
    expect(() => macroSeeds({ phases: 0, nodes: 4 })).toThrow(NetworkError);
  });
});

describe('micro', () => {
  const frame = { cells: 20 };
  const seeds = microSeeds(frame);

  test('four different networks', () => {
    expect(seeds.map(({ name }) => name)).toEqual(['NASNet-A', 'AmoebaNet-A', 'ENAS', 'NSGA-Net']);
    const canonical = seeds.map(({ genome }) => printMicroGenome(canonicalMicro(genome, frame), frame));
    expect(new Set(canonical).size).toBe(4);
  });

  test('params and FLOPs that the code of NSGA-Net counts for them', () => {
    const options = { ...frame, channels: 36, image: { height: 32, width: 32, channels: 3 }, classes: 10 };
    const counts = seeds.map(({ genome }) => {
      const { params, flops } = decodeMicro(genome, options);
      return [params, flops];
    });
    expect(counts).toEqual([
      [3830950, 624234528],
      [3145078, 506294496],
      [3859894, 626750496],
      [3442870, 563868288],
    ]);
  });

  test('the output is as wide as published: NASNet-A and AmoebaNet-A join five and three leaves, NSGA-Net four', () => {
    const options = { ...frame, channels: 8, image: { height: 32, width: 32, channels: 3 }, classes: 10 };
    const widths = seeds.map(({ genome }) => decodeMicro(genome, options).layers.at(-2)?.output.channels);
    expect(widths).toEqual([5 * 32, 3 * 32, 5 * 32, 4 * 32]);
  });

  test('other cells have none', () => {
    expect(microSeeds({ cells: 20, blocks: 4 })).toEqual([]);
    expect(() => microSeeds({ cells: 0 })).toThrow(NetworkError);
  });
});
