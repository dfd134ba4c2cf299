import {
  type MinerView,
  NETWORK_STREAM,
  type NetworkView,
  type SearchSummary,
  type ValidatorView,
  weightsPayloadSchema,
} from '@naschain/protocol';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { FRESH_WORKER } from '../operations/freshWorker.ts';
import { withSnapshot } from '../transaction.ts';

/** The overview of the network at one seq of its stream; private searches are left out. */
export function networkView(database: Database): Promise<NetworkView> {
  return withSnapshot(database, async (client) => {
    const { rows } = await client.query<{ seq: number }>(
      'SELECT last_seq AS seq FROM event_streams WHERE stream = $1',
      [NETWORK_STREAM],
    );
    return {
      seq: rows[0]?.seq ?? 0,
      searches: await loadSearches(client),
      miners: await loadMiners(client),
      validators: await loadValidators(client),
    };
  });
}

async function loadSearches(client: pg.PoolClient): Promise<SearchSummary[]> {
  const { rows } = await client.query<SearchSummary>(
    `SELECT s.id AS "searchId", s.name, s.state, d.name AS "datasetName", s.created_at AS "createdAt",
       s.config #>> '{algorithm,kind}' AS algorithm,
       coalesce(s.config #>> '{algorithm,mode}', 'generational') AS mode,
       coalesce(newest.index, 0) AS generation, (s.config #>> '{algorithm,generations}')::int AS generations,
       coalesce(closed.evaluations, 0) AS evaluations, closed.hypervolume
     FROM searches s JOIN datasets d ON d.sha256 = s.dataset_sha256
       LEFT JOIN LATERAL (
         SELECT index FROM generations WHERE search_id = s.id ORDER BY index DESC LIMIT 1) newest ON true
       LEFT JOIN LATERAL (
         SELECT evaluations, hypervolume FROM generations
         WHERE search_id = s.id AND state = 'closed' ORDER BY index DESC LIMIT 1) closed ON true
     WHERE s.visibility = 'public' ORDER BY s.created_at DESC, s.id`,
  );
  return rows;
}

async function loadMiners(client: pg.PoolClient): Promise<MinerView[]> {
  const { rows } = await client.query<MinerView>(
    `WITH fresh AS (
       SELECT w.hotkey, count(*) AS workers, sum(w.slots)::int AS slots,
         (array_agg(w.engine ORDER BY w.last_seen_at DESC, w.name))[1] AS engine,
         (array_agg(w.device ORDER BY w.last_seen_at DESC, w.name))[1] AS device
       FROM workers w JOIN miners m USING (hotkey)
       WHERE ${FRESH_WORKER} GROUP BY w.hotkey
     ), running AS (
       SELECT hotkey, count(*) AS count FROM assignments WHERE state = 'leased' GROUP BY hotkey
     ), recent AS (
       SELECT hotkey, count(*) AS count FROM assignments
       WHERE state = 'agreed' AND ended_at > now() - interval '1 hour' GROUP BY hotkey
     ), weights AS (
       SELECT score ->> 'hotkey' AS hotkey, (score ->> 'weight')::float8 AS weight
       FROM (SELECT payload FROM score_epochs ORDER BY reported_at DESC, epoch DESC LIMIT 1) AS newest,
         jsonb_array_elements(newest.payload -> 'scores') AS score
     )
     SELECT m.hotkey, CASE WHEN m.live THEN 'live' ELSE 'lost' END AS state, coalesce(f.workers, 0) AS workers,
       coalesce(f.slots, 0) AS slots, coalesce(f.engine, '') AS engine, coalesce(f.device, '') AS device,
       m.first_seen_at AS "firstSeenAt", m.last_seen_at AS "lastSeenAt", coalesce(running.count, 0) AS running,
       m.agreed, m.rejected, coalesce(recent.count, 0) AS "trainingsPerHour",
       m.flops_per_second AS "flopsPerSecond", weights.weight
     FROM miners m LEFT JOIN fresh f USING (hotkey) LEFT JOIN running USING (hotkey) LEFT JOIN recent USING (hotkey)
       LEFT JOIN weights USING (hotkey)
     ORDER BY m.first_seen_at, m.hotkey`,
  );
  return rows;
}

async function loadValidators(client: pg.PoolClient): Promise<ValidatorView[]> {
  const { rows } = await client.query<Omit<ValidatorView, 'scores'> & { scores: unknown }>(
    `SELECT DISTINCT ON (validator_hotkey) validator_hotkey AS hotkey, epoch, reported_at AS "reportedAt",
       payload -> 'scores' AS scores
     FROM score_epochs ORDER BY validator_hotkey, epoch DESC`,
  );
  return rows.map((row) => ({ ...row, scores: weightsPayloadSchema.shape.scores.parse(row.scores) }));
}
