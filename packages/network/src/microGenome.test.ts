import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { microGenomeCardinalities, parseMicroGenome, printMicroGenome } from './index.ts';

const frames = fc.record({ blocks: fc.integer({ min: 1, max: 5 }), cells: fc.integer({ min: 1, max: 9 }) });
const cases = frames.chain((frame) =>
  fc.tuple(
    fc.constant(frame),
    fc.tuple(...microGenomeCardinalities(frame).map((values) => fc.nat({ max: values - 1 }))),
  ),
);

test('genomes of the published size: 40 genes, block k reads k + 1 earlier vertices', () => {
  const cell = [9, 2, 9, 2, 9, 3, 9, 3, 9, 4, 9, 4, 9, 5, 9, 5, 9, 6, 9, 6];
  expect(microGenomeCardinalities({ cells: 11 })).toEqual([...cell, ...cell]);
  expect(microGenomeCardinalities({ cells: 8, blocks: 1 })).toEqual([9, 2, 9, 2, 9, 2, 9, 2]);
});

describe('genomes as text', () => {
  test('print and parse are inverse', () => {
    fc.assert(
      fc.property(cases, ([frame, genome]) => {
        const text = printMicroGenome(genome, frame);
        expect(text).toMatch(/^\d+$/);
        expect(parseMicroGenome(text, frame)).toEqual(genome);
      }),
    );
  });

  const frame = { blocks: 1, cells: 8 };
  test.each([
    ['genome-length', '2021202', frame],
    ['genome-length', '', frame],
    ['genome-alphabet', '2021202x', frame],
    ['genome-alphabet', '20212022', frame],
    ['genome-alphabet', '90212021', frame],
    ['blocks', '20212021', { ...frame, blocks: 6 }],
    ['cells', '20212021', { ...frame, cells: 0 }],
  ])('%s: %s', (code, text, of) => {
    expect(() => parseMicroGenome(text, of)).toThrow(expect.objectContaining({ name: 'NetworkError', code }));
  });
});
