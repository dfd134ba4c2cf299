import { decodeGenome } from '@naschain/network';
import {
  type ClosedBatch,
  EXACT_NUMERIC_CLASS,
  type JobSpec,
  type ResultPayload,
  type TrainingResult,
} from '@naschain/protocol';
import { type Signer, signerFromSeed, signResult, specHash } from '@naschain/protocol/signing';

// Signed batches for tests, with everything that a Genomaster would send.

export const SAMPLE_SPEC: JobSpec = {
  v: 1,
  space: { kind: 'macro', phases: 2, nodes: 3, channels: 8 },
  genome: '10110111',
  dataset: { sha256: 'ab'.repeat(32), image: { height: 16, width: 16, channels: 1 }, classes: 10 },
  recipe: {
    epochs: 2,
    batchSize: 16,
    learningRate: 0.1,
    momentum: 0.9,
    weightDecay: 0.0005,
    trainSamples: 512,
    validationSamples: 200,
    seed: 1,
  },
};

/** The miner of a number; `signingReady()` must have resolved. */
export function sampleMiner(number: number): Signer {
  return signerFromSeed(new Uint8Array(32).fill(number + 1));
}

/** An id that is a UUID and readable. */
export function sampleId(kind: number, number: number): string {
  return `00000000-0000-4000-8${String(kind).padStart(3, '0')}-${String(number).padStart(12, '0')}`;
}

function honestResult({ space, genome, dataset }: JobSpec = SAMPLE_SPEC): TrainingResult {
  const { params, flops } = decodeGenome(space, genome, dataset);
  const digest = 'd2'.repeat(32);
  return {
    accuracy: 65.5,
    params,
    flops,
    numericClass: EXACT_NUMERIC_CLASS,
    digest,
    curve: [
      { epoch: 1, loss: 2.2, hits: 40, digest: 'd1'.repeat(32) },
      { epoch: 2, loss: 1.2, hits: 131, digest },
    ],
    seconds: 3,
    device: 'test',
  };
}

/** What one miner does differently, and what the Genomaster says of it. */
export interface SampleReplica {
  readonly miner: number;
  readonly verdict?: 'agreed' | 'rejected';
  readonly reason?: string;
  readonly result?: Partial<TrainingResult>;
  readonly payload?: Partial<ResultPayload>;
  /** Of another result. */
  readonly forged?: boolean;
  /** In place of the signed payload. */
  readonly garbage?: ClosedBatch['results'][number]['payload'];
}

/** A wrong training that is consistent in itself: only its digest gives it away. */
export function lie(digest: string): Partial<TrainingResult> {
  const honest = honestResult();
  const full = digest.repeat(32);
  return { digest: full, curve: honest.curve.map((record) => ({ ...record, digest: full })) };
}

export function sampleBatch(
  cursor: number,
  replicas: readonly SampleReplica[],
  change: Partial<Omit<ClosedBatch, 'results'>> = {},
): ClosedBatch {
  const spec = change.spec ?? SAMPLE_SPEC;
  const hash = specHash(spec);
  const results = replicas.map((replica, index) => {
    const signer = sampleMiner(replica.miner);
    const assignmentId = sampleId(1, cursor * 100 + index);
    const payload: ResultPayload = {
      v: 1,
      domain: 'naschain/result',
      assignmentId,
      specHash: hash,
      result: { ...honestResult(spec), ...replica.result },
      ...replica.payload,
    };
    const signed = signResult(signer, payload);
    const other = signResult(signer, { ...payload, assignmentId: sampleId(2, 1) });
    return {
      assignmentId,
      hotkey: signer.address,
      payload: replica.garbage ?? signed.payload,
      signature: replica.forged === true ? other.signature : signed.signature,
      verdict: replica.verdict ?? 'agreed',
      reason: replica.reason ?? null,
    };
  });
  return {
    cursor,
    jobId: sampleId(3, cursor),
    searchId: sampleId(4, 1),
    spec,
    specHash: hash,
    continues: null,
    replication: { kind: 'fixed', quorum: 3, maxReplicas: 6, tolerance: 1 },
    outcome: 'agreed',
    closedAt: '2030-01-01T00:00:00.000Z',
    results,
    ...change,
  };
}
