import { decodeGenome, decodeMicro } from '@naschain/network';
import type { JobSpec } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { decodeSpec } from './decodeSpec.ts';
import { barSpec } from './testData.ts';

const MICRO: JobSpec = {
  ...barSpec(),
  space: { kind: 'micro', blocks: 1, cells: 3, channels: 4 },
  genome: '30414021',
};

describe('decodeSpec', () => {
  it('gives the network of a micro genome', () => {
    const { image, classes } = MICRO.dataset;
    const options = { blocks: 1, cells: 3, channels: 4, image, classes };
    expect(decodeSpec(MICRO)).toEqual(decodeMicro([3, 0, 4, 1, 4, 0, 2, 1], options));
  });

  it.each([
    { recipe: { dropPath: 0.3 }, final: { auxiliary: false, dropPath: true } },
    { recipe: { auxiliaryWeight: 0.4 }, final: { auxiliary: true, dropPath: false } },
    { recipe: { dropPath: 0.3, auxiliaryWeight: 0.4 }, final: { auxiliary: true, dropPath: true } },
  ])('adds what the recipe says, and counts what was searched: %j', ({ recipe, final }) => {
    const image = { height: 29, width: 29, channels: 3 };
    const dataset = { ...MICRO.dataset, image };
    const graph = decodeSpec({ ...MICRO, dataset, recipe: { ...MICRO.recipe, ...recipe } });
    const options = { blocks: 1, cells: 3, channels: 4, image, classes: MICRO.dataset.classes };
    expect(graph).toEqual(decodeMicro([3, 0, 4, 1, 4, 0, 2, 1], { ...options, final }));
    // As Genomaster and validators count, who need not know of it.
    const { params, flops } = decodeGenome(MICRO.space, MICRO.genome, dataset);
    expect(graph).toMatchObject({ params, flops });
  });

  it.each<[string, JobSpec, string]>([
    [
      'images too small for the auxiliary head',
      { ...MICRO, recipe: { ...MICRO.recipe, auxiliaryWeight: 0.4 } },
      'an auxiliary head needs 8x8 pixels after the second reduction',
    ],
    ['a macro genome for cells', { ...MICRO, genome: '1101' }, 'has 8 genes, but this one has 4'],
    ['a gene out of range', { ...MICRO, genome: '35414021' }, 'gene 2 of this genome'],
    ['a micro genome for phases', { ...barSpec(), genome: MICRO.genome }, 'consists of 0 and 1'],
  ])('refuses %s', (_, spec, message) => {
    expect(() => decodeSpec(spec)).toThrow(
      expect.objectContaining({
        name: 'TrainingError',
        code: 'genome-invalid',
        message: expect.stringContaining(message),
      }),
    );
  });
});
