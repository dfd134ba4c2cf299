import { expect, test } from 'vitest';
import csv from './fixtures/micro-random-52.csv?raw';
import { canonicalMicro, decodeMicro, parseMicroGenome } from './index.ts';

// Counted by NSGA-Net's own model code, run on shapes instead of tensors: `reference_…` over all its modules, `params`
// and `flops` over those that its output depends on. 48 random genomes of 1 to 5 blocks, 4 known ones.
const [header, ...lines] = csv.trim().split(/\r?\n/);

test('the fixture is whole', () => {
  expect(header).toBe(
    'genome_string,cells,channels,classes,image_size,params,flops,reference_params,reference_flops',
  );
  expect(lines).toHaveLength(52);
});

test.each(lines)('%s', (line) => {
  const [text = '', ...numbers] = line.split(',');
  const [cells = 0, channels = 0, classes = 0, side = 0, params, flops, allParams, allFlops] =
    numbers.map(Number);
  const frame = { blocks: text.length / 8, cells };
  const options = { ...frame, channels, classes, image: { height: side, width: side, channels: 3 } };
  const genome = parseMicroGenome(text, frame);
  expect(decodeMicro(genome, options)).toMatchObject({ params, flops, unusedParams: 0 });
  expect(decodeMicro(canonicalMicro(genome, frame), options)).toMatchObject({ params, flops });
  // Where every cell reads both of its inputs, nothing is left out.
  const readsAll = [text.slice(0, text.length / 2), text.slice(text.length / 2)].every((cell) =>
    ['0', '1'].every((input) => [...cell].some((gene, k) => k % 2 === 1 && gene === input)),
  );
  if (readsAll && cells > 3) expect([allParams, allFlops]).toEqual([params, flops]);
});
