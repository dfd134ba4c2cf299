import { hexToU8a, u8aToHex } from '@polkadot/util';
import { sr25519PairFromSeed } from '@polkadot/util-crypto';
import { isReady, sr25519Sign, sr25519Verify, waitReady } from '@polkadot/wasm-crypto';
import { decodeHotkey, encodeHotkey } from './address.ts';

/** Something that signs as one hotkey. `sign` returns the 64 bytes of an sr25519 signature of exactly `message`. */
export interface Signer {
  /** SS58 address (prefix 42). */
  readonly address: string;
  sign(message: Uint8Array): Uint8Array;
}

/** An sr25519 pair as polkadot-js holds it: 32-byte public key, 64-byte secret key in ed25519-expanded form. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/**
 * Loads the WebAssembly of the signature scheme; await it once before signing or verifying anything.
 * @throws Error when the platform has no WebAssembly
 */
export async function signingReady(): Promise<void> {
  if (isReady()) return;
  if (!(await waitReady())) throw new Error('sr25519 could not start: this platform has no WebAssembly');
}

/** @throws TypeError when the keys have not 32 and 64 bytes */
export function createSigner(pair: KeyPair): Signer {
  const publicKey = Uint8Array.from(pair.publicKey);
  const secretKey = Uint8Array.from(pair.secretKey);
  if (publicKey.length !== 32 || secretKey.length !== 64)
    throw new TypeError('createSigner: expected a 32-byte public and a 64-byte secret key');
  return {
    address: encodeHotkey(publicKey),
    sign: (message) => sr25519Sign(publicKey, secretKey, message),
  };
}

/** The signer of a 32-byte sr25519 seed. Tests and simulations make their identities with it. */
export function signerFromSeed(seed: Uint8Array): Signer {
  return createSigner(sr25519PairFromSeed(seed));
}

/**
 * Whether `signature` (0x and 128 hex digits) is `hotkey`'s over exactly `message`. Only sr25519, never the
 * `<Bytes>`-wrapped form: bytes signed for another purpose must not pass. False for anything malformed.
 */
export function verifyBytes(hotkey: string, message: Uint8Array, signature: string): boolean {
  if (!/^0x[0-9a-f]{128}$/.test(signature)) return false;
  return verifySignature(hotkey, message, hexToU8a(signature));
}

/** As `verifyBytes`, for the 64 bytes themselves. */
export function verifySignature(hotkey: string, message: Uint8Array, signature: Uint8Array): boolean {
  const publicKey = decodeHotkey(hotkey);
  return publicKey !== null && signature.length === 64 && sr25519Verify(signature, message, publicKey);
}

/** A signature as it travels: 0x and 128 lower-case hex digits. */
export function signBytes(signer: Signer, message: Uint8Array): string {
  return u8aToHex(signer.sign(message));
}
