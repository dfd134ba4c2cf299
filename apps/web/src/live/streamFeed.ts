import type { JournalEvent, SubscribeReply } from '@naschain/protocol';
import { inOrder } from './inOrder.ts';
import { createThrottle } from './throttle.ts';

/** What a page knows about a view: four distinct states. */
export type FeedState<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'notFound' };

/** The ways out of a feed; the connection provides them, tests replace them. */
export interface FeedLink {
  readonly isConnected: () => boolean;
  readonly subscribe: (stream: string, afterSeq: number) => Promise<SubscribeReply>;
  readonly unsubscribe: (stream: string) => void;
  /** Called when `settled` may have changed. */
  readonly onSettle: () => void;
}

export interface FeedSource<T> {
  readonly stream: string;
  readonly fetch: () => Promise<T>;
  /** The value after these events, or `refetch` when only a fresh snapshot can tell. @throws when they do not fit */
  readonly advance: (value: T, events: readonly JournalEvent[]) => T | 'refetch';
  /** True for an error that says that the thing does not exist. */
  readonly isMissing: (error: unknown) => boolean;
  /** Number of things that a page draws from the value. */
  readonly weight: (value: T) => number;
}

/** Pages are drawn at most ten times a second, large ones less often: ten thousand things take about 600 ms. */
const RENDER_INTERVAL = 100;
const THINGS_PER_MS = 20;
/** Snapshots are fetched at most once a second. */
const FETCH_INTERVAL = 1000;
/** Snapshots taken in a row before the feed pauses. */
const MAX_ROUNDS = 4;
const RETRY = { first: 1000, most: 30_000 } as const;

/**
 * Keeps one view up to date: snapshot, then events from its `seq` on; a hole, a refusal to catch up or an event that does
 * not fit leads to a fresh snapshot. It works while somebody listens and keeps the last value for the next visit.
 */
export class StreamFeed<T extends { readonly seq: number }> {
  private state: FeedState<T> = { kind: 'loading' };
  private readonly listeners = new Set<() => void>();
  private readonly render = createThrottle(
    () => this.renderInterval(),
    () => this.emit(),
  );
  private readonly refresh = createThrottle(
    () => FETCH_INTERVAL,
    () => void this.fetchAgain(),
  );
  private held: readonly JournalEvent[] = [];
  /** Last event of the unbroken row that has arrived. */
  private cursor = 0;
  private caughtUp = false;
  private mustFetch = false;
  /** Distinguishes the synchronisation under way from those that have been given up. */
  private run = 0;
  private retryDelay: number = RETRY.first;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly source: FeedSource<T>,
    private readonly link: FeedLink,
  ) {}

  get stream(): string {
    return this.source.stream;
  }

  /** True while somebody listens. */
  get active(): boolean {
    return this.listeners.size > 0;
  }

  /** Whether nothing shown may be old: the view has all events sent so far, or shows none, or nobody looks. */
  get settled(): boolean {
    return this.caughtUp || this.state.kind === 'notFound' || this.state.kind === 'failed' || !this.active;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) void this.synchronise();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  readonly getSnapshot = (): FeedState<T> => this.state;

  /** Starts again after a failure. */
  readonly retry = (): void => {
    if (this.state.kind !== 'ready') this.set({ kind: 'loading' });
    void this.synchronise();
  };

  /** Fetches a fresh snapshot soon: something changed that the stream does not tell. */
  touch(): void {
    if (this.active && this.state.kind === 'ready') this.refresh.request();
  }

  connected(): void {
    if (this.active) void this.synchronise();
  }

  disconnected(): void {
    this.run += 1;
    this.setCaughtUp(false);
    // A page without data still tries: the API may answer although the socket does not.
    if (this.active && this.state.kind !== 'ready') void this.synchronise();
  }

  receive(events: readonly JournalEvent[]): void {
    if (this.state.kind !== 'ready') return;
    this.accept(events);
    if (this.caughtUp && this.held.length > 0) this.refetch();
  }

  /** Starts again from a fresh snapshot. */
  refetch(): void {
    this.mustFetch = true;
    if (this.active) void this.synchronise();
  }

  private stop(): void {
    this.run += 1;
    this.setCaughtUp(false);
    this.link.onSettle();
    this.render.cancel();
    this.refresh.cancel();
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.link.unsubscribe(this.stream);
  }

  private async synchronise(): Promise<void> {
    this.run += 1;
    const { run } = this;
    this.setCaughtUp(false);
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    try {
      await this.catchUp(run);
    } catch (error) {
      if (run === this.run) this.fail(error);
    }
  }

  private async catchUp(run: number): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      if (this.mustFetch || this.state.kind !== 'ready') {
        const value = await this.source.fetch();
        if (run !== this.run) return;
        this.replace(value);
      }
      if (!this.link.isConnected()) return;
      const reply = await this.link.subscribe(this.stream, this.cursor);
      if (run !== this.run) return;
      if (reply.kind === 'refused') throw new Error(reply.message);
      if (reply.kind === 'subscribed' && this.cursor >= reply.head && this.held.length === 0) {
        this.retryDelay = RETRY.first;
        this.setCaughtUp(true);
        return;
      }
      this.mustFetch = true;
    }
    throw new Error('The Genomaster sends events that do not join its snapshots.');
  }

  private replace(value: T): void {
    this.mustFetch = false;
    this.cursor = value.seq;
    this.set({ kind: 'ready', value });
    this.accept([]);
  }

  private accept(events: readonly JournalEvent[]): void {
    const { ready, held } = inOrder(this.cursor, this.held, events);
    this.held = held;
    const last = ready.at(-1);
    if (last === undefined || this.state.kind !== 'ready') return;
    try {
      const next = this.source.advance(this.state.value, ready);
      this.cursor = last.seq;
      if (next === 'refetch') this.refresh.request();
      else this.set({ kind: 'ready', value: next });
    } catch (error) {
      this.run += 1;
      this.held = [];
      this.mustFetch = true;
      this.setCaughtUp(false);
      this.fail(error);
    }
  }

  private async fetchAgain(): Promise<void> {
    const { run } = this;
    try {
      const value = await this.source.fetch();
      if (run !== this.run || this.state.kind !== 'ready') return;
      this.cursor = Math.max(this.cursor, value.seq);
      if (value.seq >= this.state.value.seq) this.set({ kind: 'ready', value });
    } catch (error) {
      if (run === this.run) this.fail(error);
    }
  }

  private fail(error: unknown): void {
    if (this.source.isMissing(error)) {
      this.set({ kind: 'notFound' });
      this.link.onSettle();
      return;
    }
    if (this.state.kind !== 'ready') {
      this.set({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      this.link.onSettle();
    }
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => {
      if (this.active) void this.synchronise();
    }, this.retryDelay);
    this.retryDelay = Math.min(this.retryDelay * 2, RETRY.most);
  }

  private setCaughtUp(value: boolean): void {
    if (this.caughtUp === value) return;
    this.caughtUp = value;
    this.link.onSettle();
  }

  private set(state: FeedState<T>): void {
    this.state = state;
    this.render.request();
  }

  private renderInterval(): number {
    const things = this.state.kind === 'ready' ? this.source.weight(this.state.value) : 0;
    return RENDER_INTERVAL + things / THINGS_PER_MS;
  }

  private emit(): void {
    for (const listener of this.listeners) listener();
  }
}
