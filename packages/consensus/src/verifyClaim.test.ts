import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Claim, type ClaimCheck, verifyClaim } from './verifyClaim.ts';

function check(claim: Partial<Claim> = {}, samples = 200): ClaimCheck {
  const curve = [
    { epoch: 1, loss: 2.3, hits: 20, digest: 'd1' },
    { epoch: 2, loss: 1.1, hits: 131, digest: 'd2' },
  ];
  return {
    spec: { epochs: 2, validationSamples: samples },
    expected: { params: 10, flops: 20, specHash: 's' },
    continues: null,
    claim: {
      specHash: 's',
      params: 10,
      flops: 20,
      accuracy: 65.5,
      curve,
      digest: 'd2',
      numericClass: 'exact-1',
      ...claim,
    },
  };
}

function reasonOf(input: ClaimCheck): string {
  const verdict = verifyClaim(input);
  return verdict.kind === 'valid' ? 'valid' : verdict.reason;
}

const [one, two] = check().claim.curve;
if (one === undefined || two === undefined) throw new Error('the sample curve has two epochs');

describe('verifyClaim', () => {
  it('accepts an honest claim', () => {
    expect(verifyClaim(check())).toEqual({ kind: 'valid' });
  });

  it.each<[string, Partial<Claim>, string]>([
    ['another job', { specHash: 't' }, 'wrongSpec'],
    ['one parameter too many', { params: 11 }, 'paramsMismatch'],
    ['one FLOP too few', { flops: 19 }, 'flopsMismatch'],
    ['a missing epoch', { curve: [one] }, 'curveMismatch'],
    ['an epoch too many', { curve: [one, two, { ...two, epoch: 3 }] }, 'curveMismatch'],
    ['no curve', { curve: [] }, 'curveMismatch'],
    ['a repeated epoch', { curve: [one, { ...two, epoch: 1 }] }, 'curveMismatch'],
    ['swapped epochs', { curve: [two, one] }, 'curveMismatch'],
    ['more hits than images', { curve: [{ ...one, hits: 201 }, two] }, 'curveMismatch'],
    ['negative hits', { curve: [{ ...one, hits: -1 }, two] }, 'curveMismatch'],
    ['half a hit', { curve: [{ ...one, hits: 1.5 }, two] }, 'curveMismatch'],
    ['a digest that is not the last', { digest: 'd1' }, 'curveMismatch'],
    ['an embellished accuracy', { accuracy: 66 }, 'curveMismatch'],
    ['an accuracy embellished by little', { accuracy: 65.50000001 }, 'curveMismatch'],
    ['no accuracy', { accuracy: Number.NaN }, 'curveMismatch'],
  ])('rejects %s', (_, claim, reason) => {
    expect(reasonOf(check(claim))).toBe(reason);
  });

  it('states claimed and expected values', () => {
    expect(verifyClaim(check({ params: 11 }))).toMatchObject({
      message: '11 parameters claimed, the network has 10',
    });
  });

  it('wants a curve to end where the rule of early stopping says, with the claimed hits', () => {
    const claimed = (hits: number[]): Partial<Claim> => ({
      curve: hits.map((count, index) => ({
        epoch: index + 1,
        loss: 1,
        hits: count,
        digest: `d${index + 1}`,
      })),
      digest: `d${hits.length}`,
      accuracy: (hits.at(-1) ?? 0) / 2,
    });
    const reasonFor = (hits: number[], change: Partial<ClaimCheck> = {}) => {
      const honest = check(claimed(hits));
      const spec = { ...honest.spec, epochs: 5, earlyStop: { patience: 2 } };
      return reasonOf({ ...honest, spec, ...change });
    };
    expect(reasonFor([50, 40, 50])).toBe('valid');
    expect(reasonFor([50, 60, 70, 80, 90])).toBe('valid');
    expect(reasonFor([50, 60, 60, 80, 70])).toBe('valid');
    for (const wrong of [[50], [50, 40], [50, 40, 50, 40], [50, 60, 70, 80], [50, 60, 70, 80, 90, 100], []])
      expect(reasonFor(wrong), String(wrong)).toBe('curveMismatch');
    // One hit more at the end would have let it go on.
    expect(reasonFor([50, 40, 51])).toBe('curveMismatch');
    expect(
      verifyClaim({ ...check(), spec: { epochs: 5, earlyStop: { patience: 2 }, validationSamples: 200 } }),
    ).toMatchObject({ message: '2 epochs claimed, with these hits the recipe has 5' });
    // The longer training of one that stopped early ends there too.
    const continues = { numericClass: 'exact-1', digests: ['d1', 'd2', 'd3'] };
    expect(reasonFor([50, 40, 50], { continues })).toBe('valid');
    expect(reasonFor([50, 40, 60, 50, 50], { continues })).toBe('valid');
    expect(reasonFor([50, 40, 50, 50], { continues })).toBe('curveMismatch');
  });

  it('wants the first epochs of the shorter training that it continues, all of them', () => {
    const reasonFor = (digests: string[], claim: Partial<Claim> = {}, numericClass = 'exact-1') =>
      reasonOf({ ...check(claim), continues: { numericClass, digests } });
    expect(reasonFor(['d1'])).toBe('valid');
    expect(reasonFor(['d1', 'd2'])).toBe('valid');
    expect(reasonFor(['d0'])).toBe('chainMismatch');
    expect(reasonFor(['d0', 'd2'])).toBe('chainMismatch');
    expect(reasonFor(['d1', 'd2', 'd3'])).toBe('chainMismatch');
    expect(reasonFor(['d0'], { params: 11 })).toBe('paramsMismatch');
    expect(
      verifyClaim({ ...check(), continues: { numericClass: 'exact-1', digests: ['d0'] } }),
    ).toMatchObject({
      message: expect.stringContaining('after epoch 1'),
    });
  });

  it('compares chains within one exact class only', () => {
    const continues = { numericClass: 'exact-1', digests: ['d0'] };
    for (const numericClass of ['exact-2', 'tfjs:webgpu'])
      expect(reasonOf({ ...check({ numericClass }), continues })).toBe('valid');
    const inexact = { numericClass: 'tfjs:webgpu', digests: ['d0'] };
    expect(reasonOf({ ...check({ numericClass: 'tfjs:webgpu' }), continues: inexact })).toBe('valid');
  });

  it('leaves the accuracy of an inexact class to the tolerance', () => {
    expect(reasonOf(check({ accuracy: 65.4, numericClass: 'tfjs:webgpu' }))).toBe('valid');
  });

  it('accepts the accuracy of every number of hits, however it is rounded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(), (samples, seed) => {
        const hits = seed % (samples + 1);
        const curve = [
          { ...one, hits: 0 },
          { ...two, hits },
        ];
        expect(reasonOf(check({ curve, accuracy: 100 * (hits / samples) }, samples))).toBe('valid');
      }),
    );
  });

  it('rejects every accuracy that is a hit off', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.nat(),
        fc.constantFrom(-1, 1),
        (samples, seed, off) => {
          const hits = seed % (samples + 1);
          const curve = [
            { ...one, hits: 0 },
            { ...two, hits },
          ];
          const accuracy = ((hits + off) * 100) / samples;
          expect(reasonOf(check({ curve, accuracy }, samples))).toBe('curveMismatch');
        },
      ),
    );
  });
});
