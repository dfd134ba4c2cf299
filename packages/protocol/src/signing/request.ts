import { createHash } from 'node:crypto';
import { signatureSchema } from '../primitives.ts';
import { decodeHotkey } from './address.ts';
import { type Signer, signBytes, verifyBytes } from './signer.ts';

/** How far a request's nonce may lie behind and ahead of the receiver's clock. */
export const WINDOW_BACK_NANOSECONDS = 10_000_000_000n;
export const WINDOW_AHEAD_NANOSECONDS = 2_000_000_000n;

/** The only scheme accepted; it is signed too, so that a signature of another scheme cannot stand in. */
const SCHEME = 'sr25519';

export interface RequestToSign {
  signer: Signer;
  method: string;
  /** Path and query exactly as sent (percent-encoded), e.g. `/generate?stream=false`. */
  path: string;
  /** The bytes sent; empty for a request without a body. */
  body: Uint8Array | string;
  /** SS58 address of the receiver, or null to leave the request unbound. */
  receiver: string | null;
  /** Unix time in nanoseconds, from a nonce source: new for every attempt. */
  nonce: bigint;
}

export interface RequestToVerify {
  method: string;
  /** Path and query as received, not decoded. */
  path: string;
  /** The bytes received, before any parsing. */
  body: Uint8Array | string;
  headers: Headers | Readonly<Record<string, string | undefined>>;
  /** The verifier's own address; null accepts unbound requests only. */
  receiver: string | null;
  nowNanoseconds: bigint;
}

export type RefusalCode = 'malformed' | 'wrongReceiver' | 'stale' | 'badSignature';
export type RequestVerdict =
  | { kind: 'verified'; hotkey: string; nonce: bigint }
  | { kind: 'refused'; code: RefusalCode; message: string };

/** Headers that authenticate one request after btauth/1 (CHAIN.md, "Request signing"). @throws TypeError for a path or method that cannot be signed */
export function signRequest(request: RequestToSign): Record<string, string> {
  const { signer, receiver, nonce } = request;
  const target = checkTarget(request.method, request.path);
  if (target !== null) throw new TypeError(`signRequest: ${target}`);
  const message = signedBytes({ ...request, hotkey: signer.address });
  const headers: Record<string, string> = {
    'X-Bittensor-Version': '1',
    'X-Bittensor-Hotkey': signer.address,
    'X-Bittensor-Nonce': nonce.toString(),
    'X-Bittensor-Signature': signBytes(signer, message),
  };
  if (receiver !== null) headers['X-Bittensor-Receiver'] = receiver;
  return headers;
}

/**
 * Who sent the request, if it is well formed, meant for this receiver, recent and truly signed, checked in that
 * order. The caller then asks its `ReplayStore`. Messages are safe to send to the unauthenticated caller.
 */
export function verifyRequest(request: RequestToVerify): RequestVerdict {
  const shape = readShape(request);
  if (typeof shape === 'string') return refused('malformed', shape);
  if (shape.receiver !== request.receiver)
    return refused(
      'wrongReceiver',
      `the request is addressed to ${shape.receiver ?? 'nobody in particular'}`,
    );
  const age = request.nowNanoseconds - shape.nonce;
  if (age > WINDOW_BACK_NANOSECONDS || age < -WINDOW_AHEAD_NANOSECONDS)
    return refused('stale', `the nonce is ${age / 1_000_000n} ms old; check the clock of this machine`);
  const message = signedBytes({ ...request, hotkey: shape.hotkey, nonce: shape.nonce });
  if (!verifyBytes(shape.hotkey, message, shape.signature))
    return refused('badSignature', 'the signature does not cover this request');
  return { kind: 'verified', hotkey: shape.hotkey, nonce: shape.nonce };
}

interface Shape {
  hotkey: string;
  receiver: string | null;
  nonce: bigint;
  signature: string;
}

/** The parsed headers, or a sentence saying what is wrong with them. */
function readShape(request: RequestToVerify): Shape | string {
  const target = checkTarget(request.method, request.path);
  if (target !== null) return target;
  const header = (name: string) => readHeader(request.headers, `x-bittensor-${name}`);
  if (header('version') !== '1') return 'expected X-Bittensor-Version: 1';
  if ((header('crypto') ?? SCHEME) !== SCHEME) return `only ${SCHEME} keys are accepted`;
  const hotkey = header('hotkey');
  if (hotkey === null || decodeHotkey(hotkey) === null) return 'X-Bittensor-Hotkey is not an ss58 address';
  const receiver = header('receiver');
  if (receiver !== null && decodeHotkey(receiver) === null)
    return 'X-Bittensor-Receiver is not an ss58 address';
  const nonce = header('nonce');
  if (nonce === null || !/^[1-9]\d{0,19}$/.test(nonce))
    return 'X-Bittensor-Nonce is not a time in nanoseconds';
  const signature = signatureSchema.safeParse(header('signature'));
  if (!signature.success) return 'X-Bittensor-Signature is not 64 bytes of hex';
  return { hotkey, receiver, nonce: BigInt(nonce), signature: signature.data };
}

/** A line break in either would let one signed text be read as two different requests. */
function checkTarget(method: string, path: string): string | null {
  if (!/^[A-Za-z]{1,20}$/.test(method)) return 'the method is not a word';
  if (!/^\/[\x21-\x7e]*$/.test(path)) return 'the path must begin with / and be percent-encoded';
  return null;
}

function readHeader(headers: RequestToVerify['headers'], name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  const found = Object.entries(headers).filter(
    ([key, value]) => key.toLowerCase() === name && value !== undefined,
  );
  // Two spellings of one header are ambiguous; joined like this they fail every shape check.
  return found.length === 0 ? null : found.map(([, value]) => value).join(', ');
}

function signedBytes(of: {
  method: string;
  path: string;
  body: Uint8Array | string;
  nonce: bigint;
  hotkey: string;
  receiver: string | null;
}): Uint8Array {
  const lines = [
    'btauth/1',
    SCHEME,
    of.method.toUpperCase(),
    of.path,
    createHash('sha256').update(of.body).digest('hex'),
    of.nonce.toString(),
    of.hotkey,
    of.receiver ?? '-',
  ];
  return new TextEncoder().encode(lines.join('\n'));
}

function refused(code: RefusalCode, message: string): RequestVerdict {
  return { kind: 'refused', code, message };
}
