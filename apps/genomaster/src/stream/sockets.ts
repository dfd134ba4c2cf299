import { type Database, readEvents, streamHead } from '@naschain/database';
import {
  type ClientToServerEvents,
  type LiveProgress,
  NETWORK_STREAM,
  type ServerToClientEvents,
  type SubscribeReply,
  searchStream,
  streamSchema,
  subscribeRequestSchema,
} from '@naschain/protocol';
import type { Logger } from 'pino';
import type { Server, Socket } from 'socket.io';
import type { EventPump } from './eventPump.ts';

export type StreamServer = Server<ClientToServerEvents, ServerToClientEvents>;
type StreamSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

/** Further behind than this, a client is cheaper served by a snapshot. */
const MAX_CATCH_UP = 2000;
const MAX_STREAMS_PER_SOCKET = 50;

/** Serves the journal to browsers: catch-up from a `seq`, then live, in order and without gaps. */
export function serveStreams(io: StreamServer, pump: EventPump, database: Database, log: Logger): void {
  pump.listen((stream, events) => {
    io.to(stream).emit('events', { stream, events });
  });
  io.on('connection', (socket) => {
    socket.on('subscribe', (request, reply) => {
      if (typeof reply !== 'function') return;
      subscribe(socket, pump, database, request).then(reply, (error: unknown) => {
        log.warn({ err: error }, 'subscribe failed');
        reply({
          kind: 'refused',
          code: 'unavailable',
          message: 'The journal cannot be read now; try again.',
        });
      });
    });
    socket.on('unsubscribe', (request) => {
      const stream = streamSchema.safeParse(request?.stream);
      if (stream.success) void socket.leave(stream.data);
    });
  });
}

async function subscribe(
  socket: StreamSocket,
  pump: EventPump,
  database: Database,
  input: unknown,
): Promise<SubscribeReply> {
  const parsed = subscribeRequestSchema.safeParse(input);
  if (!parsed.success) return { kind: 'refused', code: 'bad-request', message: 'Send { stream, afterSeq }.' };
  const { stream, afterSeq } = parsed.data;
  if (socket.rooms.size > MAX_STREAMS_PER_SOCKET) {
    return { kind: 'refused', code: 'too-many-requests', message: 'Too many streams on one connection.' };
  }
  const head = await streamHead(database, stream);
  if (head === 0 && stream !== NETWORK_STREAM)
    return { kind: 'refused', code: 'not-found', message: 'There is no such stream.' };
  if (afterSeq > head || head - afterSeq > MAX_CATCH_UP) return { kind: 'refetch', head };
  pump.follow(stream, head);
  // Joining first means that nothing falls between the catch-up and the live events; the client drops what it has.
  await socket.join(stream);
  const events = await readEvents(database, { stream, afterSeq, limit: MAX_CATCH_UP + 1000 });
  if (events.length > 0) socket.emit('events', { stream, events });
  return { kind: 'subscribed', head: events.at(-1)?.seq ?? afterSeq };
}

/** Sends the progress of running assignments to those who watch their search. */
export function emitProgress(io: StreamServer, searchId: string, progress: LiveProgress[]): void {
  io.to(searchStream(searchId)).volatile.emit('progress', { searchId, progress });
}
