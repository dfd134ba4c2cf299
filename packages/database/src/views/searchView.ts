import {
  type GenerationView,
  hypervolumeReferenceSchema,
  type IndividualView,
  predictionSchema,
  predictorReportSchema,
  type SearchState,
  type SearchView,
  savingsSchema,
  searchConfigSchema,
  searchStream,
  waitingSchema,
} from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { withSnapshot } from '../transaction.ts';
import { loadJobViews } from './jobViews.ts';

interface SearchRow {
  seq: number;
  config: unknown;
  datasetName: string;
  reference: unknown;
  state: SearchState;
  stateReason: string | null;
  waiting: unknown;
  createdAt: string;
  finishedAt: string | null;
}

/**
 * What the public may see of a search, at one seq of its stream: exactly what replaying the journal up to it gives.
 * @throws DatabaseError `not-found`
 */
export function searchView(database: Database, searchId: string): Promise<SearchView> {
  return withSnapshot(database, async (client) => {
    const { rows } = await client.query<SearchRow>(
      `SELECT e.last_seq AS seq, s.config, d.name AS "datasetName", s.reference, s.state,
         s.state_reason AS "stateReason", s.waiting, s.created_at AS "createdAt", s.finished_at AS "finishedAt"
       FROM searches s JOIN datasets d ON d.sha256 = s.dataset_sha256 JOIN event_streams e ON e.stream = $2
       WHERE s.id = $1`,
      [searchId, searchStream(searchId)],
    );
    const row = rows[0];
    if (row === undefined) throw new DatabaseError('not-found', `there is no search ${searchId}`);
    return {
      seq: row.seq,
      searchId,
      config: searchConfigSchema.parse(row.config),
      datasetName: row.datasetName,
      reference: hypervolumeReferenceSchema.parse(row.reference),
      state: row.state,
      stateReason: row.stateReason,
      waiting: waitingSchema.nullable().parse(row.waiting),
      createdAt: row.createdAt,
      finishedAt: row.finishedAt,
      generations: await loadGenerations(client, searchId),
      individuals: await loadIndividuals(client, searchId),
      jobs: await loadJobViews(client, searchId),
    };
  });
}

async function loadGenerations(client: pg.PoolClient, searchId: string): Promise<GenerationView[]> {
  type Row = Omit<GenerationView, 'savings' | 'predictor'> & { savings: unknown; predictor: unknown };
  const { rows } = await client.query<Row>(
    `SELECT index, size, state, hypervolume, evaluations, coalesce(front, '{}') AS front, savings, predictor,
       opened_at AS "openedAt", closed_at AS "closedAt"
     FROM generations WHERE search_id = $1 ORDER BY index`,
    [searchId],
  );
  return rows.map((row) => ({
    ...row,
    savings: savingsSchema.nullable().parse(row.savings),
    predictor: predictorReportSchema.nullable().parse(row.predictor),
  }));
}

async function loadIndividuals(client: pg.PoolClient, searchId: string): Promise<IndividualView[]> {
  const { rows } = await client.query<Omit<IndividualView, 'prediction'> & { prediction: unknown }>(
    `SELECT id AS "individualId", generation, ordinal, genome, operator, coalesce(parents, '{}') AS parents,
       inheritance, prediction, rung, job_id AS "jobId", params, flops
     FROM individuals WHERE search_id = $1 ORDER BY ordinal`,
    [searchId],
  );
  return rows.map((row) => ({ ...row, prediction: predictionSchema.nullable().parse(row.prediction) }));
}
