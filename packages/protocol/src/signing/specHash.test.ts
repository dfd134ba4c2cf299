import { describe, expect, it } from 'vitest';
import { type JobSpec, jobSpecSchema, trainedEpochs } from '../jobSpec.ts';
import { sampleSpec as spec } from '../sampleSpec.ts';
import { chainHash, specHash } from './specHash.ts';

const short = (stopAfter: number): JobSpec => ({ ...spec, recipe: { ...spec.recipe, stopAfter } });

describe('specHash and chainHash', () => {
  it('give a training from before `stopAfter` the hash that it always had', () => {
    const golden = '3cfb4c6961ffae9f58f609d4ec35a6ebc415fb5fbfe152b2951b38f0a6011011';
    expect(specHash(spec)).toBe(golden);
    expect(specHash(jobSpecSchema.parse(spec))).toBe(golden);
    expect(chainHash(spec)).toBe(golden);
  });

  it('cover all that a recipe may say', () => {
    const full: JobSpec = {
      ...spec,
      recipe: {
        ...spec.recipe,
        warmupEpochs: 1,
        gradientClip: 5,
        labelSmoothing: 0.1,
        augmentation: { crop: 2, flip: true, cutout: 3 },
        earlyStop: { patience: 2, minEpochs: 3 },
      },
    };
    expect(specHash(jobSpecSchema.parse(full))).toBe(
      'da0c7a13b3f998c751d797eb8c2be64f3d1ee1b8b8b7bed24a1282890e896e21',
    );
    const { warmupEpochs, gradientClip, labelSmoothing, augmentation, earlyStop } = full.recipe;
    const parts = { warmupEpochs, gradientClip, labelSmoothing, augmentation, earlyStop };
    const hashes = Object.entries(parts).map(([name, value]) =>
      chainHash(jobSpecSchema.parse({ ...spec, recipe: { ...spec.recipe, [name]: value } })),
    );
    expect(new Set([...hashes, chainHash(spec), chainHash(full)]).size).toBe(7);
  });

  it('cover the space: a micro job is another training than the macro job of the same digits', () => {
    const genome = '00110010';
    const micro = (cells: number): JobSpec => ({
      ...spec,
      space: { kind: 'micro', blocks: 1, cells, channels: 4 },
      genome,
    });
    expect(specHash(jobSpecSchema.parse(micro(3)))).toBe(
      '1f773e8bffe8c0ed1bda6159f148312a2fb24550727a51007c556f837e4da756',
    );
    const others = [micro(4), { ...spec, genome }].map((other) => specHash(jobSpecSchema.parse(other)));
    expect(new Set([specHash(micro(3)), ...others]).size).toBe(3);
  });

  it('cover the final training of a micro network', () => {
    const final = (change: Partial<JobSpec['recipe']>): string => {
      const space = { kind: 'micro', blocks: 1, cells: 3, channels: 4 };
      return specHash(
        jobSpecSchema.parse({ ...spec, space, genome: '00110010', recipe: { ...spec.recipe, ...change } }),
      );
    };
    const both = final({ dropPath: 0.2, auxiliaryWeight: 0.4 });
    expect(both).toBe('c733026f5cbaddc9d3d422ce4ca746b2136d33c81034343e97e83138af13c63b');
    const hashes = [{}, { dropPath: 0.2 }, { dropPath: 0.3 }, { auxiliaryWeight: 0.4 }].map(final);
    expect(new Set([...hashes, both]).size).toBe(5);
  });

  it('tell trainings of other lengths apart, which share the start of their chain', () => {
    const specs = [spec, short(1), short(2)];
    expect(new Set(specs.map(specHash)).size).toBe(3);
    expect(new Set(specs.map(chainHash))).toEqual(new Set([specHash(spec)]));
    expect(chainHash({ ...short(2), genome: '11011011' })).not.toBe(chainHash(short(2)));
  });
});

describe('stopAfter', () => {
  it('is the number of epochs trained, at most all of them', () => {
    expect([spec, short(3)].map(({ recipe }) => trainedEpochs(recipe))).toEqual([4, 3]);
    expect(jobSpecSchema.safeParse(short(4)).success).toBe(true);
    for (const wrong of [0, 1.5, 5]) expect(jobSpecSchema.safeParse(short(wrong)).success).toBe(false);
  });
});
