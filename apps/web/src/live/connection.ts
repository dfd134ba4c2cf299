import type { AppRouter } from '@naschain/genomaster';
import {
  applySearchEvents,
  type ClientToServerEvents,
  type JournalEvent,
  type LiveProgress,
  liveProgressSchema,
  NETWORK_STREAM,
  type NetworkView,
  parseEvent,
  type SearchView,
  type ServerToClientEvents,
  type SubscribeReply,
  searchStream,
  type TrainingRecord,
} from '@naschain/protocol';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { LinkStatus } from './linkStatus.ts';
import { ProgressBoard } from './progressBoard.ts';
import { type FeedLink, StreamFeed } from './streamFeed.ts';

/** Time the Genomaster has to answer a subscription. */
const SUBSCRIBE_TIMEOUT = 5000;

/** Events after which the network view differs although its own stream is silent. */
const TELLING: ReadonlySet<JournalEvent['type']> = new Set([
  'assignment.leased',
  'assignment.rejected',
  'assignment.expired',
  'job.closed',
  'generation.opened',
  'generation.closed',
  'search.stateChanged',
]);

const eventsBatchSchema = z.object({ stream: z.string(), events: z.array(z.unknown()) });
const progressBatchSchema = z.object({ searchId: z.string(), progress: z.array(liveProgressSchema) });

type AnyFeed = StreamFeed<NetworkView> | StreamFeed<SearchView>;

/** One browser page's line to the Genomaster: its API, its event stream, and the views kept up to date from both. */
export class Connection {
  readonly status = new LinkStatus();
  readonly progress = new ProgressBoard();
  readonly network: StreamFeed<NetworkView>;
  private readonly searches = new Map<string, StreamFeed<SearchView>>();
  private readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  private readonly api;

  /** @param address base address of the Genomaster, without a trailing slash */
  constructor(readonly address: string) {
    this.api = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${address}/trpc` })] });
    this.socket = io(address, { autoConnect: false, reconnectionDelay: 500, reconnectionDelayMax: 3000 });
    this.network = new StreamFeed<NetworkView>(
      {
        stream: NETWORK_STREAM,
        fetch: () => this.api.network.view.query(),
        advance: () => 'refetch',
        isMissing: () => false,
        weight: (view) => view.miners.length,
      },
      this.link(),
    );
  }

  /** The view of one search; the same object for the same id. */
  search(searchId: string): StreamFeed<SearchView> {
    const known = this.searches.get(searchId);
    if (known !== undefined) return known;
    const feed = new StreamFeed<SearchView>(
      {
        stream: searchStream(searchId),
        fetch: () => this.api.search.view.query({ searchId }),
        advance: (view, events) => {
          if (events.some((event) => TELLING.has(event.type))) this.network.touch();
          return applySearchEvents(view, events) ?? 'refetch';
        },
        weight: (view) => view.individuals.length,
        isMissing: (error) => error instanceof TRPCClientError && error.data?.code === 'NOT_FOUND',
      },
      this.link(),
    );
    this.searches.set(searchId, feed);
    return feed;
  }

  /** The record of an agreed job. */
  readonly record = (jobId: string): Promise<TrainingRecord> => this.api.search.record.query({ jobId });

  open(): void {
    const { socket, status } = this;
    status.opened();
    socket.on('connect', () => {
      status.connected();
      // Server pings arrive every few seconds at most: they tell how old the page can be.
      socket.io.engine.on('packet', () => status.heard());
      for (const feed of this.feeds()) feed.connected();
      this.settle();
    });
    socket.on('disconnect', (reason) => {
      status.lost();
      // A server that closes the line on purpose, to restart, is not called again by itself.
      if (reason === 'io server disconnect') socket.connect();
      for (const feed of this.feeds()) feed.disconnected();
    });
    socket.on('events', (batch) => this.receiveEvents(batch));
    socket.on('progress', (batch) => this.receiveProgress(batch));
    socket.connect();
  }

  close(): void {
    this.socket.off();
    this.socket.disconnect();
    this.status.closed();
  }

  private feeds(): AnyFeed[] {
    return [this.network, ...this.searches.values()];
  }

  private link(): FeedLink {
    return {
      isConnected: () => this.socket.connected,
      subscribe: (stream, afterSeq) => this.subscribe(stream, afterSeq),
      unsubscribe: (stream) => {
        if (this.socket.connected) this.socket.emit('unsubscribe', { stream });
      },
      onSettle: () => this.settle(),
    };
  }

  private subscribe(stream: string, afterSeq: number): Promise<SubscribeReply> {
    return this.socket.timeout(SUBSCRIBE_TIMEOUT).emitWithAck('subscribe', { stream, afterSeq });
  }

  private settle(): void {
    if (this.socket.connected && this.feeds().every((feed) => feed.settled)) this.status.resynced();
  }

  private receiveEvents(batch: unknown): void {
    const parsed = eventsBatchSchema.safeParse(batch);
    if (!parsed.success) return;
    const feed = this.feeds().find((candidate) => candidate.stream === parsed.data.stream);
    if (feed === undefined) return;
    try {
      feed.receive(parsed.data.events.map(parseEvent));
    } catch {
      // An event this page cannot read comes from a newer Genomaster; its snapshot may still be readable.
      feed.refetch();
    }
  }

  private receiveProgress(batch: unknown): void {
    const parsed = progressBatchSchema.safeParse(batch);
    if (!parsed.success) return;
    const progress: readonly LiveProgress[] = parsed.data.progress;
    this.progress.report(progress);
  }
}
