import {
  type HypervolumeReference,
  hypervolumeReferenceSchema,
  type SearchConfig,
  type SearchState,
  searchConfigSchema,
} from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { withSnapshot } from '../transaction.ts';

export interface DriverIndividual {
  readonly individualId: string;
  readonly ordinal: number;
  readonly genome: string;
  readonly params: number;
  readonly flops: number;
  readonly job: {
    readonly jobId: string;
    readonly state: 'open' | 'agreed' | 'failed';
    /** Percent; null unless agreed. */
    readonly accuracy: number | null;
  };
}

export interface DriverGeneration {
  readonly index: number;
  readonly individuals: readonly DriverIndividual[];
}

/** An evaluated individual of a closed generation. */
export interface ArchivePoint {
  /** The individual's ordinal. */
  readonly id: number;
  /** 100 minus the agreed accuracy, percent. */
  readonly error: number;
  readonly flops: number;
}

/** All that a driver needs to take up a search where its predecessor left it. */
export interface DriverSearch {
  readonly searchId: string;
  readonly config: SearchConfig;
  readonly reference: HypervolumeReference;
  readonly state: SearchState;
  readonly algorithmState: unknown;
  readonly generation: DriverGeneration | null;
  /** Index of the generation to open next. */
  readonly nextGeneration: number;
  readonly archive: readonly ArchivePoint[];
}

interface SearchRow {
  config: unknown;
  reference: unknown;
  state: SearchState;
  algorithm_state: unknown;
  next: number;
  open: number | null;
}

/** @returns null for an unknown search */
export function loadSearchForDriver(database: Database, searchId: string): Promise<DriverSearch | null> {
  return withSnapshot(database, async (client) => {
    const { rows } = await client.query<SearchRow>(
      `SELECT config, reference, state, algorithm_state,
         (SELECT coalesce(max(index) + 1, 0) FROM generations WHERE search_id = $1) AS next,
         (SELECT min(index) FROM generations WHERE search_id = $1 AND state = 'open') AS open
       FROM searches WHERE id = $1`,
      [searchId],
    );
    const row = rows[0];
    if (row === undefined) return null;
    return {
      searchId,
      config: searchConfigSchema.parse(row.config),
      reference: hypervolumeReferenceSchema.parse(row.reference),
      state: row.state,
      algorithmState: row.algorithm_state,
      generation: row.open === null ? null : await loadGeneration(client, searchId, row.open),
      nextGeneration: row.next,
      archive: await loadArchive(client, searchId),
    };
  });
}

async function loadGeneration(
  client: pg.PoolClient,
  searchId: string,
  index: number,
): Promise<DriverGeneration> {
  type Row = Omit<DriverIndividual, 'job'> & DriverIndividual['job'];
  const { rows } = await client.query<Row>(
    `SELECT i.id AS "individualId", i.ordinal, i.genome, i.params, i.flops, j.id AS "jobId", j.state, j.accuracy
     FROM individuals i JOIN jobs j ON j.id = i.job_id
     WHERE i.search_id = $1 AND i.generation = $2 ORDER BY i.ordinal`,
    [searchId, index],
  );
  return {
    index,
    individuals: rows.map(({ jobId, state, accuracy, ...individual }) => ({
      ...individual,
      job: { jobId, state, accuracy },
    })),
  };
}

async function loadArchive(client: pg.PoolClient, searchId: string): Promise<ArchivePoint[]> {
  const { rows } = await client.query<{ id: number; accuracy: number; flops: number }>(
    `SELECT i.ordinal AS id, j.accuracy, i.flops
     FROM individuals i JOIN jobs j ON j.id = i.job_id
       JOIN generations g ON g.search_id = i.search_id AND g.index = i.generation
     WHERE i.search_id = $1 AND g.state = 'closed' AND j.state = 'agreed' ORDER BY i.ordinal`,
    [searchId],
  );
  // Subtracted here as everywhere, so that the numbers are the same to the last bit.
  return rows.map(({ id, accuracy, flops }) => ({ id, error: 100 - accuracy, flops }));
}
