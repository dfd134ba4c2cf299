import { createHash } from 'node:crypto';
import {
  keyExtractSuri,
  keyFromPath,
  mnemonicToMiniSecret,
  sr25519PairFromSeed,
  sr25519Sign,
  sr25519Verify,
} from '@polkadot/util-crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeHotkey } from './address.ts';
import { createNonceSource } from './nonceSource.ts';
import { type RequestToVerify, signRequest, verifyRequest } from './request.ts';
import { createSigner, type KeyPair, signingReady } from './signer.ts';

/** Substrate's public development phrase, from which //Alice and //Bob derive. */
const DEVELOPMENT_PHRASE = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk';
const ALICE = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
const BOB = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty';
const NONCE = 1752076800000000000n;
const BODY = '{"prompt": "hello"}';
const PATH = '/generate?stream=false';

let alice: KeyPair;
let request: RequestToVerify;

beforeAll(async () => {
  await signingReady();
  const root = sr25519PairFromSeed(mnemonicToMiniSecret(DEVELOPMENT_PHRASE));
  alice = keyFromPath(root, keyExtractSuri(`${DEVELOPMENT_PHRASE}//Alice`).path, 'sr25519');
  const headers = signRequest({
    signer: createSigner(alice),
    method: 'POST',
    path: PATH,
    body: BODY,
    receiver: BOB,
    nonce: NONCE,
  });
  request = { method: 'POST', path: PATH, body: BODY, headers, receiver: BOB, nowNanoseconds: NONCE };
});

/** The refusal code of the golden request with some parts replaced. */
function codeOf(change: Partial<RequestToVerify>): string {
  const verdict = verifyRequest({ ...request, ...change });
  return verdict.kind === 'refused' ? verdict.code : verdict.kind;
}

function withHeader(name: string, value: string | undefined): Partial<RequestToVerify> {
  return { headers: { ...(request.headers as Record<string, string>), [name]: value } };
}

describe('btauth/1 golden vector', () => {
  const signed = (bodyHash: string) =>
    ['btauth/1', 'sr25519', 'POST', PATH, bodyHash, NONCE, ALICE, BOB].join('\n');

  it('has the published body hash', () => {
    const hash = createHash('sha256').update(BODY).digest('hex');
    expect(hash).toBe('341c57448e531310fbbe83f44cea2a5e838bd9e8a6b82b269f01d0dbbc23c3cc');
  });

  it('signs exactly the published eight lines (checked by another sr25519 implementation)', () => {
    const signature = (request.headers as Record<string, string>)['X-Bittensor-Signature'] ?? '';
    const text = signed('341c57448e531310fbbe83f44cea2a5e838bd9e8a6b82b269f01d0dbbc23c3cc');
    expect(sr25519Verify(text, signature, alice.publicKey)).toBe(true);
    expect(sr25519Verify(`${text}\n`, signature, alice.publicKey)).toBe(false);
  });

  it('accepts a signature made by another sr25519 implementation', () => {
    const text = signed('341c57448e531310fbbe83f44cea2a5e838bd9e8a6b82b269f01d0dbbc23c3cc');
    const signature = `0x${Buffer.from(sr25519Sign(text, alice)).toString('hex')}`;
    expect(codeOf(withHeader('X-Bittensor-Signature', signature))).toBe('verified');
  });

  it('names the hotkey and the nonce', () => {
    expect(verifyRequest(request)).toEqual({ kind: 'verified', hotkey: ALICE, nonce: NONCE });
    const headers = new Headers(request.headers as Record<string, string>);
    expect(verifyRequest({ ...request, headers })).toEqual({ kind: 'verified', hotkey: ALICE, nonce: NONCE });
  });
});

