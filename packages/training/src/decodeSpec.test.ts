import { decodeMicro } from '@naschain/network';
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

  it.each<[string, JobSpec, string]>([
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
