import { applySearchEvents, type SearchView, searchStream } from '@naschain/protocol';
import { expect } from 'vitest';
import type { Database } from '../database.ts';
import { readEvents } from '../operations/readEvents.ts';
import { searchView } from '../views/searchView.ts';

/** The view of a search, after checking that its journal has no gap and gives exactly the same. */
export async function expectReplayed(database: Database, searchId: string): Promise<SearchView> {
  const view = await searchView(database, searchId);
  const events = await readEvents(database, { stream: searchStream(searchId), afterSeq: 0, limit: 100_000 });
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(applySearchEvents(null, events)).toEqual(view);
  return view;
}
