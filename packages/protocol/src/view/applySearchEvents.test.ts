import { describe, expect, it } from 'vitest';
import type { JournalEvent, NewEvent } from '../event.ts';
import { applySearchEvent, applySearchEvents } from './applySearchEvent.ts';
import {
  createdEvent,
  digest,
  ended,
  fail,
  id,
  journal,
  lease,
  openJob,
  propose,
  start,
  viewOf,
} from './sampleJournal.ts';
import type { SearchView } from './searchView.ts';

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
        numericClass: 'exact-1',
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
