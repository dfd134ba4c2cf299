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
  /** The id the algorithm knows it by. */
  readonly ordinal: number;
  readonly job: {
    readonly state: 'open' | 'agreed' | 'failed';
    /** Percent; null unless agreed. */
    readonly accuracy: number | null;
  };
}

export interface DriverGeneration {
  readonly index: number;
  readonly individuals: readonly DriverIndividual[];
}

/** All that a driver needs to take up a search where its predecessor left it. */
export interface DriverSearch {
  readonly searchId: string;
  readonly config: SearchConfig;
  readonly reference: HypervolumeReference;
  readonly state: SearchState;
  readonly algorithmState: unknown;
  /** Changes of the algorithm's state so far; names this one in the step that follows. */
  readonly step: number;
  /** The open ones, ascending. */
  readonly generations: readonly DriverGeneration[];
}

interface SearchRow {
  config: unknown;
  reference: unknown;
  state: SearchState;
  algorithmState: unknown;
  step: number;
}

/** @returns null for an unknown search */
export function loadSearchForDriver(database: Database, searchId: string): Promise<DriverSearch | null> {
  return withSnapshot(database, async (client) => {
    const { rows } = await client.query<SearchRow>(
      `SELECT config, reference, state, algorithm_state AS "algorithmState", algorithm_step AS step
       FROM searches WHERE id = $1`,
      [searchId],
    );
    const row = rows[0];
    if (row === undefined) return null;
    return {
      ...row,
      searchId,
      config: searchConfigSchema.parse(row.config),
      reference: hypervolumeReferenceSchema.parse(row.reference),
      generations: await loadOpenGenerations(client, searchId),
    };
  });
}

async function loadOpenGenerations(client: pg.PoolClient, searchId: string): Promise<DriverGeneration[]> {
  const { rows } = await client.query<{ index: number; ordinal: number } & DriverIndividual['job']>(
    `SELECT g.index, i.ordinal, j.state, j.accuracy
     FROM generations g JOIN individuals i ON i.search_id = g.search_id AND i.generation = g.index
       JOIN jobs j ON j.id = i.job_id
     WHERE g.search_id = $1 AND g.state = 'open' ORDER BY g.index, i.ordinal`,
    [searchId],
  );
  const generations = new Map<number, DriverIndividual[]>();
  for (const { index, ordinal, ...job } of rows) {
    const individuals = generations.get(index) ?? [];
    individuals.push({ ordinal, job });
    generations.set(index, individuals);
  }
  return [...generations].map(([index, individuals]) => ({ index, individuals }));
}
