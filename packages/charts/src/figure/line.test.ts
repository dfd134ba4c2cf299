import { describe, expect, it } from 'vitest';
import { type LineOptions, lineScene } from './line.ts';

const OPTIONS: LineOptions = {
  xTitle: 'Generation',
  yTitle: 'Hypervolume',
  xDomain: [1, 4],
  yBounds: [0, 1],
  yFrame: 'data',
  xLabel: String,
  yLabel: (value) => value.toFixed(2),
};
const SIZE = { width: 300, height: 200 };

describe('lineScene', () => {
  it('draws three generations of four', () => {
    const data = [0.5, 0.6, 0.7].map((y, index) => ({ id: String(index), x: index + 1, y }));
    expect(lineScene(data, SIZE, OPTIONS)).toMatchSnapshot();
  });

  it('leaves room for the generations to come', () => {
    const scene = lineScene([{ id: '0', x: 1, y: 0.5 }], SIZE, OPTIONS);
    expect(scene.path).toBeNull();
    expect(scene.points[0]?.x).toBeLessThan(scene.plot.left + 10);
    expect(scene.xAxis.ticks.map((tick) => tick.value)).toEqual([1, 2, 3, 4]);
  });

  it('never shows values outside of the bounds', () => {
    const scene = lineScene([{ id: '0', x: 1, y: 1 }], SIZE, OPTIONS);
    for (const tick of scene.yAxis.ticks) expect(tick.value).toBeLessThanOrEqual(1);
  });

  it('spans the bounds when asked to, so that figures compare', () => {
    const options: LineOptions = { ...OPTIONS, yBounds: [-1, 1], yFrame: 'bounds' };
    const { points, plot, yAxis } = lineScene([{ id: '0', x: 1, y: 0 }], SIZE, options);
    expect(points[0]?.y).toBe((plot.top + plot.bottom) / 2);
    expect([yAxis.ticks[0]?.value, yAxis.ticks.at(-1)?.value]).toEqual([-1, 1]);
  });
});
