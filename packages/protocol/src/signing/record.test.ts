import { beforeAll, describe, expect, it } from 'vitest';
import type { JobSpec } from '../jobSpec.ts';
import { recordOf, recordSchema, type SignedBy } from '../record.ts';
import type { TrainingResult } from '../result.ts';
import { sampleSpec } from '../sampleSpec.ts';
import { signResult } from './payload.ts';
import { falseSignatures } from './record.ts';
import { signerFromSeed, signingReady } from './signer.ts';
import { specHash } from './specHash.ts';

beforeAll(signingReady);

const spec: JobSpec = { ...sampleSpec, recipe: { ...sampleSpec.recipe, epochs: 1 } };

/** The result of miner `number`, signed. */
function signed(number: number, change: Partial<TrainingResult> = {}): SignedBy {
  const signer = signerFromSeed(new Uint8Array(32).fill(number));
  const digest = 'd1'.repeat(32);
  const result: TrainingResult = {
    accuracy: 60,
    params: 10,
    flops: 20,
    numericClass: 'exact-1',
    digest,
    curve: [{ epoch: 1, loss: 1.25, hits: 30, digest }],
    seconds: number,
    device: `machine ${number}`,
    ...change,
  };
  const assignmentId = `00000000-0000-4000-8000-00000000000${number}`;
  const payload = {
    v: 1,
    domain: 'naschain/result',
    assignmentId,
    specHash: specHash(spec),
    result,
  } as const;
  return { hotkey: signer.address, ...signResult(signer, payload) };
}

/** As signed by the miner, with another loss. */
const otherLoss = (number: number): SignedBy =>
  signed(number, { curve: [{ epoch: 1, loss: 0.5, hits: 30, digest: 'd1'.repeat(32) }] });

function recordOfAll(...agreed: SignedBy[]) {
  const record = recordOf(spec, agreed);
  if (record === null) throw new Error('a record expected');
  return recordSchema.parse(JSON.parse(JSON.stringify(record)));
}

describe('a record', () => {
  it('is what all said, with their signatures, which prove it', () => {
    const agreed = [signed(1), signed(2), signed(3)];
    const record = recordOfAll(...agreed);
    const { seconds: _, device: __, ...result } = signed(1).payload.result;
    expect(record.result).toEqual(result);
    expect(record.signatures?.map(({ hotkey }) => hotkey)).toEqual(agreed.map(({ hotkey }) => hotkey));
    expect(falseSignatures(record)).toEqual([]);
  });

  it('tells whose signatures are over something else', () => {
    const record = recordOfAll(signed(1), signed(2));
    const all = record.signatures?.map(({ hotkey }) => hotkey);
    expect(falseSignatures({ ...record, result: { ...record.result, accuracy: 62 } })).toEqual(all);
    expect(falseSignatures({ ...record, spec: { ...spec, genome: '11011011' } })).toEqual(all);
    const [first, second] = record.signatures ?? [];
    if (first === undefined || second === undefined) throw new Error('two signatures expected');
    const slower = { ...second, seconds: 99 };
    expect(falseSignatures({ ...record, signatures: [first, slower] })).toEqual([second.hotkey]);
    const { signatures: _, ...bare } = record;
    expect(falseSignatures(recordSchema.parse(bare))).toEqual([]);
  });

  it('has the losses that most agree on, and the signatures of those alone', () => {
    const record = recordOfAll(otherLoss(1), signed(2), signed(3));
    expect(record.result.curve[0]?.loss).toBe(1.25);
    expect(record.signatures).toHaveLength(2);
    expect(falseSignatures(record)).toEqual([]);
    expect(recordOfAll(otherLoss(1), signed(2)).result.curve[0]?.loss).toBe(0.5);
  });

  it('of nothing is none', () => {
    expect(recordOf(spec, [])).toBeNull();
  });

  it.each([
    ['another domain', { domain: 'naschain/result' }],
    ['another version', { v: 2 }],
    ['more than is known', { note: 'x' }],
    ['no spec', { spec: undefined }],
    ['no result', { result: { accuracy: 1 } }],
    ['a signature that is none', { signatures: [{ hotkey: 'x' }] }],
  ])('with %s is refused', (_, change) => {
    const record = recordOfAll(signed(1));
    expect(recordSchema.safeParse({ ...record, ...change }).success).toBe(false);
  });
});
