import { batchesResponseSchema, type JobSpec } from '@naschain/protocol';
import { signingReady } from '@naschain/protocol/signing';
import { beforeAll, describe, expect, it } from 'vitest';
import { AgreedChains } from './agreedChains.ts';
import { checkBatch } from './checkBatch.ts';
import { lie, SAMPLE_SPEC, type SampleReplica, sampleBatch, sampleId } from './sampleBatch.ts';

beforeAll(signingReady);

const honest: SampleReplica[] = [{ miner: 0 }, { miner: 1 }, { miner: 2 }];

describe('checkBatch', () => {
  it('confirms an honest batch', () => {
    const batch = sampleBatch(7, honest);
    // The samples must be what a Genomaster may send.
    expect(batchesResponseSchema.parse({ v: 1, batches: [batch] }).batches).toEqual([batch]);
    expect(checkBatch(batch)).toMatchObject({
      cursor: 7,
      jobId: batch.jobId,
      outcome: 'agreed',
      differences: [],
      results: honest.map(() => ({ verdict: 'agreed', reason: null })),
    });
  });

  it.each<[string, SampleReplica, string]>([
    ['a wrong digest', { miner: 3, result: lie('ee') }, 'digestMismatch'],
    ['one parameter too many', { miner: 3, result: { params: 1 } }, 'paramsMismatch'],
    ['wrong FLOPs', { miner: 3, result: { flops: 1 } }, 'flopsMismatch'],
    ['an embellished accuracy', { miner: 3, result: { accuracy: 70 } }, 'curveMismatch'],
    ['another spec', { miner: 3, payload: { specHash: 'ff'.repeat(32) } }, 'wrongSpec'],
    ['a result of another assignment', { miner: 3, payload: { assignmentId: sampleId(9, 9) } }, 'wrongSpec'],
    ['a signature of another result', { miner: 3, forged: true }, 'badSignature'],
    ['something that is no result', { miner: 3, garbage: { hello: 'world' } }, 'malformed'],
    ['another exact class', { miner: 3, result: { numericClass: 'exact-77' } }, 'classMismatch'],
  ])('rejects %s and agrees with a Genomaster that did so', (_, replica, reason) => {
    const batch = sampleBatch(1, [...honest, { ...replica, verdict: 'rejected', reason }]);
    const check = checkBatch(batch);
    expect(check.results[3]).toMatchObject({ verdict: 'rejected', reason });
    expect(check.outcome).toBe('agreed');
    expect(check.differences).toEqual([]);
  });

  it('confirms a batch of a micro network in its final training', () => {
    const spec: JobSpec = {
      ...SAMPLE_SPEC,
      space: { kind: 'micro', blocks: 1, cells: 3, channels: 8 },
      genome: '30414021',
      recipe: { ...SAMPLE_SPEC.recipe, dropPath: 0.3, auxiliaryWeight: 0.4 },
    };
    const batch = sampleBatch(7, honest, { spec });
    expect(batchesResponseSchema.parse({ v: 1, batches: [batch] }).batches).toEqual([batch]);
    expect(checkBatch(batch)).toMatchObject({ outcome: 'agreed', differences: [] });
  });

  it('contradicts a Genomaster that accepts a liar', () => {
    const check = checkBatch(sampleBatch(1, [...honest, { miner: 3, result: lie('ee') }]));
    expect(check.results[3]).toMatchObject({ verdict: 'rejected', reason: 'digestMismatch' });
    expect(check.differences).toHaveLength(1);
    expect(check.differences[0]).toMatch(/called agreed, but it is rejected: digestMismatch/);
  });

  it('contradicts a Genomaster that rejects an honest miner', () => {
    const [first, ...others] = honest;
    const check = checkBatch(
      sampleBatch(1, [...others, { miner: 3 }, { ...first, miner: 0, verdict: 'rejected' }]),
    );
    expect(check.results.every(({ verdict }) => verdict === 'agreed')).toBe(true);
    expect(check.differences[0]).toMatch(/called rejected, but it is agreed/);
  });

  it('contradicts a Genomaster that settles two to one', () => {
    const replicas: SampleReplica[] = [
      { miner: 0 },
      { miner: 1 },
      { miner: 2, result: lie('ee'), verdict: 'rejected' },
    ];
    const check = checkBatch(sampleBatch(1, replicas));
    expect(check.outcome).toBe('undecided');
    expect(check.results.map(({ verdict }) => verdict)).toEqual(['open', 'open', 'open']);
    expect(check.differences).toEqual(['called agreed, but the results do not settle it']);
  });

  it('contradicts a Genomaster that fails an agreed batch', () => {
    const replicas = honest.map((replica) => ({ ...replica, verdict: 'rejected' as const }));
    const check = checkBatch(sampleBatch(1, replicas, { outcome: 'failed' }));
    expect(check.outcome).toBe('agreed');
    expect(check.differences[0]).toBe('called failed, but the results say agreed');
    expect(check.differences).toHaveLength(4);
  });

  it('does not contradict a job that was given up undecided', () => {
    const check = checkBatch(sampleBatch(1, [{ miner: 0, verdict: 'rejected' }], { outcome: 'failed' }));
    expect(check).toMatchObject({ outcome: 'undecided', differences: [] });
  });

  it('does not contradict a job that failed without any result, and charges nobody', () => {
    const check = checkBatch(sampleBatch(1, [], { outcome: 'failed' }));
    expect(check).toMatchObject({ outcome: 'undecided', results: [], differences: [] });
  });

  it('confirms a failed batch', () => {
    const replicas = [0, 1, 2, 3, 4, 5].map((miner) => ({
      miner,
      verdict: 'rejected' as const,
      ...(miner % 2 === 0 ? {} : { result: lie('ee') }),
    }));
    expect(checkBatch(sampleBatch(1, replicas, { outcome: 'failed' }))).toMatchObject({
      outcome: 'failed',
      differences: [],
    });
  });

  it('trusts its own hash of the spec', () => {
    const claimed = 'ff'.repeat(32);
    const replicas = honest.map((replica) => ({ ...replica, payload: { specHash: claimed } }));
    const check = checkBatch(sampleBatch(1, replicas, { specHash: claimed }));
    expect(check.results.every(({ reason }) => reason === 'wrongSpec')).toBe(true);
    expect(check.differences[0]).toMatch(/the spec's hash is/);
  });

  it('counts params and FLOPs of micro networks by itself, too', () => {
    const spec: JobSpec = {
      ...SAMPLE_SPEC,
      space: { kind: 'micro', blocks: 1, cells: 3, channels: 4 },
      genome: '30414021',
    };
    const wrong: SampleReplica = { miner: 3, result: { flops: 1 }, verdict: 'rejected' };
    const check = checkBatch(sampleBatch(1, [...honest, wrong], { spec }));
    expect(check).toMatchObject({ outcome: 'agreed', differences: [] });
    expect(check.results[3]).toMatchObject({ verdict: 'rejected', reason: 'flopsMismatch' });
  });

  it('lets nobody earn from a genome that is no network', () => {
    const batch = sampleBatch(1, honest);
    const check = checkBatch({ ...batch, spec: { ...batch.spec, genome: '1' } });
    expect(check.results.every(({ verdict }) => verdict === 'open')).toBe(true);
    expect(check.differences.at(-1)).toMatch(/cannot be decoded/);
  });
});

describe('a training that continues a shorter one', () => {
  const [first, second] = ['d1', 'd2'].map((digest) => digest.repeat(32));
  if (first === undefined || second === undefined) throw new Error('two digests');
  const begun = { numericClass: 'exact-1', digests: [first] };
  const oneEpoch = {
    accuracy: 20,
    digest: first,
    curve: [{ epoch: 1, loss: 2.2, hits: 40, digest: first }],
  };
  /** Made in the tests, which have waited for signing. */
  const shorterBatch = () =>
    sampleBatch(
      1,
      honest.map((replica) => ({ ...replica, result: oneEpoch })),
      { spec: { ...SAMPLE_SPEC, recipe: { ...SAMPLE_SPEC.recipe, stopAfter: 1 } } },
    );
  /** Trained alone, its last digest is right and its first is not. */
  const stranger: SampleReplica = {
    miner: 3,
    result: {
      curve: [
        { epoch: 1, loss: 2.2, hits: 40, digest: 'ee'.repeat(32) },
        { epoch: 2, loss: 1.2, hits: 131, digest: second },
      ],
    },
    verdict: 'rejected',
    reason: 'chainMismatch',
  };

  it('is judged by its epochs and by how it begins', () => {
    const shorter = shorterBatch();
    expect(checkBatch(shorter)).toMatchObject({ outcome: 'agreed', differences: [] });
    const longer = sampleBatch(2, [...honest, stranger], { continues: begun });
    expect(batchesResponseSchema.parse({ v: 1, batches: [shorter, longer] }).batches).toEqual([
      shorter,
      longer,
    ]);
    const check = checkBatch(longer);
    expect(check).toMatchObject({ outcome: 'agreed', differences: [] });
    expect(check.results[3]).toMatchObject({ verdict: 'rejected', reason: 'chainMismatch' });
  });

  it('ends where the shorter one stopped by itself, and is held to that', () => {
    const recipe = { ...SAMPLE_SPEC.recipe, epochs: 5, earlyStop: { patience: 1 } };
    const spec = { ...SAMPLE_SPEC, recipe };
    const still = {
      accuracy: 20,
      curve: [first, second].map((digest, index) => ({ epoch: index + 1, loss: 2, hits: 40, digest })),
    };
    const replicas = honest.map((replica) => ({ ...replica, result: still }));
    const chains = new AgreedChains();
    const shorter = sampleBatch(1, replicas, { spec: { ...spec, recipe: { ...recipe, stopAfter: 3 } } });
    const seen = checkBatch(shorter, chains);
    expect(seen).toMatchObject({ outcome: 'agreed', differences: [] });
    chains.note(shorter, seen);
    const goesOn: SampleReplica = {
      miner: 3,
      result: {
        accuracy: 30,
        curve: [...still.curve, { epoch: 3, loss: 1, hits: 60, digest: second }],
      },
      verdict: 'rejected',
    };
    const continues = { numericClass: 'exact-1', digests: [first, second] };
    const longer = sampleBatch(2, [...replicas, goesOn], { spec, continues });
    const check = checkBatch(longer, chains);
    expect(check).toMatchObject({ outcome: 'agreed', differences: [] });
    expect(check.results[3]).toMatchObject({ verdict: 'rejected', reason: 'curveMismatch' });
    const other = { ...continues, digests: [first, 'ee'.repeat(32)] };
    expect(checkBatch(sampleBatch(3, replicas, { spec, continues: other }), chains).differences).toEqual([
      'said to continue a training that ended otherwise after epoch 2',
    ]);
  });

  it('contradicts a Genomaster that says something else than before about how it began', () => {
    const shorter = shorterBatch();
    const chains = new AgreedChains();
    chains.note(shorter, checkBatch(shorter, chains));
    expect(checkBatch(sampleBatch(2, honest, { continues: begun }), chains).differences).toEqual([]);
    const other = { numericClass: 'exact-1', digests: ['ee'.repeat(32)] };
    const check = checkBatch(sampleBatch(2, honest, { continues: other }), chains);
    expect(check).toMatchObject({
      outcome: 'agreed',
      differences: ['said to continue a training that ended otherwise after epoch 1'],
    });
  });
});
