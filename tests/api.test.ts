import { join } from 'node:path';
import { loadOrCreateHotkey } from '@naschain/chain';
import { encodeDataset, FileBlobStore } from '@naschain/datasets';
import { createNonceSource, type Signer, signRequest } from '@naschain/protocol/signing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stack } from './support/stack.ts';

let stack: Stack;
let signer: Signer;
const nonce = createNonceSource({ nowMilliseconds: Date.now, random: Math.random });

beforeAll(async () => {
  stack = await Stack.start();
  const location = { path: join(stack.home, 'wallets'), name: 'api', hotkey: 'one' };
  signer = (await loadOrCreateHotkey(location)).hotkey;
});

afterAll(() => stack.stop());

const PATH = '/trpc/miner.register';
const registration = JSON.stringify({
  v: 1,
  worker: 'w',
  slots: 1,
  engine: 'exact',
  numericClass: 'exact-1',
  device: 'test',
});

interface Attempt {
  readonly path?: string;
  readonly body?: string;
  readonly signedBody?: string;
  readonly receiver?: string;
  readonly at?: bigint;
}

function headersFor(attempt: Attempt): Record<string, string> {
  const { path = PATH, receiver = null, body = registration, signedBody = body } = attempt;
  const signed = signRequest({
    signer,
    method: 'POST',
    path,
    body: Buffer.from(signedBody),
    receiver,
    nonce: attempt.at ?? nonce(),
  });
  return { 'content-type': 'application/json', ...signed };
}

async function post(attempt: Attempt, headers = headersFor(attempt)) {
  const response = await fetch(stack.url + (attempt.path ?? PATH), {
    method: 'POST',
    headers,
    body: attempt.body ?? registration,
  });
  const answer = (await response.json()) as {
    error?: { message: string; data: { naschain: { code: string } } };
  };
  return {
    status: response.status,
    code: answer.error?.data.naschain.code,
    message: answer.error?.message ?? '',
  };
}

describe('the API', () => {
  it('takes a properly signed request, once', async () => {
    const headers = headersFor({});
    expect(await post({}, headers)).toMatchObject({ status: 200 });
    expect(await post({}, headers)).toMatchObject({
      status: 401,
      message: expect.stringContaining('replayed'),
    });
  });

  const nanoseconds = (milliseconds: number) => BigInt(milliseconds) * 1_000_000n;
  it.each<[string, () => Attempt, string]>([
    ['a body other than the signed one', () => ({ signedBody: '{}' }), 'badSignature'],
    ['a late request', () => ({ at: nanoseconds(Date.now() - 60_000) }), 'stale'],
    ['a request from the future', () => ({ at: nanoseconds(Date.now() + 60_000) }), 'stale'],
    ['a request to somebody else', () => ({ receiver: signer.address }), 'wrongReceiver'],
  ])('refuses %s', async (_, attempt, code) => {
    expect(await post(attempt())).toMatchObject({
      status: 401,
      code: 'unauthenticated',
      message: expect.stringContaining(code),
    });
  });

  it('refuses half a signature, and no signature, where a hotkey is needed', async () => {
    const { 'X-Bittensor-Signature': _, ...rest } = headersFor({});
    expect(await post({}, rest)).toMatchObject({ status: 401 });
    expect(await post({}, { 'content-type': 'application/json' })).toMatchObject({ status: 401 });
  });

  it.each([
    ['unknown fields', JSON.stringify({ ...JSON.parse(registration), extra: 1 })],
    ['wrong types', JSON.stringify({ ...JSON.parse(registration), slots: 'two' })],
    ['no object', '[]'],
    ['no JSON', '{'],
  ])('refuses %s with a 400 that says what is wrong', async (_, body) => {
    const answer = await post({ body });
    expect(answer).toMatchObject({ status: 400, code: 'bad-request' });
    expect(answer.message.length).toBeGreaterThan(5);
  });

  it('refuses a body beyond its limit', async () => {
    expect(await post({ body: JSON.stringify({ junk: 'x'.repeat(2 * 1024 * 1024) }) })).toMatchObject({
      status: 413,
    });
  });

  it('lets only the operator create searches and register datasets', async () => {
    const path = '/trpc/dataset.register';
    const body = JSON.stringify({ sha256: 'a'.repeat(64), visibility: 'public' });
    const plain = { 'content-type': 'application/json' };
    expect(await post({ path, body }, plain)).toMatchObject({ status: 403 });
    expect(await post({ path, body })).toMatchObject({ status: 403 });
    expect(await post({ path, body }, { ...plain, authorization: 'Bearer wrong' })).toMatchObject({
      status: 401,
    });
    await expect(
      stack.client.dataset.register.mutate({ sha256: 'a'.repeat(64), visibility: 'public' }),
    ).rejects.toThrow(/blob store/);
  });

  it('has no record of what was not agreed on, and refuses other questions', async () => {
    const asked = async (input: unknown) => {
      const query = encodeURIComponent(JSON.stringify(input));
      return (await fetch(`${stack.url}/trpc/search.record?input=${query}`)).status;
    };
    const jobId = '6f2c1f2e-9f0a-4b7e-8a51-3a4d3f0a1b2c';
    expect(await asked({ jobId })).toBe(404);
    for (const wrong of [{ jobId, more: 1 }, { jobId: 'x' }, null]) expect(await asked(wrong)).toBe(400);
  });

  it('serves a public dataset in ranges and a private one to nobody without work on it', async () => {
    const store = new FileBlobStore(join(stack.home, 'blobs'));
    const [shown, hidden] = await Promise.all(['shown', 'hidden'].map((name) => tinyDataset(store, name)));
    if (shown === undefined || hidden === undefined) throw new Error('no dataset');
    await stack.client.dataset.register.mutate({ sha256: shown, visibility: 'public' });
    await stack.client.dataset.register.mutate({ sha256: hidden, visibility: 'private' });
    const whole = await fetch(`${stack.url}/datasets/${shown}`);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.status).toBe(200);
    const part = await fetch(`${stack.url}/datasets/${shown}`, { headers: { range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10, 20));
    const beyond = await fetch(`${stack.url}/datasets/${shown}`, { headers: { range: 'bytes=99999999-' } });
    expect(beyond.status).toBe(416);
    expect((await fetch(`${stack.url}/datasets/${hidden}`)).status).toBe(404);
    const path = `/datasets/${hidden}`;
    const signed = signRequest({
      signer,
      method: 'GET',
      path,
      body: Buffer.alloc(0),
      receiver: null,
      nonce: nonce(),
    });
    expect((await fetch(stack.url + path, { headers: signed })).status).toBe(404);
    expect((await fetch(`${stack.url}/datasets/..%2Foperator-token`)).status).toBe(404);
  });
});

async function tinyDataset(store: FileBlobStore, name: string): Promise<string> {
  const image = { height: 4, width: 4, channels: 1 };
  const header = { name, image, classes: ['a', 'b'], splits: { train: 4, test: 2 } };
  const split = (count: number) => ({
    images: new Uint8Array(16 * count).fill(name.length),
    labels: Uint16Array.from({ length: count }, (_, index) => index % 2),
  });
  const bytes = await encodeDataset({ header, train: split(4), test: split(2) });
  return (await store.put([bytes])).sha256;
}
