import { describe, expect, it } from 'vitest';
import { cellScene, cellText } from './cell.ts';
import { sampleCell } from './sampleCell.ts';

const cell = sampleCell();

describe('cellScene', () => {
  it('puts inputs and blocks on a line, the output marked', () => {
    const { vertices, width } = cellScene(cell, 'labelled');
    expect(vertices.map(({ label, kind, leaf }) => [label, kind, leaf])).toEqual([
      ['k−2', 'input', false],
      ['k−1', 'input', false],
      ['1', 'block', false],
      ['2', 'block', true],
    ]);
    const places = vertices.map(({ x }) => x);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places.at(-1)).toBeLessThan(width);
  });

  it('draws first operands above the line and second ones below it, from what they read to their block', () => {
    const { edges, vertices, baseline, height } = cellScene(cell, 'labelled');
    const ends = edges.map(({ path }) => {
      const [from = 0, , , first = 0, , , to = 0] = (path.match(/-?[\d.]+/g) ?? []).map(Number);
      const at = (x: number) => vertices.findIndex((vertex) => vertex.x === x);
      return [at(from), at(to), Math.sign(first - baseline)];
    });
    expect(ends).toEqual([
      [0, 2, -1],
      [1, 2, 1],
      [2, 3, -1],
      [1, 3, 1],
    ]);
    expect(baseline).toBeGreaterThan(0);
    expect(height).toBeGreaterThan(baseline);
  });

  it('keeps two operands that read the same apart', () => {
    const [block] = cell.blocks;
    const [first] = block ?? [];
    if (first === undefined) throw new Error('a block');
    const { edges } = cellScene({ ...cell, blocks: [[first, first]] }, 'labelled');
    expect(new Set(edges.map(({ path }) => path)).size).toBe(2);
  });

  it('has one height for all bare cells, which fits a line of text', () => {
    const heights = [cell, { ...cell, blocks: cell.blocks.slice(0, 1) }, { ...cell, active: false }].map(
      (one) => cellScene(one, 'bare').height,
    );
    expect(new Set(heights).size).toBe(1);
    expect(heights[0]).toBeLessThanOrEqual(20);
  });

  it('leaves the arcs of a cell out that the network does not contain', () => {
    expect(cellScene({ ...cell, active: false }, 'bare').edges).toEqual([]);
    expect(cellText({ ...cell, active: false })).toBe('Normal cell: left out of the network');
  });
});
