import { randomUUID } from 'node:crypto';
import { decideBatch } from '@naschain/consensus';
import { type JobSpec, trainedEpochs } from '@naschain/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../database.ts';
import { assignmentJob } from '../operations/assignmentJob.ts';
import { closedBatches } from '../operations/closedBatches.ts';
import { type NewIndividual, proposeIndividuals } from '../operations/proposeIndividuals.ts';
import {
  claimOne,
  hashOf,
  openTestSearch,
  registerMiner,
  submit,
  testIndividual,
  testResult,
} from '../testing/fixtures.ts';
import { expectReplayed } from '../testing/replay.ts';
import { emptyTables, startTestDatabase, type TestDatabase } from '../testing/testDatabase.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await startTestDatabase();
  database = test.database;
});
afterAll(() => test.stop());

async function propose(
  searchId: string,
  step: number,
  individuals: readonly NewIndividual[],
  quorum: number,
): Promise<void> {
  const proposal = { searchId, step, individuals, generationSize: 1, quorum, algorithmState: {} };
  await proposeIndividuals(database, proposal);
}

describe('a promotion', () => {
  const epochs = (spec: JobSpec, stopAfter: number | null): JobSpec => {
    const { stopAfter: _, ...recipe } = spec.recipe;
    return { ...spec, recipe: stopAfter === null ? recipe : { ...recipe, stopAfter } };
  };

  it('continues what the results of the shorter training agreed on, for miners’ results and for validators', async () => {
    await emptyTables(database);
    const { searchId, config } = await openTestSearch(database, { jobs: 0, quorum: 2 });
    const individual = testIndividual(0, config, searchId);
    const spec = epochs(individual.job.spec, 1);
    const short = { ...individual, job: { ...individual.job, spec, specHash: hashOf(`short ${searchId}`) } };
    await propose(searchId, 1, [short], 2);
    const [a, b] = [await registerMiner(database), await registerMiner(database)];
    const digest = hashOf('one epoch');
    const curve = [{ epoch: 1, loss: 1, hits: 30, digest }];
    for (const miner of [a, b]) {
      const offer = await claimOne(database, miner);
      expect(trainedEpochs(offer.spec.recipe)).toBe(1);
      const job = await assignmentJob(database, { assignmentId: offer.assignmentId, hotkey: miner.hotkey });
      expect(job.continues).toBeNull();
      const result = { ...testResult(offer), digest, curve };
      await submit(database, miner, offer, { result, decide: decideBatch });
    }
    const promoted = {
      ...testIndividual(1, config, searchId),
      genome: individual.genome,
      operator: 'promotion',
      parents: [individual.individualId],
      rung: 1,
      job: { ...individual.job, jobId: randomUUID(), spec: epochs(spec, null) },
    };
    await propose(searchId, 2, [promoted], 2);
    const offer = await claimOne(database, a);
    const job = await assignmentJob(database, { assignmentId: offer.assignmentId, hotkey: a.hotkey });
    expect(job).toMatchObject({
      jobId: promoted.job.jobId,
      continues: { numericClass: 'exact-1', digests: [digest] },
    });
    await submit(database, a, offer, { decide: decideBatch });
    await submit(database, b, await claimOne(database, b), { decide: decideBatch });
    const batches = await closedBatches(database, { afterCursor: 0, limit: 10 });
    expect(batches.map(({ continues }) => continues)).toEqual([null, job.continues]);
    expect((await expectReplayed(database, searchId)).individuals[1]).toMatchObject({ rung: 1 });
  });

  it('is not held to the digests of an agreement that was not one on digests', async () => {
    await emptyTables(database);
    const { searchId, config, individuals } = await openTestSearch(database, { jobs: 1, quorum: 1 });
    const [parent] = individuals;
    if (parent === undefined) throw new Error('an individual expected');
    const miner = await registerMiner(database);
    await submit(database, miner, await claimOne(database, miner), { decide: decideBatch });
    const promoted = {
      ...testIndividual(1, config, searchId),
      parents: [parent.individualId],
      rung: 1,
    };
    await propose(searchId, 1, [promoted], 1);
    const { assignmentId } = await claimOne(database, miner);
    const continues = async () => (await assignmentJob(database, { assignmentId, ...miner })).continues;
    expect(await continues()).toMatchObject({ numericClass: 'exact-1' });
    // As if agreed within the tolerance: the job has the class and digest of one of them.
    await database.pool.query("UPDATE jobs SET numeric_class = 'tfjs:webgpu' WHERE state = 'agreed'");
    expect(await continues()).toBeNull();
  });
});
