import { type JobSpec, type NewEvent, type Prediction, searchStream } from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { appendEvents } from '../journal/appendEvents.ts';
import { withTransaction } from '../transaction.ts';
import { beginStep, endStep } from './driverStep.ts';

export interface NewIndividual {
  readonly individualId: string;
  readonly generation: number;
  /** Position within the search. */
  readonly ordinal: number;
  readonly genome: string;
  readonly operator: string;
  /** Ids of individuals. */
  readonly parents: readonly string[];
  readonly inheritance: string | null;
  readonly prediction: Prediction | null;
  /** Position in the search's `fidelity.epochs`. */
  readonly rung: number;
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

export interface Proposal {
  readonly searchId: string;
  /** The step of the search that this one follows, from `loadSearchForDriver`. */
  readonly step: number;
  readonly individuals: readonly NewIndividual[];
  /** Networks planned for each generation that has to be opened. */
  readonly generationSize: number;
  /** Seats of a new job. */
  readonly quorum: number;
  /** After proposing them. */
  readonly algorithmState: unknown;
}

/**
 * Adds individuals: their generations where these are new, the jobs the search does not have yet, and the algorithm's
 * state. A step that was carried out already does nothing.
 * @throws DatabaseError `not-found`, `conflict` when the search or one of the generations has ended
 */
export function proposeIndividuals(database: Database, proposal: Proposal): Promise<{ streams: string[] }> {
  const { searchId } = proposal;
  const individuals = [...proposal.individuals].sort((a, b) => a.ordinal - b.ordinal);
  return withTransaction(database, async (client) => {
    if (!(await beginStep(client, proposal))) return { streams: [] };
    const opened = await openGenerations(client, proposal);
    const { jobIds, events } = await openJobs(client, proposal, individuals);
    const proposed = individuals.map((individual) => ({
      individual,
      jobId: jobIds.get(individual.job.specHash) ?? individual.job.jobId,
    }));
    await insertIndividuals(client, searchId, proposed);
    await endStep(client, proposal);
    const stream = searchStream(searchId);
    await appendEvents(client, stream, [
      ...opened,
      ...events,
      ...proposed.map(({ individual, jobId }) => proposedEvent(individual, jobId)),
    ]);
    return { streams: [stream] };
  });
}

/** Opens the generations that are new. @returns the events */
async function openGenerations(
  client: pg.PoolClient,
  { searchId, individuals, generationSize: size }: Proposal,
): Promise<NewEvent[]> {
  const wanted = [...new Set(individuals.map(({ generation }) => generation))].sort((a, b) => a - b);
  const { rows } = await client.query<{ index: number; state: 'open' | 'closed' }>(
    'SELECT index, state FROM generations WHERE search_id = $1 AND index = ANY ($2)',
    [searchId, wanted],
  );
  const closed = rows.find((row) => row.state === 'closed');
  if (closed !== undefined) {
    throw new DatabaseError('conflict', `generation ${closed.index} of search ${searchId} is closed`);
  }
  const fresh = wanted.filter((index) => !rows.some((row) => row.index === index));
  await client.query(
    `INSERT INTO generations (search_id, index, size, front) SELECT $1, new.index, $3, '{}'
     FROM unnest($2::int[]) AS new (index)`,
    [searchId, fresh, size],
  );
  return fresh.map((index): NewEvent => ({ type: 'generation.opened', payload: { index, size } }));
}

/** Opens the jobs that are new. @returns the id of the job of every spec hash asked for, and the events */
async function openJobs(
  client: pg.PoolClient,
  { searchId, quorum }: Proposal,
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
  searchId: string,
  proposed: readonly { readonly individual: NewIndividual; readonly jobId: string }[],
): Promise<void> {
  // Arrays of arrays must be rectangular in Postgres; parents travel as JSON instead.
  await client.query(
    `INSERT INTO individuals (search_id, id, generation, ordinal, genome, operator, inheritance, prediction, rung, job_id,
       params, flops, parents)
     SELECT $1, n.id, n.generation, n.ordinal, n.genome, n.operator, n.inheritance, n.prediction, n.rung, n.job_id,
       n.params, n.flops,
       ARRAY(SELECT parent::uuid FROM jsonb_array_elements_text(n.parents) WITH ORDINALITY AS p (parent, position)
             ORDER BY position)
     FROM unnest($2::uuid[], $3::int[], $4::int[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::int[],
         $10::uuid[], $11::bigint[], $12::bigint[], $13::jsonb[])
       AS n (id, generation, ordinal, genome, operator, inheritance, prediction, rung, job_id, params, flops, parents)`,
    [
      searchId,
      proposed.map(({ individual }) => individual.individualId),
      proposed.map(({ individual }) => individual.generation),
      proposed.map(({ individual }) => individual.ordinal),
      proposed.map(({ individual }) => individual.genome),
      proposed.map(({ individual }) => individual.operator),
      proposed.map(({ individual }) => individual.inheritance),
      proposed.map(({ individual: { prediction } }) =>
        prediction === null ? null : JSON.stringify(prediction),
      ),
      proposed.map(({ individual }) => individual.rung),
      proposed.map(({ jobId }) => jobId),
      proposed.map(({ individual }) => individual.params),
      proposed.map(({ individual }) => individual.flops),
      proposed.map(({ individual }) => JSON.stringify(individual.parents)),
    ],
  );
}

function proposedEvent({ job: _, ...individual }: NewIndividual, jobId: string): NewEvent {
  return {
    type: 'individual.proposed',
    payload: { ...individual, parents: [...individual.parents], jobId },
  };
}
