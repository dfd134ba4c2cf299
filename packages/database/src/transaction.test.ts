import { randomUUID } from 'node:crypto';
import { NETWORK_STREAM, type NewEvent } from '@naschain/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { appendEvents } from './journal/appendEvents.ts';
import { readEvents, streamHead } from './operations/readEvents.ts';
import { withSearchLeadership } from './operations/withSearchLeadership.ts';
import { parseSafeInteger } from './safeInteger.ts';
import { randomHotkey } from './testing/fixtures.ts';
import { startTestDatabase, type TestDatabase } from './testing/testDatabase.ts';
import { withTransaction } from './transaction.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await startTestDatabase();
  database = test.database;
});
afterAll(() => test.stop());

function minerLost(): NewEvent {
  return { type: 'miner.lost', payload: { hotkey: randomHotkey() } };
}

/** Resolves when `count` callers have come. */
function barrier(count: number): () => Promise<void> {
  let waiting = count;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    waiting -= 1;
    if (waiting <= 0) open();
    return opened;
  };
}

describe('withTransaction', () => {
  it('runs a transaction again that fell into a deadlock, and only that one', async () => {
    await database.pool.query('CREATE TABLE pairs AS SELECT n, 0 AS hits FROM generate_series(1, 2) AS n');
    const meet = barrier(2);
    let runs = 0;
    const hit = (order: number[]) =>
      withTransaction(database, async (client) => {
        runs += 1;
        for (const n of order) {
          await client.query('UPDATE pairs SET hits = hits + 1 WHERE n = $1', [n]);
          if (n === order[0]) await meet();
        }
      });
    await Promise.all([hit([1, 2]), hit([2, 1])]);
    expect(runs).toBe(3);
    expect((await database.pool.query('SELECT hits FROM pairs')).rows).toEqual([{ hits: 2 }, { hits: 2 }]);
  });

  it('throws other errors after one run, and gives the connection back', async () => {
    let runs = 0;
    const failing = withTransaction(database, async (client) => {
      runs += 1;
      await client.query("SELECT 'x'::int");
    });
    await expect(failing).rejects.toMatchObject({ code: 'invalid', retryable: false });
    expect(runs).toBe(1);
    expect(database.pool.idleCount).toBe(database.pool.totalCount);
  });

  it('says when the connection was cut, and goes on with a new one', async () => {
    const cut = withTransaction(database, (client) =>
      client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(cut).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await withTransaction(database, (client) => client.query('SELECT 1'));
  });
});

describe('appendEvents', () => {
  it('leaves no gap under concurrent writers and rollbacks, and readers only ever see a prefix', async () => {
    const start = await streamHead(database, NETWORK_STREAM);
    let appended = 0;
    let writing = true;
    const reader = (async () => {
      while (writing) {
        const events = await readEvents(database, { stream: NETWORK_STREAM, afterSeq: 0, limit: 10_000 });
        expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
      }
    })();
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      for (let round = 0; round < 8; round++) {
        const events = Array.from({ length: 1 + (round % 3) }, minerLost);
        const fails = (writer + round) % 4 === 0;
        const attempt = withTransaction(database, async (client) => {
          await appendEvents(client, NETWORK_STREAM, events);
          if (fails) throw new Error('on purpose');
        });
        if (fails) await expect(attempt).rejects.toThrow('on purpose');
        else {
          await attempt;
          appended += events.length;
        }
      }
    });
    await Promise.all(writers);
    writing = false;
    await reader;
    expect(await streamHead(database, NETWORK_STREAM)).toBe(start + appended);
  });

  it('refuses events that their readers could not parse', async () => {
    const event: NewEvent = { type: 'miner.lost', payload: { hotkey: 'nobody' } };
    const head = await streamHead(database, NETWORK_STREAM);
    const attempt = withTransaction(database, (client) =>
      appendEvents(client, NETWORK_STREAM, [minerLost(), event]),
    );
    await expect(attempt).rejects.toThrow('ss58');
    expect(await streamHead(database, NETWORK_STREAM)).toBe(head);
  });
});

describe('withSearchLeadership', () => {
  it('has one leader at a time, who is told when the connection that proves it is lost', async () => {
    const searchId = randomUUID();
    const meet = barrier(2);
    const first = withSearchLeadership(database, searchId, async (signal) => {
      await meet();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return signal.reason;
    });
    const second = async () => {
      const { rows } = await database.pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'naschain-leader'",
      );
      if (rows.length === 0) throw new Error('nobody leads yet');
      return withSearchLeadership(database, searchId, async () => 'usurped');
    };
    await expect.poll(() => second().catch(() => null)).toEqual({ led: false });
    await meet();
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'naschain-leader'",
    );
    expect(await first).toMatchObject({ led: true, value: { code: 'unavailable' } });
    expect(await withSearchLeadership(database, searchId, async () => 7)).toEqual({ led: true, value: 7 });
  });
});

describe('openDatabase', () => {
  it('says when the database is away', async () => {
    const url = 'postgresql://nobody:x@127.0.0.1:1/none';
    await expect(openDatabase({ url, poolSize: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('parseSafeInteger', () => {
  it('refuses what a number cannot hold exactly', () => {
    expect(parseSafeInteger('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => parseSafeInteger('9007199254740992')).toThrow('beyond what a number holds');
  });
});
