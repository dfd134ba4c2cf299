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

  it('keeps the shapes of all layers of micro networks, whatever the operation and the size', () => {
    for (const op of MICRO_OPS.keys()) {
      for (const image of [
        { height: 32, width: 29, channels: 3 },
        { height: 1, width: 3, channels: 1 },
      ]) {
        const options = { blocks: 1, cells: 4, channels: 2, image, classes: 3 };
        const final = { dropPath: true, auxiliary: image.height > 1 };
        const graph = decodeMicro([op, 0, op, 1, op, 1, op, 0], { ...options, final });
        const shapes = resolveShapes(planFromGraph(graph));
        expect(shapes).toEqual(graph.layers.map((layer) => layer.output));
      }
    }
  });

  it('names the auxiliary head, with the published weight or another', () => {
    const image = { height: 32, width: 32, channels: 3 };
    const options = { blocks: 1, cells: 2, channels: 2, image, classes: 3 };
    const final = { auxiliary: true, dropPath: false };
    const graph = decodeMicro(Array<number>(8).fill(0), { ...options, final });
    const logits = graph.layers.length - 3;
    expect(graph.layers[logits]?.label).toBe('auxiliary head / classifier');
    expect(planFromGraph(graph).auxiliary).toEqual({ logits, weight: 0.4 });
    expect(planFromGraph(graph, 0.25).auxiliary).toEqual({ logits, weight: 0.25 });
    expect(planFromGraph(decodeMicro(Array<number>(8).fill(0), options))).not.toHaveProperty('auxiliary');
  });

  it('refuses a graph that is no graph', () => {
    const graph = decodeSpec(barSpec());
    expect(() => planFromGraph({ ...graph, layers: graph.layers.slice(1) })).toThrow(RangeError);
    expect(() => planFromGraph({ ...graph, layers: [] })).toThrow(RangeError);
  });
});
