import { createHash, randomUUID } from 'node:crypto';
import type { Batch, BatchDecision } from '@naschain/consensus';
import {
  type AssignmentOffer,
  algorithmSchema,
  canonicalJson,
  type JobSpec,
  type RejectionReason,
  type SearchConfig,
  searchStream,
  type TrainingResult,
} from '@naschain/protocol';
import type { Database } from '../database.ts';
import { claimAssignments } from '../operations/claimAssignments.ts';
import { createSearch } from '../operations/createSearch.ts';
import { type NewIndividual, proposeIndividuals } from '../operations/proposeIndividuals.ts';
import { putDataset } from '../operations/putDataset.ts';
import { readEvents } from '../operations/readEvents.ts';
import { registerWorker } from '../operations/registerWorker.ts';
import { type SubmitOutcome, submitResult } from '../operations/submitResult.ts';

export const DATASET = 'd'.repeat(64);
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export interface TestMiner {
  readonly hotkey: string;
  readonly workerId: string;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A well-formed address that belongs to nobody. */
export function randomHotkey(): string {
  const bytes = Buffer.from(hashOf(randomUUID()).repeat(2), 'hex');
  return `5${[...bytes.subarray(0, 47)].map((byte) => BASE58[byte % 58]).join('')}`;
}

export async function registerMiner(
  database: Database,
  hotkey = randomHotkey(),
  worker = 'host-1',
): Promise<TestMiner> {
  const machine = { slots: 4, engine: 'exact', numericClass: 'exact-1', device: 'test' };
  const { workerId } = await registerWorker(database, { hotkey, worker, ...machine });
  return { hotkey, workerId };
}

export function testConfig(quorum: number): SearchConfig {
  return {
    name: 'test',
    dataset: DATASET,
    space: { kind: 'macro', phases: 1, nodes: 4, channels: 4 },
    algorithm: algorithmSchema.parse({
      kind: 'surrogate',
      population: 8,
      generations: 3,
      crossoverProbability: 0.9,
      mutationProbability: null,
    }),
    recipe: {
      epochs: 2,
      batchSize: 32,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 0,
      trainSamples: 100,
      validationSamples: 50,
      seed: 1,
    },
    replication: { kind: 'fixed', quorum, maxReplicas: 5, tolerance: 1 },
    seed: 7,
  };
}

export function testIndividual(ordinal: number, config: SearchConfig, searchId: string): NewIndividual {
  const genome = ordinal.toString(2).padStart(7, '0');
  const spec: JobSpec = {
    v: 1,
    space: config.space,
    genome,
    dataset: { sha256: DATASET, image: { height: 8, width: 8, channels: 3 }, classes: 10 },
    recipe: config.recipe,
  };
  return {
    individualId: randomUUID(),
    generation: 0,
    ordinal,
    genome,
    operator: 'random',
    parents: [],
    inheritance: null,
    prediction: null,
    rung: 0,
    params: 1000 + ordinal,
    flops: 50_000 + ordinal,
    job: { jobId: randomUUID(), spec, specHash: hashOf(canonicalJson(spec) + searchId), genome },
  };
}

/** A running search whose first generation has `jobs` individuals, each with a job of its own. */
export async function openTestSearch(
  database: Database,
  options: { readonly jobs: number; readonly quorum?: number; readonly visibility?: 'public' | 'private' },
): Promise<{ searchId: string; config: SearchConfig; individuals: NewIndividual[] }> {
  const { jobs, quorum = 3, visibility = 'public' } = options;
  const header = { image: { height: 8, width: 8, channels: 3 } };
  await putDataset(database, { sha256: DATASET, name: 'digits', header, bytes: 1000, visibility: 'private' });
  const searchId = randomUUID();
  const config = testConfig(quorum);
  const reference = { error: 100, flops: 1_000_000, params: 100_000 };
  await createSearch(database, { searchId, config, reference, algorithmState: { step: 0 }, visibility });
  const individuals = Array.from({ length: jobs }, (_, ordinal) => testIndividual(ordinal, config, searchId));
  const proposal = { searchId, step: 0, individuals, generationSize: jobs, quorum };
  await proposeIndividuals(database, { ...proposal, algorithmState: { step: 1 } });
  return { searchId, config, individuals };
}

export function claim(database: Database, miner: TestMiner, count = 1, leaseSeconds = 60) {
  return claimAssignments(database, { ...miner, count, leaseSeconds });
}

/** Claims exactly one replica. */
export async function claimOne(database: Database, miner: TestMiner): Promise<AssignmentOffer> {
  const [offer] = (await claim(database, miner)).offers;
  if (offer === undefined) throw new Error('there was nothing to claim');
  return offer;
}

export function testResult(offer: AssignmentOffer, accuracy = 60, tag = 'honest'): TrainingResult {
  const digest = hashOf(`${offer.jobId} ${tag}`);
  const hits = Math.round(accuracy / 2);
  const curve = [hashOf(`${digest} 1`), digest].map((link, index) => ({
    epoch: index + 1,
    loss: 1 / (index + 1),
    hits,
    digest: link,
  }));
  const cost = { params: 1000, flops: 50_000, numericClass: 'exact-1', seconds: 10, device: 'test' };
  return { accuracy, digest, curve, ...cost };
}

/** Submits with a decision that waits unless another is given. */
export function submit(
  database: Database,
  miner: TestMiner,
  offer: AssignmentOffer,
  options: {
    readonly result?: TrainingResult;
    readonly rejection?: RejectionReason;
    readonly decide?: (batch: Batch) => BatchDecision;
  } = {},
): Promise<SubmitOutcome> {
  const { result = testResult(offer), rejection, decide = () => ({ kind: 'wait' }) } = options;
  const payload = { assignmentId: offer.assignmentId, result };
  return submitResult(
    database,
    {
      assignmentId: offer.assignmentId,
      hotkey: miner.hotkey,
      payload,
      payloadHash: hashOf(JSON.stringify(payload)),
      signature: '0x00',
      result,
      rejection: rejection === undefined ? null : { reason: rejection },
    },
    decide,
  );
}

/** The types of a search's events after a seq. */
export async function eventTypes(database: Database, searchId: string, afterSeq = 0): Promise<string[]> {
  const events = await readEvents(database, { stream: searchStream(searchId), afterSeq, limit: 10_000 });
  return events.map((event) => event.type);
}
