import { type JournalEvent, type NewEvent, parseEvent, parseNewEvent, searchStream } from '../event.ts';
import { algorithmSchema, type SearchConfig } from '../search.ts';
import { applySearchEvent } from './applySearchEvent.ts';
import type { AssignmentView, JobView, SearchView } from './searchView.ts';

// Journals of a small search, for tests.

/** A UUID made of a kind and a number, readable in failures. */
export function id(kind: number, number: number): string {
  return `00000000-0000-4000-8${String(kind).padStart(3, '0')}-${String(number).padStart(12, '0')}`;
}
export const SEARCH = id(0, 0);
export const digest = 'ab'.repeat(32);
export const hotkey = (n: number) => `5${'ABCDEFGHJK'[n % 10] ?? 'A'}${'x'.repeat(46)}`;
export const at = (seq: number) => new Date(Date.UTC(2030, 0, 1) + seq * 1000).toISOString();

export const config: SearchConfig = {
  name: 'sample',
  dataset: digest,
  space: { kind: 'macro', phases: 1, nodes: 2, channels: 8 },
  algorithm: algorithmSchema.parse({
    kind: 'surrogate',
    population: 2,
    generations: 1,
    crossoverProbability: 0.9,
    mutationProbability: null,
  }),
  recipe: {
    epochs: 1,
    batchSize: 8,
    learningRate: 0.1,
    momentum: 0.9,
    weightDecay: 0,
    trainSamples: 64,
    validationSamples: 50,
    seed: 1,
  },
  replication: { kind: 'fixed', quorum: 2, maxReplicas: 4, tolerance: 1 },
  seed: 7,
};

export const createdEvent: NewEvent = {
  type: 'search.created',
  payload: { searchId: SEARCH, config, datasetName: 'digits', reference: { error: 100, flops: 1000 } },
};

/** Numbers events from 1; each passes the journal's own check, so that no test runs on what could not be stored. */
export function journal(events: readonly NewEvent[], firstSeq = 1): JournalEvent[] {
  return events.map((event, index) => {
    const seq = firstSeq + index;
    return parseEvent({ ...parseNewEvent(event), stream: searchStream(SEARCH), seq, v: 1, at: at(seq) });
  });
}

export function propose(ordinal: number): NewEvent {
  return {
    type: 'individual.proposed',
    payload: {
      individualId: id(1, ordinal),
      generation: 0,
      ordinal,
      genome: '01',
      operator: 'random',
      parents: [],
      inheritance: null,
      prediction: { mean: 30 + ordinal, deviation: 2.5 },
      rung: 0,
      jobId: id(2, ordinal),
      params: 10 + ordinal,
      flops: 100 + ordinal,
    },
  };
}

export function openJob(ordinal: number): NewEvent {
  return {
    type: 'job.opened',
    payload: {
      jobId: id(2, ordinal),
      ordinal,
      genome: '01',
      params: 10 + ordinal,
      flops: 100 + ordinal,
      seats: 2,
    },
  };
}

export function lease(assignment: number, job: number): NewEvent {
  return {
    type: 'assignment.leased',
    payload: { assignmentId: id(3, assignment), jobId: id(2, job), hotkey: hotkey(assignment) },
  };
}

export function ended(type: 'submitted' | 'expired' | 'revoked', assignment: number): NewEvent {
  return { type: `assignment.${type}`, payload: { assignmentId: id(3, assignment) } };
}

export const start: NewEvent[] = [
  createdEvent,
  { type: 'generation.opened', payload: { index: 0, size: 2 } },
  propose(0),
  openJob(0),
];

export function viewOf(events: readonly NewEvent[]): SearchView {
  return journal(events).reduce<SearchView | null>(applySearchEvent, null) ?? fail();
}

export function fail(): never {
  throw new Error('expected a view, or one of something');
}

export function only<T>(items: readonly T[]): T {
  const [item = fail(), ...others] = items;
  return others.length === 0 ? item : fail();
}

export const jobOf = (view: SearchView): JobView => only(view.jobs);
export const assignmentOf = (view: SearchView): AssignmentView => only(jobOf(view).assignments);
