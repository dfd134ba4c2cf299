import type { JournalEvent, SubscribeReply } from '@naschain/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type FeedState, StreamFeed } from './streamFeed.ts';

interface Log {
  readonly seq: number;
  readonly seen: readonly number[];
}

const STREAM = 'network';

function event(seq: number): JournalEvent {
  const at = new Date(0).toISOString();
  return { stream: STREAM, seq, v: 1, at, type: 'miner.lost', payload: { hotkey: 'hotkey' } };
}

/** A Genomaster in memory: one journal, one line to one feed, which can be cut and made to misbehave. */
class Genomaster {
  head = 0;
  snapshots = 0;
  online = true;
  failing: Error | null = null;
  refuseCatchUp = false;
  private joined = false;
  readonly settled: boolean[] = [];
  readonly feed = new StreamFeed<Log>(
    {
      stream: STREAM,
      fetch: async () => {
        this.snapshots += 1;
        if (this.failing !== null) throw this.failing;
        return { seq: this.head, seen: Array.from({ length: this.head }, (_, index) => index + 1) };
      },
      advance: (log, events) => ({
        seq: events.at(-1)?.seq ?? log.seq,
        seen: [...log.seen, ...events.map(({ seq }) => seq)],
      }),
      isMissing: (error) => error instanceof Error && error.message === 'missing',
      weight: () => 0,
    },
    {
      isConnected: () => this.online,
      subscribe: async (_stream, afterSeq): Promise<SubscribeReply> => {
        if (this.refuseCatchUp) {
          this.refuseCatchUp = false;
          return { kind: 'refetch', head: this.head };
        }
        this.joined = true;
        this.deliver(afterSeq + 1, this.head);
        return { kind: 'subscribed', head: this.head };
      },
      unsubscribe: () => {
        this.joined = false;
      },
      onSettle: () => this.settled.push(this.feed.settled),
    },
  );

  /** @param lose true when the message gets lost on the way */
  append(lose = false): void {
    this.head += 1;
    if (this.online && this.joined && !lose) this.feed.receive([event(this.head)]);
  }

  cut(): void {
    this.online = false;
    this.joined = false;
    this.feed.disconnected();
  }

  mend(): void {
    this.online = true;
    this.feed.connected();
  }

  private deliver(from: number, to: number): void {
    this.feed.receive(Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => event(from + index)));
  }
}

const seen = (state: FeedState<Log>): readonly number[] | string =>
  state.kind === 'ready' ? state.value.seen : state.kind;
const upTo = (head: number): number[] => Array.from({ length: head }, (_, index) => index + 1);

describe('StreamFeed', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(50);

  it('goes from loading to a live view', async () => {
    const genomaster = new Genomaster();
    genomaster.head = 3;
    expect(genomaster.feed.getSnapshot().kind).toBe('loading');
    genomaster.feed.subscribe(() => {});
    await settle();
    genomaster.append();
    expect(seen(genomaster.feed.getSnapshot())).toEqual(upTo(4));
    expect(genomaster.feed.settled).toBe(true);
    expect(genomaster.snapshots).toBe(1);
  });

  it('has nothing missing and nothing twice after a cut', async () => {
    const genomaster = new Genomaster();
    genomaster.feed.subscribe(() => {});
    await settle();
    genomaster.append();
    genomaster.cut();
    expect(genomaster.feed.settled).toBe(false);
    for (let index = 0; index < 5; index += 1) genomaster.append();
    genomaster.mend();
    await settle();
    genomaster.append();
    expect(seen(genomaster.feed.getSnapshot())).toEqual(upTo(7));
    expect(genomaster.snapshots).toBe(1);
  });

  it('takes a fresh snapshot when an event got lost', async () => {
    const genomaster = new Genomaster();
    genomaster.feed.subscribe(() => {});
    await settle();
    genomaster.append(true);
    genomaster.append();
    await settle();
    expect(seen(genomaster.feed.getSnapshot())).toEqual(upTo(2));
    expect(genomaster.snapshots).toBe(2);
    expect(genomaster.feed.settled).toBe(true);
  });

  it('takes a fresh snapshot when it is too far behind to catch up', async () => {
    const genomaster = new Genomaster();
    genomaster.feed.subscribe(() => {});
    await settle();
    genomaster.cut();
    genomaster.append();
    genomaster.refuseCatchUp = true;
    genomaster.mend();
    await settle();
    expect(seen(genomaster.feed.getSnapshot())).toEqual(upTo(1));
    expect(genomaster.snapshots).toBe(2);
  });

  it('says why it failed and recovers by itself', async () => {
    const genomaster = new Genomaster();
    genomaster.failing = new Error('no answer');
    genomaster.feed.subscribe(() => {});
    await settle();
    expect(genomaster.feed.getSnapshot()).toEqual({ kind: 'failed', message: 'no answer' });
    genomaster.failing = null;
    await vi.advanceTimersByTimeAsync(2000);
    expect(seen(genomaster.feed.getSnapshot())).toEqual([]);
  });

  it('keeps what it has when a later snapshot fails', async () => {
    const genomaster = new Genomaster();
    genomaster.head = 2;
    genomaster.feed.subscribe(() => {});
    await settle();
    genomaster.failing = new Error('no answer');
    genomaster.append(true);
    genomaster.append();
    await settle();
    expect(seen(genomaster.feed.getSnapshot())).toEqual(upTo(2));
    expect(genomaster.feed.settled).toBe(false);
  });

  it('tells a missing thing from a failure', async () => {
    const genomaster = new Genomaster();
    genomaster.failing = new Error('missing');
    genomaster.feed.subscribe(() => {});
    await settle();
    expect(genomaster.feed.getSnapshot().kind).toBe('notFound');
    expect(genomaster.feed.settled).toBe(true);
  });

  it('shows data although the socket is closed', async () => {
    const genomaster = new Genomaster();
    genomaster.online = false;
    genomaster.head = 1;
    genomaster.feed.subscribe(() => {});
    await settle();
    expect(seen(genomaster.feed.getSnapshot())).toEqual(upTo(1));
    expect(genomaster.feed.settled).toBe(false);
  });

  it('draws at most ten times a second', async () => {
    const genomaster = new Genomaster();
    let draws = 0;
    genomaster.feed.subscribe(() => {
      draws += 1;
    });
    await settle();
    draws = 0;
    for (let index = 0; index < 100; index += 1) {
      genomaster.append();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(draws).toBeGreaterThan(5);
    expect(draws).toBeLessThanOrEqual(11);
  });

  it('rests while nobody listens and goes on from where it was', async () => {
    const genomaster = new Genomaster();
    const stop = genomaster.feed.subscribe(() => {});
    await settle();
    stop();
    genomaster.append();
    expect(seen(genomaster.feed.getSnapshot())).toEqual([]);
    genomaster.feed.subscribe(() => {});
    await settle();
    expect(seen(genomaster.feed.getSnapshot())).toEqual(upTo(1));
    expect(genomaster.snapshots).toBe(1);
  });
});
