import { microGenomeCardinalities, printMicroGenome } from '@naschain/network';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobSpecSchema } from './jobSpec.ts';
import { sampleSpec } from './sampleSpec.ts';
import { genomeSchema, type SpaceSpec, spaceSchema } from './space.ts';

const MACRO: SpaceSpec = { kind: 'macro', phases: 2, nodes: 3, channels: 4 };
const MICRO: SpaceSpec = { kind: 'micro', blocks: 2, cells: 3, channels: 4 };

describe('spaceSchema', () => {
  it.each<SpaceSpec>([
    MACRO,
    { kind: 'macro', phases: 5, nodes: 10, channels: 256 },
    { kind: 'micro', blocks: 1, cells: 1, channels: 1 },
    { kind: 'micro', blocks: 5, cells: 40, channels: 256 },
  ])('takes %j and keeps it as it is', (space) => {
    expect(spaceSchema.parse(space)).toEqual(space);
  });

  it.each<[object, string]>([
    [{ ...MICRO, kind: 'table' }, 'kind'],
    [{ ...MICRO, blocks: 0 }, 'blocks'],
    [{ ...MICRO, blocks: 6 }, 'blocks'],
    [{ ...MICRO, blocks: undefined }, 'blocks'],
    [{ ...MICRO, cells: 0 }, 'cells'],
    [{ ...MICRO, cells: 41 }, 'cells'],
    [{ ...MICRO, channels: 257 }, 'channels'],
    [{ ...MICRO, channels: 1.5 }, 'channels'],
    [{ ...MICRO, nodes: 4 }, ''],
    [{ ...MACRO, cells: 3 }, ''],
    [{ ...MACRO, phases: 6 }, 'phases'],
  ])('refuses %j', (space, path) => {
    const { error } = spaceSchema.safeParse(space);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('genomeSchema', () => {
  it('takes every genome of the micro space', () => {
    const frames = fc.record({
      blocks: fc.integer({ min: 1, max: 5 }),
      cells: fc.integer({ min: 1, max: 40 }),
    });
    const genomes = frames.chain((frame) =>
      fc
        .tuple(...microGenomeCardinalities(frame).map((values) => fc.nat({ max: values - 1 })))
        .map((genes) => ({
          space: { kind: 'micro', channels: 4, ...frame },
          text: printMicroGenome(genes, frame),
        })),
    );
    fc.assert(
      fc.property(genomes, ({ space, text }) => {
        expect(genomeSchema.parse(text)).toBe(text);
        expect(problemsOf(space, text)).toEqual([]);
      }),
    );
  });

  it.each(['', '9'.repeat(8), '3'.repeat(7), '2'.repeat(41), '1'.repeat(231), '0102 0102', '01\n'])(
    'refuses %j',
    (text) => {
      expect(genomeSchema.safeParse(text).success).toBe(false);
    },
  );
});

/** Path and message of everything that is wrong with a spec of this space and genome. */
function problemsOf(space: object, genome: string): string[] {
  const { error } = jobSpecSchema.safeParse({ ...sampleSpec, space, genome });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the genome of a spec', () => {
  it('is one of its space', () => {
    expect(problemsOf(MACRO, '11011010')).toEqual([]);
    expect(problemsOf(MICRO, '3041200200000000')).toEqual([]);
  });

  it.each<[SpaceSpec, string, string]>([
    [MACRO, '1101101', 'genome: a genome of 2 phases of 3 nodes has 8 bits, but this one has 7'],
    [MACRO, '11011012', 'genome: a genome consists of 0 and 1, but character 8 is "2"'],
    [MACRO, '3041200200000000', 'genome: a genome of 2 phases of 3 nodes has 8 bits, but this one has 16'],
    [MICRO, '11011010', 'genome: a micro genome of 2 blocks has 16 genes, but this one has 8'],
    [MICRO, '3341200200000000', 'genome: gene 2 of this genome must be an integer from 0 to 1, but is 3'],
    [MICRO, '3041200900000000', 'genome: expected up to 230 bits, or 8 to 40 digits from 0 to 8'],
  ])('is refused with %j when it is %s', (space, genome, problem) => {
    expect(problemsOf(space, genome)).toEqual([problem]);
  });
});
