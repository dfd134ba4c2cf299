import type { Database } from '../database.ts';
import { query } from '../transaction.ts';

/** Whether a dataset is public, or `hotkey` is training on it now. */
export async function mayReadDataset(
  database: Database,
  request: { readonly sha256: string; readonly hotkey: string | null },
): Promise<boolean> {
  const [row] = await query<{ allowed: boolean }>(
    database,
    `SELECT EXISTS (SELECT FROM datasets WHERE sha256 = $1 AND visibility = 'public')
         OR EXISTS (
           SELECT FROM assignments a JOIN jobs j ON j.id = a.job_id JOIN searches s ON s.id = j.search_id
           WHERE a.hotkey = $2 AND a.state = 'leased' AND a.lease_expires_at > now() AND s.dataset_sha256 = $1
         ) AS allowed`,
    [request.sha256, request.hotkey],
  );
  return row?.allowed ?? false;
}
