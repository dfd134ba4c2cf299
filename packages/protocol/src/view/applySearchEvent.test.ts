import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../event.ts';
import { applySearchEvent } from './applySearchEvent.ts';
import {
  assignmentOf,
  at,
  config,
  createdEvent,
  digest,
  ended,
  fail,
  hotkey,
  id,
  jobOf,
  journal,
  lease,
  only,
  openJob,
  propose,
  SEARCH,
  start,
  viewOf,
} from './sampleJournal.ts';
import { ViewError } from './viewError.ts';

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
      savings: null,
      predictor: null,
      openedAt: at(2),
      closedAt: null,
    });
    expect(only(view.individuals)).toMatchObject({
      individualId: id(1, 0),
      ordinal: 0,
      prediction: { mean: 30, deviation: 2.5 },
      jobId: id(2, 0),
    });
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
      epochs: 2,
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
          numericClass: 'exact-1',
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
      numericClass: 'exact-1',
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
    const savings = { duplicates: 3, screened: 1800, infeasible: 0 };
    const predictor = {
      trusted: true,
      rankCorrelation: 0.8,
      leaveOneOut: null,
      coverage: 0.9,
      trainedOn: 12,
    };
    const closed: NewEvent = {
      type: 'generation.closed',
      payload: { index: 0, hypervolume: 0.25, evaluations: 2, front: [id(1, 0)], savings, predictor },
    };
    expect(only(viewOf([...start, closed]).generations)).toMatchObject({
      state: 'closed',
      size: 2,
      hypervolume: 0.25,
      evaluations: 2,
      front: [id(1, 0)],
      savings,
      predictor,
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
