import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeTooltip } from './tooltip.ts';

describe('placeTooltip', () => {
  it('never covers the mark', () => {
    const arbitrary = fc.record({
      x: fc.integer({ min: 0, max: 400 }),
      y: fc.integer({ min: 0, max: 300 }),
      radius: fc.integer({ min: 1, max: 12 }),
      width: fc.integer({ min: 10, max: 380 }),
      height: fc.integer({ min: 10, max: 280 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ x, y, radius, width, height }) => {
        const place = placeTooltip({ x, y, radius }, { width, height }, { width: 400, height: 300 });
        const apartX = place.left >= x + radius || place.left + width <= x - radius;
        const apartY = place.top >= y + radius || place.top + height <= y - radius;
        expect(apartX || apartY).toBe(true);
      }),
    );
  });

  it('prefers the right and moves to the left at the edge', () => {
    const bounds = { width: 400, height: 300 };
    const tooltip = { width: 100, height: 50 };
    expect(placeTooltip({ x: 50, y: 100, radius: 5 }, tooltip, bounds).side).toBe('right');
    expect(placeTooltip({ x: 380, y: 100, radius: 5 }, tooltip, bounds).side).toBe('left');
    expect(placeTooltip({ x: 60, y: 200, radius: 5 }, { width: 340, height: 50 }, bounds).side).toBe('above');
  });
});
