import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { toDatabaseError } from './databaseError.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { parseSafeInteger } from './safeInteger.ts';

/** One pool of connections, through `pg` for writes and hot paths and through Prisma for typed reads. */
export interface Database {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

const { builtins, getTypeParser } = pg.types;
const parseTime: (text: string) => Date = getTypeParser(builtins.TIMESTAMPTZ, 'text');

/** Times come as ISO 8601 in UTC with milliseconds, 64-bit integers as checked numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === builtins.INT8) return parseSafeInteger;
    if (oid === builtins.TIMESTAMPTZ) return (text: string) => parseTime(text).toISOString();
    return getTypeParser(oid, format ?? 'text');
  },
};

/**
 * Opens a database whose migrations have been applied.
 * @param options.poolSize connections at most; a transaction holds one for its duration
 * @throws DatabaseError `unavailable`
 */
export async function openDatabase(options: { url: string; poolSize: number }): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'naschain',
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    types,
  });
  // An idle connection that dies is replaced by the pool; without a listener Node would end the process.
  pool.on('error', () => {});
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw toDatabaseError(error);
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    url: options.url,
    pool,
    prisma,
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
