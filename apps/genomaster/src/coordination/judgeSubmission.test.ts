import type { Continued, JobSpec, SubmitRequest, TrainingResult } from '@naschain/protocol';
import { type Signer, signerFromSeed, signingReady, signResult, specHash } from '@naschain/protocol/signing';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectedCost, judgeSubmission } from './judgeSubmission.ts';

const ASSIGNMENT = '6f2c1f2e-9f0a-4b7e-8a51-3a4d3f0a1b2c';
const digests = ['d1', 'd2', 'd3'].map((digest) => digest.repeat(32));

let signer: Signer;

beforeAll(async () => {
  await signingReady();
  signer = signerFromSeed(new Uint8Array(32).fill(1));
});

function specOf(stopAfter?: number): JobSpec {
  return {
    v: 1,
    space: { kind: 'macro', phases: 2, nodes: 3, channels: 8 },
    genome: '10110111',
    dataset: { sha256: 'ab'.repeat(32), image: { height: 16, width: 16, channels: 1 }, classes: 10 },
    recipe: {
      epochs: 3,
      ...(stopAfter === undefined ? {} : { stopAfter }),
      batchSize: 16,
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 0,
      trainSamples: 64,
      validationSamples: 50,
      seed: 1,
    },
  };
}

/** What becomes of a result with these digests, in a class, for a job. */
function reasonOf(
  chain: readonly string[],
  job: { readonly spec?: JobSpec; readonly continues?: Continued | null } = {},
  change: Partial<TrainingResult> = {},
): string | null {
  const { spec = specOf(), continues = null } = job;
  const result: TrainingResult = {
    accuracy: 20 * chain.length,
    ...expectedCost(spec),
    numericClass: 'exact-1',
    digest: chain.at(-1) ?? '',
    curve: chain.map((digest, index) => ({ epoch: index + 1, loss: 1, hits: 10 * (index + 1), digest })),
    seconds: 1,
    device: 'test',
    ...change,
  };
  const hash = specHash(spec);
  const signed = signResult(signer, {
    v: 1,
    domain: 'naschain/result',
    assignmentId: ASSIGNMENT,
    specHash: hash,
    result,
  });
  const request: SubmitRequest = { v: 1, assignmentId: ASSIGNMENT, ...signed };
  const { rejection } = judgeSubmission(signer.address, request, { spec, specHash: hash, continues });
  return rejection?.reason ?? null;
}

describe('judgeSubmission', () => {
  it('wants as many epochs as the recipe trains', () => {
    const [one = '', two = ''] = digests;
    expect(reasonOf(digests)).toBeNull();
    expect(reasonOf([one])).toBe('curveMismatch');
    expect(reasonOf([one], { spec: specOf(1) })).toBeNull();
    expect(reasonOf([one, two], { spec: specOf(1) })).toBe('curveMismatch');
    expect(reasonOf([one, two], { spec: specOf(2) })).toBeNull();
  });

  it('wants a training that stops early to end where its hits say', () => {
    const spec = { ...specOf(), recipe: { ...specOf().recipe, epochs: 5, earlyStop: { patience: 1 } } };
    const [one = '', two = '', three = ''] = digests;
    const withHits = (hits: number[], chain: readonly string[]) => {
      const curve = chain.map((digest, index) => ({
        epoch: index + 1,
        loss: 1,
        hits: hits[index] ?? 0,
        digest,
      }));
      return reasonOf(chain, { spec }, { curve, accuracy: 2 * (hits[chain.length - 1] ?? 0) });
    };
    expect(withHits([20, 20], [one, two])).toBeNull();
    expect(withHits([20, 30, 25], [one, two, three])).toBeNull();
    expect(withHits([20, 30], [one, two])).toBe('curveMismatch');
    expect(withHits([20, 20, 30], [one, two, three])).toBe('curveMismatch');
  });

  it('counts params and FLOPs of micro networks, too', () => {
    const spec: JobSpec = {
      ...specOf(),
      space: { kind: 'micro', blocks: 1, cells: 3, channels: 8 },
      genome: '30414021',
    };
    expect(reasonOf(digests, { spec })).toBeNull();
    expect(reasonOf(digests, { spec }, { params: expectedCost(specOf()).params })).toBe('paramsMismatch');
    expect(reasonOf(digests, { spec }, { flops: expectedCost(spec).flops + 1 })).toBe('flopsMismatch');
  });

  it('counts a network in its final training as the one that was searched', () => {
    const searched: JobSpec = {
      ...specOf(),
      space: { kind: 'micro', blocks: 1, cells: 3, channels: 8 },
      genome: '30414021',
    };
    const final = { ...searched.recipe, dropPath: 0.3, auxiliaryWeight: 0.4 };
    expect(reasonOf(digests, { spec: { ...searched, recipe: final } }, expectedCost(searched))).toBeNull();
  });

  it('wants a continued training to begin as the shorter one that was agreed on', () => {
    const [one = '', two = '', three = ''] = digests;
    const continues = { numericClass: 'exact-1', digests: [one, two] };
    expect(reasonOf(digests, { continues })).toBeNull();
    expect(reasonOf([one, 'ee'.repeat(32), three], { continues })).toBe('chainMismatch');
    expect(reasonOf(['ee'.repeat(32), two, three], { continues })).toBe('chainMismatch');
    expect(reasonOf(['ee'.repeat(32), two, three], { continues }, { params: 1 })).toBe('paramsMismatch');
    expect(reasonOf(['ee'.repeat(32), two, three], { continues }, { numericClass: 'tfjs:cuda' })).toBeNull();
  });
});
