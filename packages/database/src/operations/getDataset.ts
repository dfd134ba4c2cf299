import type { Database } from '../database.ts';
import { toDatabaseError } from '../databaseError.ts';
import type { Dataset } from '../generated/prisma/client.ts';
import { parseSafeInteger } from '../safeInteger.ts';

export interface DatasetRecord {
  readonly sha256: string;
  readonly name: string;
  /** Header of the canonical format, unparsed. */
  readonly header: unknown;
  readonly bytes: number;
  readonly visibility: 'public' | 'private';
  /** ISO 8601. */
  readonly createdAt: string;
}

/** The record of a dataset, or null. */
export async function getDataset(database: Database, sha256: string): Promise<DatasetRecord | null> {
  try {
    const row = await database.prisma.dataset.findUnique({ where: { sha256 } });
    return row === null ? null : toRecord(row);
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** All datasets, newest first; whose eyes they are for is the caller's decision, by `visibility`. */
export async function listDatasets(database: Database): Promise<DatasetRecord[]> {
  try {
    const rows = await database.prisma.dataset.findMany({
      orderBy: [{ createdAt: 'desc' }, { sha256: 'asc' }],
    });
    return rows.map(toRecord);
  } catch (error) {
    throw toDatabaseError(error);
  }
}

function toRecord({ createdAt, bytes, ...row }: Dataset): DatasetRecord {
  return { ...row, bytes: parseSafeInteger(bytes), createdAt: createdAt.toISOString() };
}
