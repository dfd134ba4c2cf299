import type { EventType, JournalEvent } from '../event.ts';

/** The journal entries of one or more types. */
export type EventOf<T extends EventType> = Extract<JournalEvent, { type: T }>;
