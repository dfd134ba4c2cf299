import { beforeAll, describe, expect, it } from 'vitest';
import type { ResultPayload } from '../result.ts';
import type { WeightsPayload } from '../validator.ts';
import {
  payloadHash,
  signResult,
  signWeights,
  verifyResultSignature,
  verifyWeightsSignature,
} from './payload.ts';
import { signRequest } from './request.ts';
import { type Signer, signerFromSeed, signingReady } from './signer.ts';

const digest = 'ab'.repeat(32);
const result: ResultPayload = {
  v: 1,
  domain: 'naschain/result',
  assignmentId: '4b0b5c9e-6f57-4c7e-9a3d-0c8f4a3b2d10',
  specHash: digest,
  result: {
    accuracy: 81.25,
    params: 4242,
    flops: 1234567,
    numericClass: 'exact-1',
    digest,
    curve: [{ epoch: 1, loss: 0.5, hits: 26, digest }],
    seconds: 12.5,
    device: 'test',
  },
};
const weights: WeightsPayload = { v: 1, domain: 'naschain/weights', epoch: 1, throughCursor: 3, scores: [] };

let signer: Signer;
let other: Signer;

beforeAll(async () => {
  await signingReady();
  signer = signerFromSeed(new Uint8Array(32).fill(1));
  other = signerFromSeed(new Uint8Array(32).fill(2));
});

describe('signed payloads', () => {
  it('verify for their hotkey only, whatever the order of keys', () => {
    const { payload, signature } = signResult(signer, result);
    expect(verifyResultSignature(signer.address, payload, signature)).toBe(true);
    const reordered = Object.fromEntries(Object.entries(payload).reverse());
    expect(verifyResultSignature(signer.address, reordered, signature)).toBe(true);
    expect(payloadHash(reordered)).toBe(payloadHash(payload));
    expect(verifyResultSignature(other.address, payload, signature)).toBe(false);
  });

  it('break with any change', () => {
    const { payload, signature } = signResult(signer, result);
    const better = { ...payload, result: { ...payload.result, accuracy: 99 } };
    expect(verifyResultSignature(signer.address, better, signature)).toBe(false);
    const flipped = signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    expect(verifyResultSignature(signer.address, payload, flipped)).toBe(false);
  });

  it('of one kind never pass for another', () => {
    const signedWeights = signWeights(signer, weights);
    expect(verifyWeightsSignature(signer.address, signedWeights.payload, signedWeights.signature)).toBe(true);
    expect(verifyResultSignature(signer.address, signedWeights.payload, signedWeights.signature)).toBe(false);
    const signedResult = signResult(signer, result);
    expect(verifyWeightsSignature(signer.address, signedResult.payload, signedResult.signature)).toBe(false);
    const headers = signRequest({ signer, method: 'POST', path: '/', body: '{}', receiver: null, nonce: 1n });
    expect(verifyResultSignature(signer.address, result, headers['X-Bittensor-Signature'] ?? '')).toBe(false);
  });

  it('malformed input is false, never an exception', () => {
    const { signature } = signResult(signer, result);
    for (const payload of [null, 1, 'x', [], {}, { domain: 'naschain/result', bad: Number.NaN }])
      expect(verifyResultSignature(signer.address, payload, signature)).toBe(false);
    for (const hotkey of ['', '5', `${signer.address}x`])
      expect(verifyResultSignature(hotkey, result, signature)).toBe(false);
    for (const bad of ['', '0x', signature.toUpperCase(), signature.slice(2)])
      expect(verifyResultSignature(signer.address, result, bad)).toBe(false);
  });

  it('what does not follow the schema is not signed', () => {
    const bad = { ...result, result: { ...result.result, accuracy: 101 } };
    expect(() => signResult(signer, bad)).toThrow();
    expect(() => signWeights(signer, { ...weights, epoch: 0 })).toThrow();
  });
});
