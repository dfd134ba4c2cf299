import { describe, expect, it } from 'vitest';
import { cutoutFits, jobSpecSchema, recipeSchema } from './jobSpec.ts';
import { sampleSpec } from './sampleSpec.ts';

const recipe = { ...sampleSpec.recipe, epochs: 10 };
const spec = {
  ...sampleSpec,
  dataset: { ...sampleSpec.dataset, image: { height: 8, width: 10, channels: 1 } },
};

describe('a recipe', () => {
  it.each([
    {},
    { stopAfter: 10 },
    { warmupEpochs: 1 },
    { warmupEpochs: 10 },
    { gradientClip: 0.001 },
    { labelSmoothing: 0 },
    { labelSmoothing: 0.999 },
    { dropPath: 0.001 },
    { dropPath: 0.999 },
    { auxiliaryWeight: 1e-9 },
    { auxiliaryWeight: 10 },
    { augmentation: { crop: 16 } },
    { augmentation: { flip: true } },
    { augmentation: { crop: 4, flip: true, cutout: 8 } },
    { earlyStop: { patience: 1 } },
    { earlyStop: { patience: 99, minEpochs: 10 } },
  ])('may have %j, and keeps it as it is', (change) => {
    expect(recipeSchema.parse({ ...recipe, ...change })).toEqual({ ...recipe, ...change });
  });

  it.each([
    [{ stopAfter: 11 }, 'stopAfter'],
    [{ warmupEpochs: 0 }, 'warmupEpochs'],
    [{ warmupEpochs: 11 }, 'warmupEpochs'],
    [{ warmupEpochs: undefined }, 'warmupEpochs'],
    [{ gradientClip: 0 }, 'gradientClip'],
    [{ gradientClip: Number.POSITIVE_INFINITY }, 'gradientClip'],
    [{ labelSmoothing: 1 }, 'labelSmoothing'],
    [{ labelSmoothing: -0.1 }, 'labelSmoothing'],
    [{ dropPath: 0 }, 'dropPath'],
    [{ dropPath: 1 }, 'dropPath'],
    [{ dropPath: undefined }, 'dropPath'],
    [{ auxiliaryWeight: 0 }, 'auxiliaryWeight'],
    [{ auxiliaryWeight: 10.1 }, 'auxiliaryWeight'],
    [{ augmentation: {} }, 'augmentation'],
    [{ augmentation: { crop: 0 } }, 'augmentation.crop'],
    [{ augmentation: { crop: 17 } }, 'augmentation.crop'],
    [{ augmentation: { flip: false } }, 'augmentation.flip'],
    [{ augmentation: { cutout: 0 } }, 'augmentation.cutout'],
    [{ augmentation: { cutout: 225 } }, 'augmentation.cutout'],
    [{ augmentation: { mixup: 1 } }, 'augmentation'],
    [{ earlyStop: {} }, 'earlyStop.patience'],
    [{ earlyStop: { patience: 0 } }, 'earlyStop.patience'],
    [{ earlyStop: { patience: 1, minEpochs: 0 } }, 'earlyStop.minEpochs'],
    [{ earlyStop: { patience: 1, minEpochs: 11 } }, 'earlyStop.minEpochs'],
  ])('may not have %j', (change, path) => {
    const { error } = recipeSchema.safeParse({ ...recipe, ...change });
    expect(new Set(error?.issues.map((issue) => issue.path.join('.')))).toEqual(new Set([path]));
  });

  it('paints over no more than the smaller side of the images', () => {
    const withCutout = (cutout: number) => ({ ...spec, recipe: { ...recipe, augmentation: { cutout } } });
    expect(jobSpecSchema.safeParse(withCutout(8)).success).toBe(true);
    const { error } = jobSpecSchema.safeParse(withCutout(9));
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual(['recipe.augmentation.cutout']);
    expect(cutoutFits({ augmentation: { flip: true } }, { height: 4, width: 4 })).toBe(true);
  });

  it('drops paths and has an auxiliary head in the micro space only', () => {
    const final = { ...recipe, dropPath: 0.2, auxiliaryWeight: 0.4 };
    const micro = { ...spec, space: { kind: 'micro', blocks: 1, cells: 3, channels: 4 }, genome: '30414021' };
    expect(jobSpecSchema.parse({ ...micro, recipe: final }).recipe).toEqual(final);
    const { error } = jobSpecSchema.safeParse({ ...spec, recipe: final });
    expect(error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      'recipe.dropPath: expected only in the micro space: networks of the macro space are trained without',
      'recipe.auxiliaryWeight: expected only in the micro space: networks of the macro space are trained without',
    ]);
  });
});
