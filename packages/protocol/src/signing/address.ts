import { decodeAddress, encodeAddress } from '@polkadot/util-crypto';
import { hotkeySchema } from '../primitives.ts';

/** Network prefix of Bittensor addresses (Substrate's generic one). */
const SS58_PREFIX = 42;

/** The address of a 32-byte public key. */
export function encodeHotkey(publicKey: Uint8Array): string {
  return encodeAddress(publicKey, SS58_PREFIX);
}

/** The 32-byte public key of an address; null unless it is the one canonical spelling, checksum included. */
export function decodeHotkey(address: string): Uint8Array | null {
  if (!hotkeySchema.safeParse(address).success) return null;
  try {
    const publicKey = decodeAddress(address, false, SS58_PREFIX);
    return publicKey.length === 32 && encodeHotkey(publicKey) === address ? publicKey : null;
  } catch {
    return null;
  }
}
