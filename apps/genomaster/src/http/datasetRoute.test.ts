import { describe, expect, it } from 'vitest';
import { parseRange } from './datasetRoute.ts';

describe('parseRange', () => {
  it.each([
    ['bytes=0-', { start: 0, end: 99 }],
    ['bytes=10-19', { start: 10, end: 19 }],
    ['bytes=90-500', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-500', { start: 0, end: 99 }],
    ['bytes=99-99', { start: 99, end: 99 }],
  ])('%s of 100 bytes', (header, range) => {
    expect(parseRange(header, 100)).toEqual(range);
  });

  it.each(['bytes=100-', 'bytes=20-10', 'bytes=-0'])('%s cannot be satisfied', (header) => {
    expect(parseRange(header, 100)).toBe('unsatisfiable');
  });

  it.each([null, 'bytes=-', 'bytes=a-b', 'lines=0-1', 'bytes=0-1,5-6', ''])(
    '%s asks for the whole',
    (header) => {
      expect(parseRange(header, 100)).toBeNull();
    },
  );
});
