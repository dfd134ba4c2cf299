import { describe, expect, it } from 'vitest';
import {
  countQuantity,
  flopsQuantity,
  formatDuration,
  percentQuantity,
  plain,
  shareQuantity,
  shorten,
  throughputQuantity,
} from './format.ts';

describe('quantities', () => {
  it('show three digits and keep the full value', () => {
    expect(flopsQuantity(12_345_678)).toEqual({
      text: '12.3',
      unit: 'M',
      full: '12,345,678 FLOPs per image',
    });
    expect(percentQuantity(84.256)).toEqual({ text: '84.3', unit: '%', full: '84.256 %' });
    expect(plain(shareQuantity(0.73149))).toBe('0.731');
    expect(plain(countQuantity(12_345, 'evaluations'))).toBe('12,345 evaluations');
  });

  it.each([
    [3.82e10, '38.2 GFLOP/s'],
    [1.4e12, '1.40 TFLOP/s'],
    [2.4e11, '0.240 TFLOP/s'],
    [2.1e15, '2.10 PFLOP/s'],
    [0, '0 FLOP/s'],
  ])('throughput %d', (value, text) => {
    expect(plain(throughputQuantity(value))).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [4200, '4.2 s'],
    [42_000, '42 s'],
    [245_000, '4 min 05 s'],
    [7_380_000, '2 h 03 min'],
    [273_600_000, '3 d 4 h'],
    [-5, '0.0 s'],
  ])('%d ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('shorten', () => {
  it('leaves short text alone', () => {
    expect(shorten('5Grwva')).toBe('5Grwva');
    expect(shorten('5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY')).toBe('5Grwva…utQY');
  });
});
