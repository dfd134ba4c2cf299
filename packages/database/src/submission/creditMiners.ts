import type pg from 'pg';
import { lockMiners } from '../operations/lockMiners.ts';
import type { BatchRow, LockedJob } from './batchRows.ts';

/** Weight of the newest measurement in the moving average of a miner's speed. */
const SPEED_ALPHA = 0.2;
/** A training step costs about three times the forward pass: forward, gradient of the inputs, gradient of the weights. */
const FORWARD_TO_TRAINING = 3;

/** FLOP/s of one training run, or null when its duration says nothing. */
function trainingSpeed(job: LockedJob, result: BatchRow['result']): number | null {
  const seconds = result?.seconds ?? null;
  if (result === null || seconds === null || seconds <= 0) return null;
  // Of the epochs run: it may have stopped early.
  const images = job.spec.recipe.trainSamples * result.curveHits.length;
  return (FORWARD_TO_TRAINING * job.flops * images) / seconds;
}

/** Counts verdicts and, of those that agreed, averages the speed. */
export async function creditMiners(
  client: pg.PoolClient,
  job: LockedJob,
  judged: readonly BatchRow[],
): Promise<void> {
  const rows = judged.map((row) => ({
    hotkey: row.hotkey,
    agreed: row.state === 'agreed',
    speed: row.state === 'agreed' ? trainingSpeed(job, row.result) : null,
  }));
  const hotkeys = rows.map((row) => row.hotkey);
  await lockMiners(client, hotkeys);
  await client.query(
    `UPDATE miners m SET
       agreed = m.agreed + CASE WHEN v.agreed THEN 1 ELSE 0 END,
       rejected = m.rejected + CASE WHEN v.agreed THEN 0 ELSE 1 END,
       flops_per_second = CASE WHEN v.speed IS NULL THEN m.flops_per_second
         ELSE coalesce(m.flops_per_second + $4 * (v.speed - m.flops_per_second), v.speed) END
     FROM unnest($1::text[], $2::bool[], $3::float8[]) AS v (hotkey, agreed, speed) WHERE m.hotkey = v.hotkey`,
    [hotkeys, rows.map((row) => row.agreed), rows.map((row) => row.speed), SPEED_ALPHA],
  );
}
