import { describe, expect, it } from 'vitest';
import { groupedInteger, siNumber, threeDigits, tickLabel } from './format.ts';

describe('numbers', () => {
  it.each([
    [0, '0', ''],
    [0.5, '0.500', ''],
    [7, '7.00', ''],
    [999.6, '1.00', 'k'],
    [12_345_678, '12.3', 'M'],
    [456_000, '456', 'k'],
    [3.21e12, '3.21', 'T'],
  ])('siNumber(%d)', (value, text, prefix) => {
    expect(siNumber(value)).toEqual({ text, prefix });
  });

  it('groups thousands', () => {
    expect(groupedInteger(1_234_567)).toBe('1,234,567');
    expect(threeDigits(12_345)).toBe('12,300');
  });

  it('keeps tick labels short', () => {
    expect(tickLabel(20_000_000)).toBe('20\u202fM');
    expect(tickLabel(0.55)).toBe('0.55');
    expect(tickLabel(0)).toBe('0');
  });
});
