import { decideBatch, decideDivergence } from '@naschain/consensus';
import { searchStream, weightsPayloadSchema } from '@naschain/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database.ts';
import { expireLeases } from '../operations/expireLeases.ts';
import { giveBack } from '../operations/giveBack.ts';
import { readEvents, streamHead } from '../operations/readEvents.ts';
import { saveScoreEpoch } from '../operations/saveScoreEpoch.ts';
import { setSearchState } from '../operations/setSearchState.ts';
import { setWaiting } from '../operations/setWaiting.ts';
import { claim, openTestSearch, registerMiner, submit, testResult } from '../testing/fixtures.ts';
import { expectReplayed } from '../testing/replay.ts';
import { startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { networkView } from './networkView.ts';
import { searchView } from './searchView.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await startTestDatabase();
  database = test.database;
});
afterAll(() => test.stop());

describe('searchView', () => {
  it('is what replaying the journal gives, through everything that can happen to a replica', async () => {
    const { searchId, config } = await openTestSearch(database, { jobs: 6, quorum: 2 });
    await expectReplayed(database, searchId);
    const waiting = { kind: 'needMiners', have: 0, need: 2 } as const;
    expect((await setWaiting(database, { searchId, waiting })).streams).toHaveLength(1);
    expect((await setWaiting(database, { searchId, waiting })).streams).toEqual([]);
    await expectReplayed(database, searchId);
    await setWaiting(database, { searchId, waiting: null });
    const miners = await Promise.all(Array.from({ length: 6 }, () => registerMiner(database)));
    let step = 0;
    for (let round = 0; round < 12; round++) {
      const busy = miners.map(async (miner) => {
        const { offers } = await claim(database, miner, 2);
        for (const offer of offers) {
          step += 1;
          const { hotkey } = miner;
          if (step % 7 === 0) {
            await giveBack(
              database,
              {
                hotkey,
                assignmentIds: [offer.assignmentId],
                reason: 'trainingFailed',
              },
              decideDivergence,
            );
          } else if (step % 11 === 0) await submit(database, miner, offer, { rejection: 'curveMismatch' });
          else if (step % 5 !== 0) {
            const result = testResult(offer, 60, step % 4 === 0 ? `forged ${step}` : 'honest');
            await submit(database, miner, offer, { result, decide: decideBatch });
          }
        }
      });
      await Promise.all(busy);
      await database.pool.query("UPDATE assignments SET lease_expires_at = now() - interval '1 second'");
      await expireLeases(database);
      await expectReplayed(database, searchId);
    }
    const view = await searchView(database, searchId);
    expect(view.jobs.some((job) => job.state !== 'open')).toBe(true);
    const states = new Set(view.jobs.flatMap((job) => job.assignments.map((assignment) => assignment.state)));
    expect([...states]).toEqual(expect.arrayContaining(['agreed', 'rejected', 'expired', 'returned']));
    await setSearchState(database, { searchId, state: 'failed', reason: 'no use' });
    expect(await expectReplayed(database, searchId)).toMatchObject({
      state: 'failed',
      stateReason: 'no use',
      config,
    });
  });

  it('shows nothing that a replica says while its job is open', async () => {
    const { searchId } = await openTestSearch(database, { jobs: 1, quorum: 2 });
    const [a, b] = await Promise.all([registerMiner(database), registerMiner(database)]);
    const [offer] = (await claim(database, a)).offers;
    const [second] = (await claim(database, b)).offers;
    if (offer === undefined || second === undefined) throw new Error('two offers expected');
    const result = testResult(offer, 61.375);
    await submit(database, a, offer, { result, decide: decideBatch });
    const secrets = [result.digest, '61.375', '"seconds"', '"verdict"'];
    const open = await expectReplayed(database, searchId);
    const events = await readEvents(database, { stream: searchStream(searchId), afterSeq: 0, limit: 1000 });
    for (const secret of secrets) {
      expect(JSON.stringify(open)).not.toContain(secret);
      expect(JSON.stringify(events)).not.toContain(secret);
    }
    await submit(database, b, second, { result: testResult(second, 61.375), decide: decideBatch });
    const closed = JSON.stringify(await expectReplayed(database, searchId));
    for (const secret of secrets) expect(closed).toContain(secret);
  });
});

describe('the journal', () => {
  it('has no gaps under concurrent writers, and readers see a prefix', async () => {
    const miners = await Promise.all(Array.from({ length: 40 }, () => registerMiner(database)));
    expect(miners).toHaveLength(40);
    const head = await streamHead(database, 'network');
    const events = await readEvents(database, { stream: 'network', afterSeq: 0, limit: 10_000 });
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: head }, (_, index) => index + 1));
  });

  it('cannot be rewritten', async () => {
    await expect(database.pool.query("UPDATE events SET type = 'x'")).rejects.toThrow('append-only');
    await expect(database.pool.query('DELETE FROM events')).rejects.toThrow('append-only');
  });
});

describe('networkView', () => {
  it('shows searches but private ones, miners, and the newest scores of each validator', async () => {
    const open = await openTestSearch(database, { jobs: 1, quorum: 1 });
    const hidden = await openTestSearch(database, { jobs: 1, quorum: 1, visibility: 'private' });
    const miner = await registerMiner(database);
    await registerMiner(database, miner.hotkey, 'host-2');
    const [offer] = (await claim(database, miner)).offers;
    if (offer === undefined) throw new Error('an offer expected');
    await submit(database, miner, offer, { decide: decideBatch });
    const validator = await registerMiner(database);
    const scores = [{ hotkey: miner.hotkey, agreed: 1, completed: 1, rejected: 0, score: 1, weight: 0.75 }];
    const payload = weightsPayloadSchema.parse({
      v: 1,
      domain: 'naschain/weights',
      epoch: 1,
      throughCursor: 1,
      scores,
    });
    const signed = { hotkey: validator.hotkey, payload, signature: '0x01' };
    expect((await saveScoreEpoch(database, signed)).streams).toEqual(['network']);
    expect((await saveScoreEpoch(database, { ...signed, signature: '0x02' })).streams).toEqual([]);
    const other = { ...signed, payload: { ...payload, throughCursor: 2 } };
    await expect(saveScoreEpoch(database, other)).rejects.toMatchObject({ code: 'conflict' });
    const view = await networkView(database);
    expect(view.seq).toBe(await streamHead(database, 'network'));
    const ids = view.searches.map((search) => search.searchId);
    expect(view.searches.find((search) => search.searchId === open.searchId)).toMatchObject({
      algorithm: 'surrogate',
      mode: 'generational',
    });
    expect(ids).not.toContain(hidden.searchId);
    expect(view.miners.find((item) => item.hotkey === miner.hotkey)).toMatchObject({
      state: 'live',
      workers: 2,
      slots: 8,
      running: 0,
      agreed: 1,
      rejected: 0,
      trainingsPerHour: 1,
      flopsPerSecond: 3_000_000,
      weight: 0.75,
    });
    expect(view.validators).toMatchObject([{ hotkey: validator.hotkey, epoch: 1, scores }]);
  });
});
