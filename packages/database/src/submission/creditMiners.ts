import type pg from 'pg';
import type { BatchRow, LockedJob } from './batchRows.ts';

/** Weight of the newest measurement in the moving average of a miner's speed. */
const SPEED_ALPHA = 0.2;
/** A training step costs about three times the forward pass: forward, gradient of the inputs, gradient of the weights. */
const FORWARD_TO_TRAINING = 3;

/** FLOP/s of one training run, or null when its duration says nothing. */
function trainingSpeed(job: LockedJob, seconds: number | null): number | null {
  if (seconds === null || seconds <= 0) return null;
  const { trainSamples, epochs } = job.spec.recipe;
  return (FORWARD_TO_TRAINING * job.flops * trainSamples * epochs) / seconds;
}

/** Counts verdicts and, of those that agreed, averages the speed. Locks the miners in order of hotkey. */
export async function creditMiners(
  client: pg.PoolClient,
  job: LockedJob,
  judged: readonly BatchRow[],
): Promise<void> {
  const rows = judged.map((row) => ({
    hotkey: row.hotkey,
    agreed: row.state === 'agreed',
    speed: row.state === 'agreed' ? trainingSpeed(job, row.result?.seconds ?? null) : null,
  }));
  await client.query(
    `WITH verdicts AS (
       SELECT * FROM unnest($1::text[], $2::bool[], $3::float8[]) AS v (hotkey, agreed, speed)
     ), locked AS (
       SELECT hotkey FROM miners WHERE hotkey = ANY ($1) ORDER BY hotkey FOR NO KEY UPDATE
     )
     UPDATE miners m SET
       agreed = m.agreed + CASE WHEN v.agreed THEN 1 ELSE 0 END,
       rejected = m.rejected + CASE WHEN v.agreed THEN 0 ELSE 1 END,
       flops_per_second = CASE WHEN v.speed IS NULL THEN m.flops_per_second
         ELSE coalesce(m.flops_per_second + $4 * (v.speed - m.flops_per_second), v.speed) END
     FROM verdicts v JOIN locked USING (hotkey) WHERE m.hotkey = v.hotkey`,
    [rows.map((row) => row.hotkey), rows.map((row) => row.agreed), rows.map((row) => row.speed), SPEED_ALPHA],
  );
}
