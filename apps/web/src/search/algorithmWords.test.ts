import { algorithmSchema, type SearchConfig } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { algorithmName, objectivesText, searchTerms } from './algorithmWords.ts';
import { testSearch } from './fixture.ts';

const { config } = testSearch({});

function terms(algorithm: Partial<SearchConfig['algorithm']>): readonly string[] {
  return searchTerms({ ...config, algorithm: { ...config.algorithm, ...algorithm } }).map(({ text }) => text);
}

describe('searchTerms', () => {
  it('names the algorithm and mode first', () => {
    expect(terms({}).slice(0, 3)).toEqual(['NSGA-II', 'generational', 'population 4']);
    expect(terms({ kind: 'surrogate', mode: 'steady-state' }).slice(0, 2)).toEqual([
      'Surrogate-assisted search',
      'steady state',
    ]);
  });

  it('names objectives, limits and halving only where they are not the usual ones', () => {
    expect(terms({})).not.toContain('minimises error and FLOPs');
    expect(terms({})).toContain('2 epochs');
    const special = terms({
      objectives: ['error', 'params', 'flops'],
      constraints: { params: 100_000, flops: 12_500_000 },
      fidelity: { epochs: [1, 3, 9], eta: 3 },
    });
    expect(special).toEqual(
      expect.arrayContaining([
        'minimises error, params and FLOPs',
        'params ≤ 100 k',
        'FLOPs ≤ 12.5 M',
        'successive halving, epochs 1 → 3 → 9',
      ]),
    );
  });

  it('says that trainings may stop early', () => {
    const recipe = { ...config.recipe, earlyStop: { patience: 3 } };
    const term = searchTerms({ ...config, recipe }).find(({ text }) => text === 'up to 2 epochs');
    expect(term?.meaning).toBe(
      'Every network is trained for up to 2 epochs. A training stops when 3 epochs in a row brought no better accuracy.',
    );
  });

  it('describes the space', () => {
    const of = (space: SearchConfig['space']) => searchTerms({ ...config, space }).map(({ text }) => text);
    expect(of(config.space)).toContain('3 phases of 4 nodes, 8 channels');
    expect(of({ kind: 'micro', blocks: 5, cells: 11, channels: 16 })).toContain(
      '11 cells of 5 blocks, 16 channels',
    );
    expect(of({ kind: 'micro', blocks: 1, cells: 1, channels: 1 })).toContain('1 cell of 1 block, 1 channel');
  });

  it('explains each in a sentence', () => {
    for (const kind of algorithmSchema.shape.kind.options) {
      for (const { meaning } of searchTerms({ ...config, algorithm: { ...config.algorithm, kind } })) {
        expect(meaning).toMatch(/^[A-Z].+\.$/);
      }
    }
  });
});

describe('names', () => {
  it('mention the mode where it is not generational', () => {
    expect(algorithmName({ kind: 'nsganet', mode: 'generational' })).toBe('NSGA-Net');
    expect(algorithmName({ kind: 'random', mode: 'steady-state' })).toBe('Random search, steady state');
  });

  it('list objectives', () => {
    expect(objectivesText(['error'])).toBe('error');
    expect(objectivesText(['params', 'flops'])).toBe('params and FLOPs');
  });
});
