import { describe, expect, it } from 'vitest';
import { testGeneration, testIndividual, testJob, testSearch } from './fixture.ts';
import { searchModel } from './model.ts';
import { individualText, paretoText } from './words.ts';

const view = testSearch({
  jobs: [
    testJob({ jobId: 'small', state: 'agreed', accuracy: 50 }),
    testJob({ jobId: 'large', state: 'agreed', accuracy: 70 }),
    testJob({ jobId: 'waste', state: 'agreed', accuracy: 40 }),
    testJob({ jobId: 'open' }),
    testJob({ jobId: 'failed', state: 'failed' }),
  ],
  individuals: [
    testIndividual({ individualId: 'a', ordinal: 0, jobId: 'large', flops: 9_000_000 }),
    testIndividual({ individualId: 'b', ordinal: 1, jobId: 'small', flops: 2_000_000 }),
    testIndividual({ individualId: 'c', ordinal: 2, jobId: 'waste', flops: 8_000_000 }),
    testIndividual({ individualId: 'd', ordinal: 3, jobId: 'open' }),
    testIndividual({ individualId: 'e', ordinal: 4, jobId: 'failed' }),
    testIndividual({ individualId: 'f', ordinal: 5, jobId: 'small', flops: 2_000_000 }),
  ],
});
const model = searchModel(view);

describe('searchModel', () => {
  it('draws evaluated and pending networks, but none whose job failed', () => {
    expect(model.points.map(({ id, accuracy, front }) => [id, accuracy, front])).toEqual([
      ['a', 70, true],
      ['b', 50, true],
      ['c', 40, false],
      ['d', null, false],
      ['f', 50, true],
    ]);
  });

  it('lists the front by FLOPs, with both copies of a network', () => {
    expect(model.front.map((entry) => entry.individual.individualId)).toEqual(['b', 'f', 'a']);
    expect(model.bestAccuracy).toBe(70);
  });

  it('knows the best accuracy whatever the objectives', () => {
    const algorithm = { ...view.config.algorithm, objectives: ['params' as const] };
    // All have as many parameters: all are on the front, the least accurate one as well.
    const other = searchModel({ ...view, config: { ...view.config, algorithm } });
    expect(other.front).toHaveLength(4);
    expect(other.bestAccuracy).toBe(70);
    expect(other.cost).toBe('params');
  });

  it('keeps short trainings off the front and out of the best accuracy', () => {
    const algorithm = { ...view.config.algorithm, fidelity: { epochs: [1, 2], eta: 2 } };
    const individuals = view.individuals.map((individual) => ({
      ...individual,
      rung: individual.jobId === 'large' ? 0 : 1,
    }));
    const halved = searchModel({ ...view, individuals, config: { ...view.config, algorithm } });
    expect(halved.points.find(({ id }) => id === 'a')).toMatchObject({
      short: true,
      front: false,
      accuracy: 70,
    });
    expect(halved.bestAccuracy).toBe(50);
    expect([halved.full, halved.evaluated.size]).toEqual([3, 4]);
    expect(individualText(halved, 'a')).toContain('short training, 1 of 2 epochs');
    expect(paretoText(halved)).toContain('1 of them after a short training');
  });

  it('takes the hypervolume of the last closed generation', () => {
    expect(model.hypervolume).toBeNull();
    const savings = { duplicates: 3, screened: 20, infeasible: 0 };
    const generation = testGeneration({ state: 'closed', hypervolume: 0.5, savings });
    const open = testGeneration({ index: 1 });
    const closed = searchModel({ ...view, generations: [generation, open] });
    expect(closed).toMatchObject({ hypervolume: 0.5, savings, predictor: null });
  });
});

describe('words', () => {
  it('tell the picture', () => {
    expect(paretoText(model)).toBe(
      'Accuracy over FLOPs of 4 evaluated networks, 1 pending. The Pareto front has 3, from 50.0 % at 2.00 M FLOPs to 70.0 % at 9.00 M FLOPs.',
    );
    expect(individualText(model, 'd')).toBe(
      'Network 3: pending, 1.00 M FLOPs, 1.00 k parameters, generation 1',
    );
  });
});
