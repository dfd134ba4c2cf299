import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createNonceSource, signingReady, verifyRequest } from '@naschain/protocol/signing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectGenomaster, type Genomaster } from './genomaster.ts';
import { sampleBatch, sampleMiner } from './sampleBatch.ts';
import { createSigningFetch } from './signingFetch.ts';

interface Received {
  method: string;
  path: string;
  body: string;
  headers: Headers;
}

let server: Server;
let received: Received[] = [];
let answer: { status: number; body: unknown } = { status: 200, body: {} };
let stop = new AbortController();

beforeEach(async () => {
  await signingReady();
  received = [];
  stop = new AbortController();
  server = createServer(async (request: IncomingMessage, response) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    const { method = '', url = '' } = request;
    received.push({ method, path: url, body: await text(request), headers });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  return address.port;
}

function connect(receiver: string | null = null): Genomaster {
  const nonce = createNonceSource({ nowMilliseconds: Date.now, random: Math.random });
  const signer = sampleMiner(0);
  const signingFetch = createSigningFetch({ signer, receiver, nonce, signal: stop.signal, timeoutMs: 5_000 });
  return connectGenomaster(`http://127.0.0.1:${portOf(server.address())}`, signingFetch);
}

const data = (value: unknown) => ({ status: 200, body: { result: { data: value } } });
const refusal = (status: number, code: string, retryable: boolean) => ({
  status,
  body: {
    error: { message: 'no', code: -32600, data: { httpStatus: status, naschain: { code, retryable } } },
  },
});

describe('connectGenomaster', () => {
  it('signs every request over method, path and body, with a new nonce each', async () => {
    answer = data({ v: 1, batches: [] });
    const receiver = sampleMiner(5).address;
    const genomaster = connect(receiver);
    await genomaster.batches(17, 50);
    await genomaster.batches(17, 50);
    const verdicts = received.map(({ method, path, body, headers }) =>
      verifyRequest({
        method,
        path,
        body,
        headers,
        receiver,
        nowNanoseconds: BigInt(Date.now()) * 1_000_000n,
      }),
    );
    expect(verdicts).toMatchObject([
      { kind: 'verified', hotkey: sampleMiner(0).address },
      { kind: 'verified', hotkey: sampleMiner(0).address },
    ]);
    expect(new Set(received.map(({ headers }) => headers.get('x-bittensor-nonce'))).size).toBe(2);
    expect(received[0]).toMatchObject({ method: 'POST', path: '/trpc/validator.batches' });
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ v: 1, afterCursor: 17, limit: 50 });
  });

  it('parses what it gets', async () => {
    const batch = sampleBatch(18, [{ miner: 0 }]);
    answer = data({ v: 1, batches: [batch] });
    expect(await connect().batches(17, 50)).toEqual([batch]);
    answer = data({ v: 1, batches: [{ ...batch, outcome: 'maybe' }] });
    await expect(connect().batches(17, 50)).rejects.toMatchObject({ code: 'protocol' });
  });

  it('refuses batches that do not go forward', async () => {
    answer = data({ v: 1, batches: [sampleBatch(18, []), sampleBatch(18, [])] });
    await expect(connect().batches(17, 50)).rejects.toThrow(/batch 18 after batch 18/);
    await expect(connect().batches(18, 50)).rejects.toMatchObject({ code: 'protocol' });
  });

  it('tells a refusal from a failure', async () => {
    answer = refusal(401, 'unauthenticated', false);
    await expect(connect().batches(0, 1)).rejects.toMatchObject({
      code: 'refused',
      message: 'the Genomaster refused (unauthenticated): no',
    });
    answer = refusal(503, 'unavailable', true);
    await expect(connect().batches(0, 1)).rejects.not.toMatchObject({ name: 'ValidatorError' });
  });

  it('says when an epoch is known already', async () => {
    const report = {
      payload: { v: 1, domain: 'naschain/weights', epoch: 1, throughCursor: 1, scores: [] },
      signature: '0x',
    } as const;
    answer = data({ v: 1, accepted: true });
    expect(await connect().reportWeights({ ...report, payload: { ...report.payload, scores: [] } })).toBe(
      'accepted',
    );
    answer = refusal(409, 'conflict', false);
    expect(await connect().reportWeights({ ...report, payload: { ...report.payload, scores: [] } })).toBe(
      'known',
    );
  });

  it('finds its own last epoch', async () => {
    answer = data({
      seq: 1,
      validators: [
        { hotkey: 'other', epoch: 9 },
        { hotkey: 'mine', epoch: 4 },
      ],
    });
    expect(await connect().lastEpoch('mine')).toBe(4);
    expect(await connect().lastEpoch('nobody')).toBe(0);
  });

  it('is interrupted by the stop signal', async () => {
    stop.abort();
    await expect(connect().batches(0, 1)).rejects.toThrow();
    expect(received).toEqual([]);
  });
});
