import { resolveShapes } from '@naschain/exact';
import { decodeMacro, decodeMicro, MICRO_OPS } from '@naschain/network';
import { describe, expect, it } from 'vitest';
import { decodeSpec } from './decodeSpec.ts';
import { planFromGraph } from './planFromGraph.ts';
import { barSpec } from './testData.ts';

describe('planFromGraph', () => {
  it('keeps the shapes of all layers, for genomes of all sizes', () => {
    const options = { phases: 3, channels: 6, image: { height: 32, width: 30, channels: 3 }, classes: 10 };
    for (const nodes of [2, 4, 10]) {
      const length = 3 * ((nodes * (nodes - 1)) / 2 + 1);
      for (const period of [1, 2, 3, 5, 7]) {
        const bits = Array.from({ length }, (_, i) => (i % period === 0 ? '1' : '0')).join('');
        const graph = decodeMacro(bits, { ...options, nodes });
        const shapes = resolveShapes(planFromGraph(graph));
        expect(shapes).toEqual(graph.layers.map((layer) => layer.output));
      }
    }
  });

  it('translates a network without phases', () => {
    const graph = decodeSpec({ ...barSpec(), genome: '00000000' });
    expect(planFromGraph(graph).ops).toEqual([
      { kind: 'globalAveragePool', input: 0 },
      { kind: 'dense', input: 1, outFeatures: 4 },
    ]);
  });

  it('says plainly that it cannot train micro networks yet', () => {
    const image = { height: 8, width: 8, channels: 3 };
    for (const op of MICRO_OPS.keys()) {
      const options = { blocks: 1, cells: 1, channels: 2, image, classes: 3 };
      const graph = decodeMicro([0, 0, 0, 0, op, 0, op, 0], options);
      expect(() => planFromGraph(graph)).toThrow(
        expect.objectContaining({
          name: 'TrainingError',
          code: 'network-unsupported',
          message: expect.stringContaining('The exact engine does not train micro networks yet'),
        }),
      );
    }
  });

  it('refuses a graph that is no graph', () => {
    const graph = decodeSpec(barSpec());
    expect(() => planFromGraph({ ...graph, layers: graph.layers.slice(1) })).toThrow(RangeError);
    expect(() => planFromGraph({ ...graph, layers: [] })).toThrow(RangeError);
  });
});
