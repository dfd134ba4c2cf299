export { decodeHotkey, encodeHotkey } from './address.ts';
export { createNonceSource } from './nonceSource.ts';
export {
  payloadHash,
  signResult,
  signWeights,
  verifyResultSignature,
  verifyWeightsSignature,
} from './payload.ts';
export { falseSignatures } from './record.ts';
export { type Admission, ReplayStore } from './replayStore.ts';
export {
  type RefusalCode,
  type RequestToSign,
  type RequestToVerify,
  type RequestVerdict,
  signRequest,
  verifyRequest,
  WINDOW_AHEAD_NANOSECONDS,
  WINDOW_BACK_NANOSECONDS,
} from './request.ts';
export {
  createSigner,
  type KeyPair,
  type Signer,
  signerFromSeed,
  signingReady,
  verifySignature,
} from './signer.ts';
export { chainHash, specHash } from './specHash.ts';
