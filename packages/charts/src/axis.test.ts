import { describe, expect, it } from 'vitest';
import { makeScale, makeTicks } from './axis.ts';

function ticks(low: number, high: number): number[] {
  const scale = makeScale('log', [low, high], [0, 500]);
  return makeTicks(scale, 'log', 8, String).map((tick) => tick.value);
}

describe('ticks of a logarithmic axis', () => {
  it('leave no half of a narrow axis empty', () => {
    const values = ticks(790_000, 1_450_000);
    expect(values.length).toBeGreaterThanOrEqual(3);
    expect(values.some((value) => value > 1_100_000)).toBe(true);
  });

  it('are digits, 1-2-5 steps or decades as the axis widens', () => {
    expect(ticks(1_000, 8_000)).toEqual([1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000]);
    expect(ticks(1_000, 100_000)).toEqual([1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]);
    expect(ticks(1, 1e6)).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1e6]);
  });
});
