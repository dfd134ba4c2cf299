import type { Database } from '../database.ts';
import { query } from '../transaction.ts';

/** Notes that a validator was heard of; the first time, it becomes known. */
export async function touchValidator(
  database: Database,
  validator: { readonly hotkey: string },
): Promise<void> {
  await query(
    database,
    'INSERT INTO validators (hotkey) VALUES ($1) ON CONFLICT (hotkey) DO UPDATE SET last_seen_at = now()',
    [validator.hotkey],
  );
}
