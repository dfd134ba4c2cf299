import { describe, expect, it } from 'vitest';
import { type ParetoDatum, paretoScene } from './pareto.ts';

const SIZE = { width: 400, height: 300 };
const OPTIONS = { cost: 'flops', xScale: 'log', generations: 3, frame: 'axes' } as const;

function datum(id: string, over: Partial<ParetoDatum>): ParetoDatum {
  return { id, flops: 1e7, accuracy: 50, params: 1000, generation: 0, front: false, short: false, ...over };
}

const DATA = [
  datum('a', { flops: 1e6, accuracy: 40, front: true, params: 250 }),
  datum('b', { flops: 1e7, accuracy: 60, front: true, generation: 1 }),
  datum('c', { flops: 1e7, accuracy: 45, generation: 2 }),
  datum('d', { flops: 5e6, accuracy: null, generation: 2 }),
];

describe('paretoScene', () => {
  it('draws the figure of four networks', () => {
    expect(paretoScene(DATA, SIZE, OPTIONS)).toMatchSnapshot();
  });

  it('is plain data', () => {
    const scene = paretoScene(DATA, SIZE, OPTIONS);
    expect(JSON.parse(JSON.stringify(scene))).toEqual(scene);
  });

  it('puts higher accuracy higher and more FLOPs further right, inside the plot', () => {
    const { marks, plot } = paretoScene(DATA, SIZE, OPTIONS);
    const at = (id: string) => marks.find((mark) => mark.id === id) ?? { x: Number.NaN, y: Number.NaN };
    expect(at('b').y).toBeLessThan(at('a').y);
    expect(at('b').x).toBeGreaterThan(at('a').x);
    for (const mark of marks.filter((candidate) => candidate.shape !== 'ring')) {
      expect(mark.x).toBeGreaterThanOrEqual(plot.left);
      expect(mark.x).toBeLessThanOrEqual(plot.right);
      expect(mark.y).toBeGreaterThanOrEqual(plot.top);
      expect(mark.y).toBeLessThanOrEqual(plot.bottom);
    }
  });

  it('tells the front apart by shape and keeps networks in training in their lane', () => {
    const { marks, laneY } = paretoScene(DATA, SIZE, OPTIONS);
    expect(marks.map((mark) => mark.shape)).toEqual(['diamond', 'diamond', 'circle', 'ring']);
    expect(marks[3]?.y).toBe(laneY);
  });

  it('makes the area of a mark proportional to its parameters', () => {
    const { marks } = paretoScene(DATA, SIZE, OPTIONS);
    expect((marks[0]?.radius ?? 0) / (marks[1]?.radius ?? 1)).toBeCloseTo(0.5, 2);
  });

  it('tells a short training apart by shape and size', () => {
    const data = [...DATA, datum('e', { short: true, params: 1e6 })];
    const { marks } = paretoScene(data, SIZE, OPTIONS);
    expect(marks[4]).toMatchObject({ shape: 'triangle', radius: 3 });
  });

  it('puts parameters on the x axis and FLOPs into the size', () => {
    const data = [datum('a', { params: 100, flops: 4e6 }), datum('b', { params: 900, flops: 1e6 })];
    const { marks, xAxis } = paretoScene(data, SIZE, { ...OPTIONS, cost: 'params' });
    expect(xAxis.title).toBe('Parameters, log scale');
    expect(marks[0]?.x).toBeLessThan(marks[1]?.x ?? 0);
    expect((marks[0]?.radius ?? 0) / (marks[1]?.radius ?? 1)).toBeCloseTo(2, 1);
  });

  it('never steps down for a member that is on the front for another objective', () => {
    const third = datum('t', { flops: 2e7, accuracy: 30, front: true });
    const path = (data: readonly ParetoDatum[]) =>
      paretoScene(data, SIZE, OPTIONS).frontPath?.split('L').length;
    expect(path([...DATA, third])).toBe(path(DATA));
  });

  it('has no lane and no front without candidates and members', () => {
    const scene = paretoScene([datum('a', {})], SIZE, OPTIONS);
    expect(scene.laneY).toBeNull();
    expect(scene.frontPath).toBeNull();
    expect(scene.marks).toHaveLength(1);
  });

  it('survives no data at all', () => {
    const scene = paretoScene([], SIZE, OPTIONS);
    expect(scene.marks).toEqual([]);
    expect(scene.xAxis.ticks.length).toBeGreaterThan(0);
  });

  it('labels 1-2-5 steps on a log axis and even steps on a linear one', () => {
    const log = paretoScene(DATA, SIZE, OPTIONS).xAxis.ticks.map((tick) => tick.value);
    expect(log).toEqual([1e6, 2e6, 5e6, 1e7]);
    const linear = paretoScene(DATA, SIZE, { ...OPTIONS, xScale: 'linear' }).xAxis.ticks;
    const gaps = linear.slice(1).map((tick, index) => tick.value - (linear[index]?.value ?? 0));
    expect(new Set(gaps).size).toBe(1);
  });
});
