import { type JobSpec, type NewEvent, searchStream } from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { appendEvents } from '../journal/appendEvents.ts';
import { withTransaction } from '../transaction.ts';
import { assertRunning, lockSearch } from './lockSearch.ts';

export interface NewIndividual {
  readonly individualId: string;
  /** Position within the search. */
  readonly ordinal: number;
  readonly genome: string;
  readonly operator: string;
  /** Ids of individuals. */
  readonly parents: readonly string[];
  readonly params: number;
  readonly flops: number;
  /** Used unless the search has a job with this `specHash` already. */
  readonly job: {
    readonly jobId: string;
    readonly spec: JobSpec;
    readonly specHash: string;
    /** Canonical genome. */
    readonly genome: string;
  };
}

export interface NewGeneration {
  readonly searchId: string;
  readonly index: number;
  readonly individuals: readonly NewIndividual[];
  /** Seats of a new job. */
  readonly quorum: number;
  readonly algorithmState: unknown;
}

/**
 * Opens a generation: its individuals, the jobs the search does not have yet, and the algorithm's state after proposing
 * them. A second call with the same index does nothing.
 * @throws DatabaseError `not-found`, `conflict` when the search has ended
 */
export function openGeneration(
  database: Database,
  generation: NewGeneration,
): Promise<{ streams: string[] }> {
  const { searchId, index } = generation;
  const individuals = [...generation.individuals].sort((a, b) => a.ordinal - b.ordinal);
  return withTransaction(database, async (client) => {
    const search = await lockSearch(client, searchId);
    const opened = await client.query(
      `INSERT INTO generations (search_id, index, size, front) VALUES ($1, $2, $3, '{}')
       ON CONFLICT DO NOTHING`,
      [searchId, index, individuals.length],
    );
    if (opened.rowCount === 0) return { streams: [] };
    assertRunning(search);
    const { jobIds, events } = await openJobs(client, generation, individuals);
    const proposed = individuals.map((individual) => ({
      individual,
      jobId: jobIds.get(individual.job.specHash) ?? individual.job.jobId,
    }));
    await insertIndividuals(client, generation, proposed);
    await client.query('UPDATE searches SET algorithm_state = $2 WHERE id = $1', [
      searchId,
      JSON.stringify(generation.algorithmState),
    ]);
    const stream = searchStream(searchId);
    await appendEvents(client, stream, [
      { type: 'generation.opened', payload: { index, size: individuals.length } },
      ...events,
      ...proposed.map(({ individual, jobId }) => proposedEvent(index, individual, jobId)),
    ]);
    return { streams: [stream] };
  });
}

/** Opens the jobs that are new. @returns the id of the job of every spec hash asked for, and the events */
async function openJobs(
  client: pg.PoolClient,
  { searchId, quorum }: NewGeneration,
  individuals: readonly NewIndividual[],
): Promise<{ jobIds: Map<string, string>; events: NewEvent[] }> {
  const hashes = individuals.map((individual) => individual.job.specHash);
  const known = await client.query<{ id: string; spec_hash: string }>(
    'SELECT id, spec_hash FROM jobs WHERE search_id = $1 AND spec_hash = ANY ($2)',
    [searchId, hashes],
  );
  const jobIds = new Map(known.rows.map((row) => [row.spec_hash, row.id]));
  const fresh = individuals.filter(({ job }) => {
    if (jobIds.has(job.specHash)) return false;
    jobIds.set(job.specHash, job.jobId);
    return true;
  });
  const next = await client.query<{ ordinal: number }>(
    'SELECT coalesce(max(ordinal) + 1, 0) AS ordinal FROM jobs WHERE search_id = $1',
    [searchId],
  );
  const first = next.rows[0]?.ordinal ?? 0;
  await client.query(
    `INSERT INTO jobs (search_id, seats_wanted, id, ordinal, spec, spec_hash, genome, params, flops)
     SELECT $1, $2, * FROM
       unnest($3::uuid[], $4::int[], $5::jsonb[], $6::text[], $7::text[], $8::bigint[], $9::bigint[])`,
    [
      searchId,
      quorum,
      fresh.map(({ job }) => job.jobId),
      fresh.map((_, position) => first + position),
      fresh.map(({ job }) => JSON.stringify(job.spec)),
      fresh.map(({ job }) => job.specHash),
      fresh.map(({ job }) => job.genome),
      fresh.map(({ params }) => params),
      fresh.map(({ flops }) => flops),
    ],
  );
  const events = fresh.map(({ job, params, flops }, position): NewEvent => {
    const { jobId, genome } = job;
    return {
      type: 'job.opened',
      payload: { jobId, ordinal: first + position, genome, params, flops, seats: quorum },
    };
  });
  return { jobIds, events };
}

async function insertIndividuals(
  client: pg.PoolClient,
  { searchId, index }: NewGeneration,
  proposed: readonly { readonly individual: NewIndividual; readonly jobId: string }[],
): Promise<void> {
  // Arrays of arrays must be rectangular in Postgres; parents travel as JSON instead.
  await client.query(
    `INSERT INTO individuals (search_id, generation, id, ordinal, genome, operator, job_id, params, flops, parents)
     SELECT $1, $2, n.id, n.ordinal, n.genome, n.operator, n.job_id, n.params, n.flops,
       ARRAY(SELECT parent::uuid FROM jsonb_array_elements_text(n.parents) WITH ORDINALITY AS p (parent, position)
             ORDER BY position)
     FROM unnest($3::uuid[], $4::int[], $5::text[], $6::text[], $7::uuid[], $8::bigint[], $9::bigint[], $10::jsonb[])
       AS n (id, ordinal, genome, operator, job_id, params, flops, parents)`,
    [
      searchId,
      index,
      proposed.map(({ individual }) => individual.individualId),
      proposed.map(({ individual }) => individual.ordinal),
      proposed.map(({ individual }) => individual.genome),
      proposed.map(({ individual }) => individual.operator),
      proposed.map(({ jobId }) => jobId),
      proposed.map(({ individual }) => individual.params),
      proposed.map(({ individual }) => individual.flops),
      proposed.map(({ individual }) => JSON.stringify(individual.parents)),
    ],
  );
}

function proposedEvent(generation: number, individual: NewIndividual, jobId: string): NewEvent {
  const { individualId, ordinal, genome, operator, params, flops } = individual;
  const parents = [...individual.parents];
  return {
    type: 'individual.proposed',
    payload: { individualId, generation, ordinal, genome, operator, parents, jobId, params, flops },
  };
}
