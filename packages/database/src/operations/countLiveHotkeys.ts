import type { Database } from '../database.ts';
import { toDatabaseError } from '../databaseError.ts';

/** Hotkeys heard of within the timeout. */
export async function countLiveHotkeys(database: Database): Promise<number> {
  try {
    return await database.prisma.miner.count({ where: { live: true } });
  } catch (error) {
    throw toDatabaseError(error);
  }
}
