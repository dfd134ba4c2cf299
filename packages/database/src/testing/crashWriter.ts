import pg from 'pg';
import { startEmbeddedPostgres } from '../embedded/startEmbeddedPostgres.ts';

/**
 * Run as a program of its own: starts or adopts the cluster in the given folder, then inserts numbers until it is killed
 * and reports each on stdout once its commit was acknowledged. The first line is the postmaster's process id.
 */
async function main(directory: string, first: number): Promise<void> {
  const postgres = await startEmbeddedPostgres({ directory, log: () => {} });
  process.stdout.write(`${postgres.pid}\n`);
  const pool = new pg.Pool({ connectionString: postgres.url, max: 4 });
  pool.on('error', () => {});
  await pool.query('CREATE TABLE IF NOT EXISTS numbers (n INT PRIMARY KEY)');
  let next = first;
  const write = async () => {
    for (;;) {
      const number = next++;
      await pool.query('INSERT INTO numbers VALUES ($1)', [number]);
      process.stdout.write(`${number}\n`);
    }
  };
  await Promise.all([write(), write(), write(), write()]);
}

main(process.argv[2] ?? '', Number(process.argv[3] ?? 0)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
