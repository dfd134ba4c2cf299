import type { SearchView } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { testGeneration, testIndividual, testJob, testSearch } from './fixture.ts';
import { generationProgress, generationText } from './generationProgress.ts';

function search(
  over: Partial<SearchView>,
  algorithm: Partial<SearchView['config']['algorithm']> = {},
): SearchView {
  const view = testSearch(over);
  return { ...view, config: { ...view.config, algorithm: { ...view.config.algorithm, ...algorithm } } };
}

const jobs = [testJob({ jobId: 'done', state: 'agreed', accuracy: 50 }), testJob({ jobId: 'open' })];
const fresh = (generation: number, jobId: string) => testIndividual({ generation, jobId });
const promoted = (jobId: string) => testIndividual({ jobId, operator: 'promotion', rung: 1, parents: ['x'] });

describe('generationProgress', () => {
  it('counts verdicts against the networks planned', () => {
    const [progress] = generationProgress(
      search({ jobs, generations: [testGeneration({})], individuals: [fresh(0, 'done'), fresh(0, 'open')] }),
    );
    expect(progress).toEqual({
      networks: { done: 1, planned: 4 },
      promotions: { done: 0, proposed: 0 },
      share: 0.25,
    });
  });

  it('keeps promotions apart, and knows from the start that they will come', () => {
    const fidelity = { epochs: [1, 2, 4], eta: 2 };
    const individuals = [
      ...Array.from({ length: 4 }, () => fresh(0, 'done')),
      promoted('done'),
      promoted('open'),
    ];
    const view = search({ jobs, individuals, generations: [testGeneration({})] }, { fidelity });
    // 4 networks, 2 promotions, 1 promotion of those
    expect(generationProgress(view)[0]).toEqual({
      networks: { done: 4, planned: 4 },
      promotions: { done: 1, proposed: 2 },
      share: 5 / 7,
    });
  });

  it('follows several open generations, and calls a closed one complete whatever its size', () => {
    const generations = [
      testGeneration({ state: 'closed' }),
      testGeneration({ index: 1 }),
      testGeneration({ index: 2 }),
    ];
    const individuals = [fresh(0, 'done'), fresh(1, 'done'), fresh(2, 'open')];
    const view = search({ jobs, generations, individuals }, { mode: 'steady-state' });
    expect(generationProgress(view).map(({ share }) => share)).toEqual([1, 0.25, 0]);
  });
});

describe('generationText', () => {
  it('names the youngest generation, or all that are open', () => {
    expect(generationText(search({}))).toBe('generation 0 of 2');
    expect(generationText(search({ generations: [testGeneration({})] }))).toBe('generation 1 of 2');
    const two = [testGeneration({}), testGeneration({ index: 1 })];
    expect(generationText(search({ generations: two }))).toBe('generations 1 to 2 of 2');
  });
});
