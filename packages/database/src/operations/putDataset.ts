import type { Database } from '../database.ts';
import { query } from '../transaction.ts';

export interface NewDataset {
  readonly sha256: string;
  readonly name: string;
  /** Header of the canonical format. */
  readonly header: unknown;
  readonly bytes: number;
  readonly visibility: 'public' | 'private';
}

/**
 * Records a dataset whose bytes are stored already. The first record of a hash stands: searches and the journal name it.
 * @returns whether it was new
 */
export async function putDataset(database: Database, dataset: NewDataset): Promise<{ created: boolean }> {
  const rows = await query(
    database,
    `INSERT INTO datasets (sha256, name, header, bytes, visibility) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (sha256) DO NOTHING RETURNING 1`,
    [dataset.sha256, dataset.name, JSON.stringify(dataset.header), dataset.bytes, dataset.visibility],
  );
  return { created: rows.length > 0 };
}
