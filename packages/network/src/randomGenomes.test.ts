import { describe, expect, test } from 'vitest';
import csv from './fixtures/macro-random-48.csv?raw';
import { canonicalMacro, decodeMacro } from './index.ts';

const [header, ...lines] = csv.trim().split(/\r?\n/);

describe('48 random genomes, 2 to 10 nodes, empty phases among them', () => {
  test('the fixture is whole', () => {
    expect(header).toBe('genome_string,n_nodes,init_channels,classes,image_size,params,flops');
    expect(lines).toHaveLength(48);
  });

  test.each(lines)('%s', (line) => {
    const [genome = '', ...cells] = line.split(',');
    const [nodes = 0, channels = 0, classes = 0, side = 0, params, flops] = cells.map(Number);
    const frame = { phases: 3, nodes };
    const options = { ...frame, channels, classes, image: { height: side, width: side, channels: 3 } };
    expect(decodeMacro(genome, options)).toMatchObject({ params, flops });
    expect(decodeMacro(canonicalMacro(genome, frame), options)).toMatchObject({ params, flops });
  });
});
