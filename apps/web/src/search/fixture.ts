import {
  type AssignmentView,
  algorithmSchema,
  type GenerationView,
  type IndividualView,
  type JobView,
  type SearchView,
} from '@naschain/protocol';

/** Parts of a search for tests: each has what its test names, and sound values elsewhere. */
export function testJob(over: Partial<JobView>): JobView {
  return {
    jobId: 'job',
    ordinal: 0,
    genome: '000000000000000000000',
    params: 1000,
    flops: 1_000_000,
    state: 'open',
    seats: 3,
    accuracy: null,
    digest: null,
    numericClass: null,
    openedAt: '2026-01-01T00:00:00.000Z',
    closedAt: null,
    assignments: [],
    ...over,
  };
}

export function testIndividual(over: Partial<IndividualView>): IndividualView {
  return {
    individualId: 'individual',
    generation: 0,
    ordinal: 0,
    genome: '000000000000000000000',
    operator: 'random',
    parents: [],
    inheritance: null,
    prediction: null,
    rung: 0,
    jobId: 'job',
    params: 1000,
    flops: 1_000_000,
    ...over,
  };
}

export function testGeneration(over: Partial<GenerationView>): GenerationView {
  return {
    index: 0,
    size: 4,
    state: 'open',
    hypervolume: null,
    evaluations: null,
    front: [],
    savings: null,
    predictor: null,
    openedAt: '2026-01-01T00:00:00.000Z',
    closedAt: null,
    ...over,
  };
}

export function testAssignment(over: Partial<AssignmentView>): AssignmentView {
  return {
    assignmentId: 'assignment',
    hotkey: 'alice',
    state: 'leased',
    leasedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    reason: null,
    outcome: null,
    ...over,
  };
}

export function testSearch(over: Partial<SearchView>): SearchView {
  return {
    seq: 1,
    searchId: 'search',
    config: {
      name: 'test',
      dataset: '0'.repeat(64),
      space: { kind: 'macro', phases: 3, nodes: 4, channels: 8 },
      algorithm: algorithmSchema.parse({
        kind: 'nsga2',
        population: 4,
        generations: 2,
        crossoverProbability: 0.9,
        mutationProbability: null,
      }),
      recipe: {
        epochs: 2,
        batchSize: 16,
        learningRate: 0.05,
        momentum: 0.9,
        weightDecay: 0,
        trainSamples: 100,
        validationSamples: 50,
        seed: 1,
      },
      replication: { kind: 'fixed', quorum: 3, maxReplicas: 5, tolerance: 1 },
      seed: 1,
    },
    datasetName: 'test',
    reference: { error: 100, flops: 50_000_000 },
    state: 'running',
    stateReason: null,
    waiting: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    finishedAt: null,
    generations: [],
    individuals: [],
    jobs: [],
    ...over,
  };
}
