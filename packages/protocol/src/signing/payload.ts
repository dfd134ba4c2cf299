import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../canonicalJson.ts';
import { type ResultPayload, resultPayloadSchema, type SignedResult } from '../result.ts';
import { type WeightsPayload, weightsPayloadSchema } from '../validator.ts';
import { type Signer, signBytes, verifyBytes } from './signer.ts';

/** What a hotkey signs besides requests. The payload names its domain, so one kind never passes for another. */
type Domain = 'naschain/result' | 'naschain/weights';

/** Signs a training result. @throws ZodError when the payload does not follow its schema */
export function signResult(signer: Signer, payload: ResultPayload): SignedResult {
  const parsed = resultPayloadSchema.parse(payload);
  return { payload: parsed, signature: signPayload(signer, parsed) };
}

/** Whether `hotkey` signed `payload` as a training result. False for anything malformed; never throws. */
export function verifyResultSignature(hotkey: string, payload: Json, signature: string): boolean {
  return verifyPayload('naschain/result', hotkey, payload, signature);
}

/** Signs a validator's report of weights. @throws ZodError when the payload does not follow its schema */
export function signWeights(
  signer: Signer,
  payload: WeightsPayload,
): { payload: WeightsPayload; signature: string } {
  const parsed = weightsPayloadSchema.parse(payload);
  return { payload: parsed, signature: signPayload(signer, parsed) };
}

/** Whether `hotkey` signed `payload` as a report of weights. False for anything malformed; never throws. */
export function verifyWeightsSignature(hotkey: string, payload: Json, signature: string): boolean {
  return verifyPayload('naschain/weights', hotkey, payload, signature);
}

/** SHA-256 (hex) of the canonical JSON of a payload. */
export function payloadHash(payload: Json): string {
  return createHash('sha256').update(canonicalJson(payload)).digest('hex');
}

function signPayload(signer: Signer, payload: Json): string {
  return signBytes(signer, new TextEncoder().encode(canonicalJson(payload)));
}

function verifyPayload(domain: Domain, hotkey: string, payload: Json, signature: string): boolean {
  if (typeof payload !== 'object' || payload === null || !('domain' in payload)) return false;
  if (payload.domain !== domain) return false;
  let message: Uint8Array;
  try {
    message = new TextEncoder().encode(canonicalJson(payload));
  } catch {
    return false;
  }
  return verifyBytes(hotkey, message, signature);
}
