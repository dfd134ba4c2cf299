import { randomUUID } from 'node:crypto';
import { decideBatch } from '@naschain/consensus';
import { recordSchema, type TrainingResult } from '@naschain/protocol';
import {
  falseSignatures,
  payloadHash,
  type Signer,
  signerFromSeed,
  signingReady,
  signResult,
  specHash,
} from '@naschain/protocol/signing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database.ts';
import { claimOne, hashOf, openTestSearch, registerMiner, testResult } from '../testing/fixtures.ts';
import { emptyTables, startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';
import { jobRecord } from './jobRecord.ts';
import { submitResult } from './submitResult.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  await signingReady();
  test = await startTestDatabase();
  database = test.database;
});
afterAll(() => test.stop());

/** A miner takes the open job and submits a signed result. @returns the job's id */
async function train(number: number, change: Partial<TrainingResult> = {}): Promise<string> {
  const signer: Signer = signerFromSeed(new Uint8Array(32).fill(number));
  const miner = await registerMiner(database, signer.address);
  const offer = await claimOne(database, miner);
  const result = { ...testResult(offer), seconds: number, ...change };
  const { payload, signature } = signResult(signer, {
    v: 1,
    domain: 'naschain/result',
    assignmentId: offer.assignmentId,
    specHash: specHash(offer.spec),
    result,
  });
  const submission = { assignmentId: offer.assignmentId, hotkey: signer.address, payload, signature, result };
  await submitResult(
    database,
    { ...submission, payloadHash: payloadHash(payload), rejection: null },
    decideBatch,
  );
  return offer.jobId;
}

const missing = { name: 'DatabaseError', code: 'not-found' };

describe('the record of a job', () => {
  it('is there once its result is agreed on: with all who agreed, and nobody else', async () => {
    await emptyTables(database);
    await openTestSearch(database, { jobs: 1, quorum: 2 });
    // Nothing is handed out before there are enough for a quorum.
    await registerMiner(database);
    const lie = hashOf('lie');
    const curve = [1, 2].map((epoch) => ({ epoch, loss: 1, hits: 30, digest: lie }));
    const jobId = await train(1, { digest: lie, curve });
    await train(2);
    await expect(jobRecord(database, jobId)).rejects.toMatchObject(missing);
    await train(3);
    await train(4);
    const record = await jobRecord(database, jobId);
    expect(recordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
    expect(record.signatures?.map(({ seconds }) => seconds)).toEqual([2, 3, 4]);
    expect(falseSignatures(record)).toEqual([]);
    expect(record.result.digest).not.toBe(lie);
    expect(record.result.curve).toHaveLength(2);
  });

  it('is nobody’s business in a private search, and does not exist for an unknown job', async () => {
    await emptyTables(database);
    await openTestSearch(database, { jobs: 1, quorum: 1, visibility: 'private' });
    const jobId = await train(1);
    await expect(jobRecord(database, jobId)).rejects.toMatchObject(missing);
    await expect(jobRecord(database, randomUUID())).rejects.toMatchObject(missing);
  });
});
