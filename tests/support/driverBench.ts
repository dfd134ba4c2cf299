import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decideBatch, epochsRun, verifyClaim } from '@naschain/consensus';
import {
  assignmentJob,
  claimAssignments,
  type Database,
  migrate,
  migrationsDirectory,
  openDatabase,
  putDataset,
  readEvents,
  registerWorker,
  searchView,
  startEmbeddedPostgres,
  submitResult,
} from '@naschain/database';
import {
  type AssignmentOffer,
  applySearchEvents,
  type SearchConfig,
  type SearchView,
  searchStream,
  type TrainingResult,
  trainedEpochs,
} from '@naschain/protocol';
import { chainHash, payloadHash } from '@naschain/protocol/signing';
import { expect } from 'vitest';
import { expectedCost } from '../../apps/genomaster/src/coordination/judgeSubmission.ts';
import { SearchToolbox } from '../../apps/genomaster/src/search/algorithm.ts';
import { stepSearch } from '../../apps/genomaster/src/search/driver.ts';
import { SearchService } from '../../apps/genomaster/src/search/searchService.ts';

const HOTKEY = `5${'A'.repeat(47)}`;
const DATASET = 'd'.repeat(64);
const log = () => {};

export const RECIPE: SearchConfig['recipe'] = {
  epochs: 4,
  batchSize: 16,
  learningRate: 0.1,
  momentum: 0.9,
  weightDecay: 0,
  trainSamples: 100,
  validationSamples: 200,
  seed: 1,
};

/** The driver of searches on a real Postgres, with one miner of the test's own whose trainings are made up and take no time. */
export class DriverBench {
  private constructor(
    readonly database: Database,
    private readonly workerId: string,
    readonly stop: () => Promise<void>,
  ) {}

  static async start(slots = 4): Promise<DriverBench> {
    const directory = await mkdtemp(join(tmpdir(), 'naschain-driver-'));
    const postgres = await startEmbeddedPostgres({ directory, log });
    await migrate({ url: postgres.url, directory: migrationsDirectory(), log });
    const database = await openDatabase({ url: postgres.url, poolSize: 8 });
    const header = {
      name: 'made up',
      image: { height: 16, width: 16, channels: 1 },
      classes: ['a', 'b', 'c', 'd'],
      splits: { train: 1000, test: 10 },
    };
    await putDataset(database, { sha256: DATASET, name: 'made up', header, bytes: 1, visibility: 'public' });
    const machine = { slots, engine: 'none', numericClass: 'exact-1', device: 'test' };
    const { workerId } = await registerWorker(database, { hotkey: HOTKEY, worker: 'one', ...machine });
    return new DriverBench(database, workerId, async () => {
      await database.close();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    });
  }

  /** @throws AppError */
  create(algorithm: Partial<SearchConfig['algorithm']>, change: Partial<SearchConfig> = {}): Promise<string> {
    const effects = { journal: log, searchCreated: log };
    return new SearchService(this.database, effects).create(configOf(algorithm, change));
  }

  /** Steps until the driver waits for a job, or the search has ended. `drivers` step at once, as if each led. */
  async drive(searchId: string, drivers = 1): Promise<'waiting' | 'ended'> {
    for (;;) {
      const steps = Array.from({ length: drivers }, () =>
        stepSearch(this.database, searchId, new SearchToolbox()),
      );
      const kinds = (await Promise.all(steps)).map(({ kind }) => kind);
      if (kinds.includes('ended')) return 'ended';
      if (kinds.every((kind) => kind === 'waiting')) return 'waiting';
    }
  }

  /** Trains up to `count` of the jobs that are open. @returns how many there were */
  async train(count: number, fails: (genome: string) => boolean = () => false): Promise<number> {
    const { offers } = await claimAssignments(this.database, {
      hotkey: HOTKEY,
      workerId: this.workerId,
      count,
      leaseSeconds: 60,
    });
    for (const offer of offers) await this.submit(offer, fails(offer.spec.genome));
    return offers.length;
  }

