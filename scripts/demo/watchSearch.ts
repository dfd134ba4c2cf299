import {
  applySearchEvent,
  type ClientToServerEvents,
  type SearchView,
  type ServerToClientEvents,
  searchStream,
} from '@naschain/protocol';
import { io, type Socket } from 'socket.io-client';

export interface WatchOptions {
  readonly url: string;
  readonly searchId: string;
  /** Fresh snapshot of the search. */
  readonly fetchView: () => Promise<SearchView>;
  readonly onChange: (view: SearchView) => void;
}

/** Follows a search through its event stream, across restarts of the Genomaster; resolves when it has ended. */
export async function watchSearch(options: WatchOptions): Promise<SearchView> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(options.url, {
    transports: ['websocket'],
  });
  const stream = searchStream(options.searchId);
  let view: SearchView | null = null;
  try {
    return await new Promise<SearchView>((resolve) => {
      const show = (next: SearchView) => {
        view = next;
        options.onChange(next);
        if (next.state !== 'running') resolve(next);
      };
      const resync = async (): Promise<void> => {
        try {
          const fresh = await options.fetchView();
          show(fresh);
          const reply = await socket.timeout(5000).emitWithAck('subscribe', { stream, afterSeq: fresh.seq });
          if (reply.kind === 'subscribed') return;
        } catch {
          // The Genomaster is away or just starting: try again.
        }
        setTimeout(() => void resync(), 1000);
      };
      socket.on('connect', () => void resync());
      socket.on('events', (batch) => {
        for (const event of batch.events) {
          if (view === null || event.seq <= view.seq) continue;
          if (event.seq > view.seq + 1) return void resync();
          show(applySearchEvent(view, event));
        }
      });
    });
  } finally {
    socket.disconnect();
  }
}
