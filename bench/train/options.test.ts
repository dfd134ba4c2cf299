import { expect, test } from 'vitest';
import { fixedImages } from './fixedImages.ts';
import { parseOptions } from './options.ts';

test('by default everything is measured', () => {
  expect(parseOptions([])).toMatchObject({
    json: false,
    nets: ['a', 'b', 'c', 'd'],
    batches: [64, 128],
    rounds: 5,
    seconds: 2,
    'no-peers': false,
  });
});

test('lists, each item once', () => {
  const args = ['--nets', 'd,a,d', '--builds', 'wasm', '--batches', '32', '--seconds', '0.5', '--no-peers'];
  expect(parseOptions(args)).toMatchObject({
    nets: ['d', 'a'],
    builds: ['wasm'],
    batches: [32],
    seconds: 0.5,
    'no-peers': true,
  });
});

test.each([
  ['--nets', 'e'],
  ['--builds', 'mmx'],
  ['--batches', '64,many'],
  ['--seconds', '0'],
])('%s %s is refused', (...args) => {
  expect(parseOptions(args)).toMatchObject({ exitCode: 2 });
});

test('the images are the same everywhere, and their labels follow them', () => {
  const network = { image: { height: 2, width: 2, channels: 1 }, classes: 3, ops: [] };
  const bytes = fixedImages(network, 4);
  expect(bytes).toHaveLength(20);
  expect(Math.max(...bytes.subarray(16))).toBeLessThan(3);
  expect([...bytes.subarray(0, 4)]).toEqual([83, 175, 144, 13]);
});