  /** Drives and trains by turns until the search has ended; checks that its journal gives its view. */
  async run(searchId: string, atOnce = 1000, drivers = 1): Promise<SearchView> {
    while ((await this.drive(searchId, drivers)) === 'waiting') {
      expect(await this.train(atOnce)).toBeGreaterThan(0);
    }
    return this.view(searchId);
  }

  async view(searchId: string): Promise<SearchView> {
    const view = await searchView(this.database, searchId);
    const events = await readEvents(this.database, {
      stream: searchStream(searchId),
      afterSeq: 0,
      limit: 100_000,
    });
    expect(applySearchEvents(null, events)).toEqual(view);
    return view;
  }

  /** As the Genomaster's API would find it. */
  private async expectValid(offer: AssignmentOffer, result: TrainingResult): Promise<void> {
    const { assignmentId, spec, specHash } = offer;
    const { continues } = await assignmentJob(this.database, { assignmentId, hotkey: HOTKEY });
    const verdict = verifyClaim({
      spec: { ...spec.recipe, epochs: trainedEpochs(spec.recipe) },
      expected: { ...expectedCost(spec), specHash },
      continues,
      claim: { specHash, ...result },
    });
    expect(verdict).toEqual({ kind: 'valid' });
  }

  private async submit(offer: AssignmentOffer, fails: boolean): Promise<void> {
    const result = madeUp(offer);
    await this.expectValid(offer, result);
    const payload = { assignmentId: offer.assignmentId, result };
    const submission = {
      assignmentId: offer.assignmentId,
      hotkey: HOTKEY,
      payload,
      payloadHash: payloadHash(payload),
      signature: '0x00',
      result,
      rejection: null,
    };
    await submitResult(this.database, submission, (batch) =>
      fails
        ? {
            kind: 'failed',
            rejected: batch.results.map(({ assignmentId }) => ({ assignmentId, reason: 'digestMismatch' })),
          }
        : decideBatch(batch),
    );
  }
}

function configOf(
  algorithm: Partial<SearchConfig['algorithm']>,
  change: Partial<SearchConfig>,
): SearchConfig {
  return {
    name: 'driver',
    dataset: DATASET,
    space: { kind: 'macro', phases: 2, nodes: 4, channels: 4 },
    algorithm: {
      kind: 'surrogate',
      mode: 'generational',
      population: 6,
      generations: 4,
      objectives: ['error', 'flops'],
      constraints: { params: null, flops: null },
      crossover: 'uniform',
      crossoverProbability: 0.9,
      mutation: 'uniform',
      mutationProbability: null,
      fidelity: null,
      ...algorithm,
    },
    recipe: RECIPE,
    replication: { kind: 'fixed', quorum: 1, maxReplicas: 1, tolerance: 1 },
    seed: 3,
    ...change,
  };
}

/** A learning curve that rises to an accuracy which wants certain connections, and a chain of digests made of hashes. */
function madeUp({ spec }: AssignmentOffer): TrainingResult {
  const { validationSamples } = spec.recipe;
  const wanted = [...spec.genome].filter((bit, place) => bit === (place % 3 === 0 ? '0' : '1')).length;
  let digest = chainHash(spec);
  // Where trainings may stop early, some have learned all after an epoch, others never.
  const learned = spec.recipe.earlyStop === undefined ? Number.POSITIVE_INFINITY : wanted % 4;
  const hitsAfter = Array.from({ length: trainedEpochs(spec.recipe) }, (_, epoch) => {
    const share = (Math.min(epoch, learned) + 1) / (Math.min(epoch, learned) + 2);
    return Math.round((validationSamples * share * wanted) / spec.genome.length);
  });
  const epochs = epochsRun({ ...spec.recipe, epochs: hitsAfter.length }, hitsAfter);
  const curve = hitsAfter.slice(0, epochs).map((hits, index) => {
    digest = createHash('sha256').update(digest).digest('hex');
    return { epoch: index + 1, loss: 1, hits, digest };
  });
  const accuracy = (100 * (curve.at(-1)?.hits ?? 0)) / validationSamples;
  return {
    accuracy,
    ...expectedCost(spec),
    numericClass: 'exact-1',
    digest,
    curve,
    seconds: 1,
    device: 'test',
  };
}
