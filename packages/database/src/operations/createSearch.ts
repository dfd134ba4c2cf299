import {
  type HypervolumeReference,
  NETWORK_STREAM,
  type SearchConfig,
  searchStream,
} from '@naschain/protocol';
import type { Database } from '../database.ts';
import { DatabaseError, errorCode } from '../databaseError.ts';
import { PendingEvents } from '../journal/pendingEvents.ts';
import { withTransaction } from '../transaction.ts';

export interface NewSearch {
  readonly searchId: string;
  readonly config: SearchConfig;
  readonly reference: HypervolumeReference;
  /** Plain JSON; given back as it was by `loadSearchForDriver`. */
  readonly algorithmState: unknown;
  /** A private search stays out of the network stream and view. */
  readonly visibility: 'public' | 'private';
}

/** Starts a search. @throws DatabaseError `not-found` for an unknown dataset, `conflict` for an id in use */
export function createSearch(database: Database, search: NewSearch): Promise<{ streams: string[] }> {
  const { searchId, config, reference } = search;
  return withTransaction(database, async (client) => {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM datasets WHERE sha256 = $1', [
      config.dataset,
    ]);
    const datasetName = rows[0]?.name;
    if (datasetName === undefined) {
      throw new DatabaseError('not-found', `there is no dataset ${config.dataset}: import it first`);
    }
    try {
      await client.query(
        `INSERT INTO searches (id, name, dataset_sha256, config, visibility, reference, algorithm_state)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [
          searchId,
          config.name,
          config.dataset,
          JSON.stringify(config),
          search.visibility,
          JSON.stringify(reference),
          JSON.stringify(search.algorithmState),
        ],
      );
    } catch (error) {
      if (errorCode(error) !== '23505') throw error;
      throw new DatabaseError('conflict', `there already is a search ${searchId}`, { cause: error });
    }
    const events = new PendingEvents();
    const payload = { searchId, config, datasetName, reference };
    events.add(searchStream(searchId), { type: 'search.created', payload });
    if (search.visibility === 'public') {
      events.add(NETWORK_STREAM, { type: 'network.searchCreated', payload: { searchId, name: config.name } });
    }
    return { streams: await events.append(client) };
  });
}
