import type { Database } from '../database.ts';
import { toDatabaseError } from '../databaseError.ts';

/** Ids of the searches that are not over, oldest first. */
export async function listRunningSearches(database: Database): Promise<string[]> {
  try {
    const rows = await database.prisma.search.findMany({
      where: { state: 'running' },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      select: { id: true },
    });
    return rows.map((row) => row.id);
  } catch (error) {
    throw toDatabaseError(error);
  }
}
