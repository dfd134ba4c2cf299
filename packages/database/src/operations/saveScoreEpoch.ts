import { canonicalJson, type MinerScore, NETWORK_STREAM, type WeightsPayload } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { DatabaseError } from '../databaseError.ts';
import { appendEvents } from '../journal/appendEvents.ts';
import { withTransaction } from '../transaction.ts';

/** Scores that one journal event holds at most; the stored payload holds all. */
const MAX_IN_EVENT = 1000;

export interface SignedWeights {
  readonly hotkey: string;
  readonly payload: WeightsPayload;
  readonly signature: string;
}

/**
 * Keeps a validator's scores of one epoch. The same again, under whatever signature, changes nothing.
 * @throws DatabaseError `conflict` for other scores of the same epoch
 */
export function saveScoreEpoch(database: Database, weights: SignedWeights): Promise<{ streams: string[] }> {
  const { hotkey, payload, signature } = weights;
  return withTransaction(database, async (client) => {
    await client.query(
      'INSERT INTO validators (hotkey) VALUES ($1) ON CONFLICT (hotkey) DO UPDATE SET last_seen_at = now()',
      [hotkey],
    );
    const inserted = await client.query(
      `INSERT INTO score_epochs (validator_hotkey, epoch, through_cursor, payload, signature)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [hotkey, payload.epoch, payload.throughCursor, JSON.stringify(payload), signature],
    );
    if (inserted.rowCount === 0) {
      const { rows } = await client.query<{ payload: WeightsPayload }>(
        'SELECT payload FROM score_epochs WHERE validator_hotkey = $1 AND epoch = $2',
        [hotkey, payload.epoch],
      );
      const stored = rows[0]?.payload;
      if (stored !== undefined && canonicalJson(stored) === canonicalJson(payload)) return { streams: [] };
      throw new DatabaseError(
        'conflict',
        `epoch ${payload.epoch} was reported with other scores: the first stand`,
      );
    }
    const scores = highestWeights(payload.scores);
    await appendEvents(client, NETWORK_STREAM, [
      { type: 'validator.weights', payload: { hotkey, epoch: payload.epoch, scores } },
    ]);
    return { streams: [NETWORK_STREAM] };
  });
}

function highestWeights(scores: readonly MinerScore[]): MinerScore[] {
  if (scores.length <= MAX_IN_EVENT) return [...scores];
  return [...scores].sort((a, b) => b.weight - a.weight).slice(0, MAX_IN_EVENT);
}
