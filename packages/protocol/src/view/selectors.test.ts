import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { algorithmSchema } from '../search.ts';
import type { IndividualView, JobView, SearchView } from './searchView.ts';
import { currentGeneration, evaluatedIndividuals, progressOf } from './selectors.ts';

interface Point {
  accuracy: number | null;
  flops: number;
  state: JobView['state'];
}

function individual(ordinal: number, jobId: string, flops: number): IndividualView {
  return {
    individualId: `individual ${ordinal}`,
    generation: 0,
    ordinal,
    genome: '1',
    operator: 'random',
    parents: [],
    inheritance: null,
    prediction: null,
    rung: 0,
    jobId,
    params: 1,
    flops,
  };
}

function viewOf(points: readonly Point[]): SearchView {
  return {
    seq: 1,
    searchId: 's',
    config: {
      name: 'n',
      dataset: '',
      space: { kind: 'macro', phases: 1, nodes: 2, channels: 1 },
      algorithm: algorithmSchema.parse({
        kind: 'nsga2',
        population: 2,
        generations: 1,
        crossoverProbability: 1,
        mutationProbability: null,
      }),
      recipe: {
        epochs: 1,
        batchSize: 1,
        learningRate: 1,
        momentum: 0,
        weightDecay: 0,
        trainSamples: 1,
        validationSamples: 1,
        seed: 0,
      },
      replication: { kind: 'fixed', quorum: 3, maxReplicas: 5, tolerance: 1 },
      seed: 0,
    },
    datasetName: 'd',
    reference: { error: 100, flops: 100 },
    state: 'running',
    stateReason: null,
    waiting: null,
    createdAt: '',
    finishedAt: null,
    generations: [],
    individuals: points.map(({ flops }, index) => individual(index, `job ${index}`, flops)),
    jobs: points.map(({ accuracy, flops, state }, index) => ({
      jobId: `job ${index}`,
      ordinal: index,
      genome: '1',
      params: 1,
      flops,
      state,
      seats: 3,
      accuracy,
      digest: null,
      numericClass: null,
      openedAt: '',
      closedAt: null,
      assignments: [],
    })),
  };
}

const agreed = (accuracy: number, flops: number): Point => ({ accuracy, flops, state: 'agreed' });

describe('evaluatedIndividuals', () => {
  it('takes individuals whose job has agreed, duplicates of a job included', () => {
    const view = viewOf([
      agreed(90, 5),
      { accuracy: null, flops: 1, state: 'open' },
      { accuracy: null, flops: 1, state: 'failed' },
    ]);
    view.individuals.push(individual(3, 'job 0', 5));
    expect(evaluatedIndividuals(view)).toMatchObject([
      { individual: { ordinal: 0 }, accuracy: 90, error: 10, onFront: true },
      { individual: { ordinal: 3 }, accuracy: 90, error: 10, onFront: true },
    ]);
  });

  it('marks equal points together and leaves points dominated in one objective out', () => {
    const points = [agreed(90, 5), agreed(90, 5), agreed(90, 6), agreed(80, 5), agreed(80, 4), agreed(70, 9)];
    expect(evaluatedIndividuals(viewOf(points)).map(({ onFront }) => onFront)).toEqual([
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('finds the same front as comparing all pairs', () => {
    const point = fc.record<Point>({
      accuracy: fc.integer({ min: 0, max: 20 }).map((n) => n / 2),
      flops: fc.integer({ min: 1, max: 12 }),
      state: fc.constantFrom('agreed' as const, 'agreed' as const, 'open' as const),
    });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), (points) => {
        const found = evaluatedIndividuals(viewOf(points));
        expect(found).toHaveLength(points.filter(({ state }) => state === 'agreed').length);
        for (const a of found) {
          const dominated = found.some(
            (b) =>
              b.error <= a.error &&
              b.individual.flops <= a.individual.flops &&
              (b.error < a.error || b.individual.flops < a.individual.flops),
          );
          expect(a.onFront).toBe(!dominated);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the front of other objectives', () => {
  const view = viewOf([agreed(90, 5), agreed(80, 3), agreed(90, 4), agreed(70, 6)]);
  for (const [ordinal, item] of view.individuals.entries()) item.params = [2, 2, 3, 1][ordinal] ?? 0;
  const frontOf = (change: Partial<SearchView['config']['algorithm']>): number[] => {
    const algorithm = { ...view.config.algorithm, ...change };
    const found = evaluatedIndividuals({ ...view, config: { ...view.config, algorithm } });
    return found.flatMap(({ individual, onFront }) => (onFront ? [individual.ordinal] : []));
  };

  it('takes one, two or three of them', () => {
    expect(frontOf({ objectives: ['error'] })).toEqual([0, 2]);
    expect(frontOf({ objectives: ['params'] })).toEqual([3]);
    expect(frontOf({ objectives: ['error', 'flops'] })).toEqual([1, 2]);
    expect(frontOf({ objectives: ['params', 'error'] })).toEqual([0, 3]);
    expect(frontOf({ objectives: ['error', 'params', 'flops'] })).toEqual([0, 1, 2, 3]);
  });

  it('takes only individuals that were trained in full', () => {
    const fidelity = { epochs: [1, 2], eta: 2 };
    expect(frontOf({ fidelity })).toEqual([]);
    for (const ordinal of [0, 3]) Object.assign(view.individuals[ordinal] ?? {}, { rung: 1 });
    expect(frontOf({ fidelity })).toEqual([0]);
    expect(evaluatedIndividuals(view)).toHaveLength(4);
  });
});

describe('currentGeneration and progressOf', () => {
  it('is null before the first generation, then the youngest', () => {
    const view = viewOf([]);
    expect(currentGeneration(view)).toBeNull();
    for (const index of [0, 1]) {
      view.generations.push({
        index,
        size: 2,
        state: 'open',
        hypervolume: null,
        evaluations: null,
        front: [],
        savings: null,
        predictor: null,
        openedAt: '',
        closedAt: null,
      });
    }
    expect(currentGeneration(view)?.index).toBe(1);
  });

  it('counts jobs and assignments by state', () => {
    const view = viewOf([agreed(1, 1), agreed(2, 2), { accuracy: null, flops: 1, state: 'open' }]);
    view.jobs[2]?.assignments.push({
      assignmentId: 'a',
      hotkey: 'k',
      state: 'leased',
      leasedAt: '',
      endedAt: null,
      reason: null,
      outcome: null,
    });
    const progress = progressOf(view);
    expect(progress.jobs).toEqual({ open: 1, agreed: 2, failed: 0 });
    expect(progress.assignments).toMatchObject({ leased: 1, submitted: 0, agreed: 0 });
  });
});
