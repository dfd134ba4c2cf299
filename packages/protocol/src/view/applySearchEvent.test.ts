import { describe, expect, it } from 'vitest';
import { type JournalEvent, type NewEvent, parseEvent, parseNewEvent, searchStream } from '../event.ts';
import type { SearchConfig } from '../search.ts';
import { applySearchEvent, applySearchEvents } from './applySearchEvent.ts';
import type { AssignmentView, JobView, SearchView } from './searchView.ts';
import { ViewError } from './viewError.ts';

/** A UUID made of a kind and a number, readable in failures. */
function id(kind: number, number: number): string {
  return `00000000-0000-4000-8${String(kind).padStart(3, '0')}-${String(number).padStart(12, '0')}`;
}
const SEARCH = id(0, 0);
const digest = 'ab'.repeat(32);
const hotkey = (n: number) => `5${'ABCDEFGHJK'[n % 10] ?? 'A'}${'x'.repeat(46)}`;
const at = (seq: number) => new Date(Date.UTC(2030, 0, 1) + seq * 1000).toISOString();

const config: SearchConfig = {
  name: 'sample',
  dataset: digest,
  space: { kind: 'macro', phases: 1, nodes: 2, channels: 8 },
  algorithm: {
    kind: 'nsga2',
    population: 2,
    generations: 1,
    crossoverProbability: 0.9,
    mutationProbability: null,
  },
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

const createdEvent: NewEvent = {
  type: 'search.created',
  payload: { searchId: SEARCH, config, datasetName: 'digits', reference: { error: 100, flops: 1000 } },
};

/** Numbers events from 1; each passes the journal's own check, so that no test runs on what could not be stored. */
function journal(events: readonly NewEvent[], firstSeq = 1): JournalEvent[] {
  return events.map((event, index) => {
    const seq = firstSeq + index;
    return parseEvent({ ...parseNewEvent(event), stream: searchStream(SEARCH), seq, v: 1, at: at(seq) });
  });
}

function propose(ordinal: number): NewEvent {
  return {
    type: 'individual.proposed',
    payload: {
      individualId: id(1, ordinal),
      generation: 0,
      ordinal,
      genome: '01',
      operator: 'random',
      parents: [],
      jobId: id(2, ordinal),
      params: 10 + ordinal,
      flops: 100 + ordinal,
    },
  };
}

function openJob(ordinal: number): NewEvent {
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

function lease(assignment: number, job: number): NewEvent {
  return {
    type: 'assignment.leased',
    payload: { assignmentId: id(3, assignment), jobId: id(2, job), hotkey: hotkey(assignment) },
  };
}

function ended(type: 'submitted' | 'expired' | 'revoked', assignment: number): NewEvent {
  return { type: `assignment.${type}`, payload: { assignmentId: id(3, assignment) } };
}

const start: NewEvent[] = [
  createdEvent,
  { type: 'generation.opened', payload: { index: 0, size: 2 } },
  propose(0),
  openJob(0),
];

function viewOf(events: readonly NewEvent[]): SearchView {
  return journal(events).reduce<SearchView | null>(applySearchEvent, null) ?? fail();
}

function fail(): never {
  throw new Error('expected a view');
}

function only<T>(items: readonly T[]): T {
  expect(items).toHaveLength(1);
  return items[0] ?? fail();
}

const jobOf = (view: SearchView): JobView => only(view.jobs);
const assignmentOf = (view: SearchView): AssignmentView => only(jobOf(view).assignments);

describe('applySearchEvent', () => {
  it('builds the view from search.created', () => {
    expect(viewOf([createdEvent])).toEqual({
      seq: 1,
      searchId: SEARCH,
      config,
      datasetName: 'digits',
      reference: { error: 100, flops: 1000 },
      state: 'running',
      stateReason: null,
      waiting: null,
      createdAt: at(1),
      finishedAt: null,
      generations: [],
      individuals: [],
      jobs: [],
    });
  });

  it('records a generation, an individual and its job', () => {
    const view = viewOf(start);
    expect(only(view.generations)).toEqual({
      index: 0,
      size: 2,
      state: 'open',
      hypervolume: null,
      evaluations: null,
      front: [],
      openedAt: at(2),
      closedAt: null,
    });
    expect(only(view.individuals)).toMatchObject({ individualId: id(1, 0), ordinal: 0, jobId: id(2, 0) });
    expect(jobOf(view)).toMatchObject({ state: 'open', seats: 2, openedAt: at(4), assignments: [] });
  });

  it('keeps individuals and jobs in the order of their ordinals whatever the order of events', () => {
    const view = viewOf([createdEvent, propose(2), propose(0), openJob(1), openJob(0), propose(1)]);
    expect(view.individuals.map((individual) => individual.ordinal)).toEqual([0, 1, 2]);
    expect(view.jobs.map((job) => job.ordinal)).toEqual([0, 1]);
  });

  it('follows an assignment from lease to submission', () => {
    expect(assignmentOf(viewOf([...start, lease(0, 0)]))).toEqual({
      assignmentId: id(3, 0),
      hotkey: hotkey(0),
      state: 'leased',
      leasedAt: at(5),
      endedAt: null,
      reason: null,
      outcome: null,
    });
    expect(assignmentOf(viewOf([...start, lease(0, 0), ended('submitted', 0)]))).toMatchObject({
      state: 'submitted',
      endedAt: at(6),
    });
  });

  it('ends an assignment by expiry, revocation or return', () => {
    for (const state of ['expired', 'revoked'] as const) {
      expect(assignmentOf(viewOf([...start, lease(0, 0), ended(state, 0)]))).toMatchObject({
        state,
        endedAt: at(6),
        reason: null,
      });
    }
    const returned: NewEvent = {
      type: 'assignment.returned',
      payload: { assignmentId: id(3, 0), reason: 'shutdown' },
    };
    expect(assignmentOf(viewOf([...start, lease(0, 0), returned]))).toMatchObject({
      state: 'returned',
      endedAt: at(6),
      reason: 'shutdown',
    });
  });

  it('lets a late result overwrite the expiry', () => {
    const view = viewOf([...start, lease(0, 0), ended('expired', 0), ended('submitted', 0)]);
    expect(assignmentOf(view)).toMatchObject({ state: 'submitted', endedAt: at(7) });
  });

  it('sets endedAt of a rejection only if the work had not ended before', () => {
    const rejected: NewEvent = {
      type: 'assignment.rejected',
      payload: { assignmentId: id(3, 0), reason: 'malformed' },
    };
    expect(assignmentOf(viewOf([...start, lease(0, 0), rejected]))).toMatchObject({
      state: 'rejected',
      reason: 'malformed',
      endedAt: at(6),
    });
    const later = viewOf([...start, lease(0, 0), ended('submitted', 0), rejected]);
    expect(assignmentOf(later).endedAt).toBe(at(6));
  });

  it('adds seats and closes a job with the verdict on every replica', () => {
    const replica = {
      hotkey: hotkey(0),
      reason: null,
      accuracy: 60,
      params: 10,
      flops: 100,
      digest,
      seconds: 3,
    };
    const events: NewEvent[] = [
      ...start,
      lease(0, 0),
      lease(1, 0),
      lease(2, 0),
      ended('submitted', 0),
      ended('submitted', 1),
      { type: 'job.seatsAdded', payload: { jobId: id(2, 0), seats: 2 } },
      {
        type: 'job.closed',
        payload: {
          jobId: id(2, 0),
          outcome: 'agreed',
          accuracy: 60,
          digest,
          numericClass: 'exact-0',
          replicas: [
            { ...replica, assignmentId: id(3, 0), verdict: 'agreed' },
            {
              ...replica,
              assignmentId: id(3, 1),
              hotkey: hotkey(1),
              verdict: 'rejected',
              reason: 'digestMismatch',
            },
          ],
        },
      },
      ended('revoked', 2),
    ];
    const job = jobOf(viewOf(events));
    expect(job).toMatchObject({
      state: 'agreed',
      seats: 4,
      accuracy: 60,
      digest,
      numericClass: 'exact-0',
      closedAt: at(11),
    });
    expect(job.assignments.map(({ state, reason, endedAt }) => ({ state, reason, endedAt }))).toEqual([
      { state: 'agreed', reason: null, endedAt: at(8) },
      { state: 'rejected', reason: 'digestMismatch', endedAt: at(9) },
      { state: 'revoked', reason: null, endedAt: at(12) },
    ]);
    expect(job.assignments[0]?.outcome).toMatchObject({ verdict: 'agreed', accuracy: 60, seconds: 3 });
    expect(job.assignments[2]?.outcome).toBeNull();
  });

  it('closes a generation', () => {
    const closed: NewEvent = {
      type: 'generation.closed',
      payload: { index: 0, hypervolume: 0.25, evaluations: 2, front: [id(1, 0)] },
    };
    expect(only(viewOf([...start, closed]).generations)).toMatchObject({
      state: 'closed',
      size: 2,
      hypervolume: 0.25,
      evaluations: 2,
      front: [id(1, 0)],
      openedAt: at(2),
      closedAt: at(5),
    });
  });

  it('records waiting and the end of the search', () => {
    const waiting = { kind: 'needMiners', have: 1, need: 3 } as const;
    const events: NewEvent[] = [createdEvent, { type: 'search.waitingChanged', payload: { waiting } }];
    expect(viewOf(events).waiting).toEqual(waiting);
    events.push({ type: 'search.waitingChanged', payload: { waiting: null } });
    events.push({ type: 'search.stateChanged', payload: { state: 'cancelled', reason: 'by its owner' } });
    expect(viewOf(events)).toMatchObject({
      waiting: null,
      state: 'cancelled',
      stateReason: 'by its owner',
      finishedAt: at(4),
    });
  });

  it('refuses what does not continue its stream', () => {
    const [first, second, third] = journal(start);
    if (first === undefined || second === undefined || third === undefined) throw new Error('three events');
    const view = applySearchEvent(null, first);
    const codeOf = (act: () => unknown): string => {
      try {
        act();
      } catch (error) {
        if (error instanceof ViewError) return error.code;
        throw error;
      }
      return 'none';
    };
    expect(codeOf(() => applySearchEvent(view, third))).toBe('gap');
    expect(codeOf(() => applySearchEvent(view, first))).toBe('gap');
    expect(codeOf(() => applySearchEvent(null, second))).toBe('gap');
    expect(codeOf(() => applySearchEvent(null, { ...second, seq: 1 }))).toBe('inconsistent');
    expect(codeOf(() => applySearchEvent(view, { ...second, stream: 'network' }))).toBe('wrongStream');
    expect(codeOf(() => applySearchEvent(view, { ...first, seq: 2 }))).toBe('inconsistent');
    const [stranger] = journal([ended('submitted', 9)], 2);
    expect(codeOf(() => applySearchEvent(view, stranger ?? fail()))).toBe('inconsistent');
    const [miner] = journal([{ type: 'miner.lost', payload: { hotkey: hotkey(0) } }], 2);
    expect(codeOf(() => applySearchEvent(view, miner ?? fail()))).toBe('wrongStream');
  });
});

/** A search of `count` individuals in which every job runs two replicas to an agreement. */
function longJournal(count: number): JournalEvent[] {
  const events: NewEvent[] = [createdEvent];
  for (let n = 0; n < count; n += 1) {
    const replicas = [2 * n, 2 * n + 1];
    events.push(propose(n), openJob(n), ...replicas.map((a) => lease(a, n)));
    events.push(...replicas.map((a) => ended('submitted', a)));
    events.push({
      type: 'job.closed',
      payload: {
        jobId: id(2, n),
        outcome: 'agreed',
        accuracy: (n * 37) % 100,
        digest,
        numericClass: 'exact-0',
        replicas: [],
      },
    });
  }
  return journal(events);
}

describe('sharing and speed', () => {
  it('changes nothing in the view it was given and shares what did not change', () => {
    const before = viewOf([...start, propose(1), openJob(1), lease(0, 0)]);
    const copy = structuredClone(before);
    const [event] = journal([ended('submitted', 0)], before.seq + 1);
    const after = applySearchEvent(before, event ?? fail());
    expect(before).toEqual(copy);
    expect(after.individuals).toBe(before.individuals);
    expect(after.generations).toBe(before.generations);
    expect(after.jobs[1]).toBe(before.jobs[1]);
    expect(after.jobs[0]).not.toBe(before.jobs[0]);
  });

  it('gives the same in one batch, in many and event by event', () => {
    const events = longJournal(30);
    const one = events.reduce<SearchView | null>(applySearchEvent, null);
    expect(applySearchEvents(null, events)).toEqual(one);
    for (const cut of [1, 50, 111]) {
      const part = applySearchEvents(null, events.slice(0, cut));
      const copy = structuredClone(part);
      expect(applySearchEvents(part, events.slice(cut))).toEqual(one);
      expect(part).toEqual(copy);
    }
    expect(applySearchEvents(one, [])).toBe(one);
    expect(applySearchEvents(null, [])).toBeNull();
  });

  it('keeps far ahead of 50 events a second at 10,000 individuals', () => {
    const events = longJournal(10_000);
    const rebuildStart = performance.now();
    let view = applySearchEvents(null, events.slice(0, -500)) ?? fail();
    const rebuild = performance.now() - rebuildStart;
    const liveStart = performance.now();
    for (const event of events.slice(-500)) view = applySearchEvent(view, event);
    const live = performance.now() - liveStart;
    expect(view.individuals).toHaveLength(10_000);
    // Measured 600 ms and 56 ms on a busy machine; 500 events at 50 a second are 10 s.
    expect(rebuild).toBeLessThan(5_000);
    expect(live).toBeLessThan(2_500);
  });
});