describe('refusals', () => {
  it.each([
    ['X-Bittensor-Version', undefined],
    ['X-Bittensor-Version', '2'],
    ['X-Bittensor-Crypto', 'ed25519'],
    ['X-Bittensor-Hotkey', undefined],
    ['X-Bittensor-Hotkey', ALICE.replace('KutQY', 'KutQZ')],
    ['X-Bittensor-Receiver', '-'],
    ['X-Bittensor-Nonce', '0'],
    ['X-Bittensor-Nonce', '1.5e18'],
    ['X-Bittensor-Nonce', ` ${NONCE}`],
    ['X-Bittensor-Signature', '0x00'],
    ['x-bittensor-version', '1'],
  ])('%s: %s is malformed', (name, value) => {
    expect(codeOf(withHeader(name, value))).toBe('malformed');
  });

  it('a path that could hide a line break is malformed, and cannot be signed', () => {
    expect(codeOf({ path: '/a\nb' })).toBe('malformed');
    expect(() =>
      signRequest({
        signer: createSigner(alice),
        method: 'GET',
        path: '/a b',
        body: '',
        receiver: null,
        nonce: 1n,
      }),
    ).toThrow(TypeError);
  });

  it('covers method, path, body, nonce, sender and receiver', () => {
    expect(codeOf({ method: 'PUT' })).toBe('badSignature');
    expect(codeOf({ path: '/generate' })).toBe('badSignature');
    expect(codeOf({ body: `${BODY} ` })).toBe('badSignature');
    expect(codeOf(withHeader('X-Bittensor-Nonce', `${NONCE + 1n}`))).toBe('badSignature');
    expect(codeOf(withHeader('X-Bittensor-Hotkey', BOB))).toBe('badSignature');
    expect(codeOf({ ...withHeader('X-Bittensor-Receiver', undefined), receiver: null })).toBe('badSignature');
  });

  it('is not for this receiver', () => {
    expect(codeOf({ receiver: ALICE })).toBe('wrongReceiver');
    expect(codeOf({ receiver: null })).toBe('wrongReceiver');
    expect(codeOf(withHeader('X-Bittensor-Receiver', undefined))).toBe('wrongReceiver');
  });

  it('the window is 10 s back and 2 s ahead, inclusive', () => {
    expect(codeOf({ nowNanoseconds: NONCE + 10_000_000_000n })).toBe('verified');
    expect(codeOf({ nowNanoseconds: NONCE + 10_000_000_001n })).toBe('stale');
    expect(codeOf({ nowNanoseconds: NONCE - 2_000_000_000n })).toBe('verified');
    expect(codeOf({ nowNanoseconds: NONCE - 2_000_000_001n })).toBe('stale');
  });

  it('come in the order shape, receiver, window, signature', () => {
    const all = { receiver: ALICE, nowNanoseconds: 0n, body: 'x' };
    expect(codeOf({ ...all, ...withHeader('X-Bittensor-Version', '2') })).toBe('malformed');
    expect(codeOf(all)).toBe('wrongReceiver');
    expect(codeOf({ ...all, receiver: BOB })).toBe('stale');
    expect(codeOf({ body: 'x' })).toBe('badSignature');
  });

  it("a browser wallet's wrapped signature is not accepted", () => {
    const text = ['btauth/1', 'sr25519', 'POST', PATH, createHash('sha256').update(BODY).digest('hex')];
    const wrapped = `<Bytes>${[...text, NONCE, ALICE, BOB].join('\n')}</Bytes>`;
    const signature = `0x${Buffer.from(sr25519Sign(wrapped, alice)).toString('hex')}`;
    expect(codeOf(withHeader('X-Bittensor-Signature', signature))).toBe('badSignature');
  });
});

describe('addresses', () => {
  it('decode only in their canonical spelling with prefix 42', () => {
    expect(decodeHotkey(ALICE)).toEqual(alice.publicKey);
    expect(decodeHotkey(BOB.toLowerCase())).toBeNull();
    // The same key with Polkadot's prefix 0.
    expect(decodeHotkey('15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5')).toBeNull();
  });
});

describe('nonce source', () => {
  it('never repeats, even when the clock stands still or steps back', () => {
    const times = [1000, 1000, 1000.7, 400, 400, 2000];
    let index = 0;
    const next = createNonceSource({ nowMilliseconds: () => times[index++] ?? 0, random: () => 0.25 });
    const nonces = times.map(() => next());
    expect(nonces[0]).toBe(1_000_250_000n);
    expect(new Set(nonces).size).toBe(times.length);
    expect(nonces).toEqual([...nonces].sort((a, b) => (a < b ? -1 : 1)));
    expect(nonces[5]).toBe(2_000_250_000n);
  });
});
