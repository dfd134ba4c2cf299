import type { JournalEvent } from '@naschain/protocol';
import { describe, expect, it, vi } from 'vitest';
import { EventPump, type ReadJournal } from './eventPump.ts';

function event(seq: number): JournalEvent {
  const payload = { index: seq, size: 1 };
  return { stream: 's', seq, v: 1, at: '2026-01-01T00:00:00.000Z', type: 'generation.opened', payload };
}

/** A journal in memory, of which `failures` reads fail first. */
function journal(failures = 0): { events: JournalEvent[]; read: ReadJournal } {
  const events: JournalEvent[] = [];
  let left = failures;
  const read: ReadJournal = async ({ afterSeq, limit }) => {
    await Promise.resolve();
    if (left-- > 0) throw new Error('the database is away');
    return events.filter(({ seq }) => seq > afterSeq).slice(0, limit);
  };
  return { events, read };
}

function started(read: ReadJournal) {
  const sent: number[] = [];
  const pump = new EventPump(read, { warn: () => {} }, 1);
  pump.listen((_, events) => sent.push(...events.map(({ seq }) => seq)));
  return { pump, sent };
}

describe('EventPump', () => {
  it('sends every event once and in order, however many signals come', async () => {
    const { events, read } = journal();
    const { pump, sent } = started(read);
    pump.follow('s', 0);
    for (let seq = 1; seq <= 1200; seq++) {
      events.push(event(seq));
      if (seq % 7 === 0) pump.signal(['s', 's', 'unknown']);
      if (seq % 100 === 0) await Promise.resolve();
    }
    pump.signal(['s']);
    await pump.stop();
    expect(sent).toEqual(events.map(({ seq }) => seq));
  });

  it('starts after what its listeners have', async () => {
    const { events, read } = journal();
    const { pump, sent } = started(read);
    events.push(event(1), event(2), event(3));
    pump.signal(['s']);
    pump.follow('s', 2);
    pump.signal(['s']);
    await pump.stop();
    expect(sent).toEqual([3]);
  });

  it('keeps a signal until the journal can be read', async () => {
    const { events, read } = journal(2);
    const { pump, sent } = started(read);
    pump.follow('s', 0);
    events.push(event(1));
    pump.signal(['s']);
    await vi.waitFor(() => expect(sent).toEqual([1]));
  });

  it('stops although the journal cannot be read', async () => {
    const { events, read } = journal(Number.POSITIVE_INFINITY);
    const { pump, sent } = started(read);
    pump.follow('s', 0);
    events.push(event(1));
    pump.signal(['s']);
    await pump.stop();
    expect(sent).toEqual([]);
  });
});
