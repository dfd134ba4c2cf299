import type { AssignmentOffer } from '@naschain/protocol';
import type { Database } from '../database.ts';
import { expireLeases } from '../operations/expireLeases.ts';
import { claim, claimOne, openTestSearch, registerMiner, type TestMiner } from './fixtures.ts';

/** A replica in the hands of a miner. */
export interface Seat {
  readonly miner: TestMiner;
  readonly offer: AssignmentOffer;
}

/** One job, and `count` miners that hold one of its seats each. */
export async function seatedJob(
  database: Database,
  count: number,
  quorum = count,
): Promise<{ searchId: string; seats: Seat[] }> {
  const { searchId } = await openTestSearch(database, { jobs: 1, quorum });
  const miners: TestMiner[] = [];
  for (let index = 0; index < count; index++) miners.push(await registerMiner(database));
  const seats: Seat[] = [];
  for (const miner of miners) seats.push({ miner, offer: await claimOne(database, miner) });
  return { searchId, seats };
}

export function seatAt(seats: readonly Seat[], index: number): Seat {
  const seat = seats[index];
  if (seat === undefined) throw new Error(`there is no seat ${index}`);
  return seat;
}

export async function expireAll(database: Database): Promise<void> {
  await database.pool.query("UPDATE assignments SET lease_expires_at = now() - interval '1 second'");
  await expireLeases(database);
}

export async function statesOf(database: Database, jobId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ state: string }>(
    'SELECT state FROM assignments WHERE job_id = $1 ORDER BY ordinal',
    [jobId],
  );
  return rows.map((row) => row.state);
}

export async function jobRow(database: Database, jobId: string) {
  const { rows } = await database.pool.query('SELECT * FROM jobs WHERE id = $1', [jobId]);
  return rows[0];
}

/** All seats of `jobs` jobs, each job with another choice among the miners. */
export async function manySeats(
  database: Database,
  size: { jobs: number; quorum: number; miners: number },
): Promise<Seat[]> {
  await openTestSearch(database, size);
  const miners = await Promise.all(Array.from({ length: size.miners }, () => registerMiner(database)));
  const claimed = miners.map(async (miner) => {
    const seats: Seat[] = [];
    for (;;) {
      const { offers } = await claim(database, miner, 4);
      // Nothing may also mean that rivals hold the last jobs for a moment, and leave seats in them.
      if (offers.length === 0 && !(await hasFreeSeats(database))) return seats;
      for (const offer of offers) seats.push({ miner, offer });
    }
  });
  const seats = (await Promise.all(claimed)).flat();
  return seats.sort((a, b) => (a.offer.assignmentId < b.offer.assignmentId ? -1 : 1));
}

async function hasFreeSeats(database: Database): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    'SELECT FROM jobs WHERE claimable AND seats_taken < seats_wanted LIMIT 1',
  );
  return rowCount === 1;
}

export async function newSeat(database: Database): Promise<Seat> {
  const miner = await registerMiner(database);
  return { miner, offer: await claimOne(database, miner) };
}
