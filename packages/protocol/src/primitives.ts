import { z } from 'zod';

/** Version of every wire message; bumped when a message changes incompatibly. */
export const PROTOCOL_VERSION = 1;

/** Lower-case hex SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hex digits');

/** SS58 address of an sr25519 public key, prefix 42 (48 characters of base58). */
export const hotkeySchema = z.string().regex(/^5[1-9A-HJ-NP-Za-km-z]{46,47}$/, 'expected an ss58 address');

/** sr25519 signature: 64 bytes as hex with a 0x prefix. */
export const signatureSchema = z.string().regex(/^0x[0-9a-f]{128}$/, 'expected 64 bytes of hex');

export const idSchema = z.uuid();

/** ISO 8601 time in UTC. */
export const timestampSchema = z.iso.datetime();

export const numericClassSchema = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\w.:/+-]+$/);

/** Arithmetic of the exact engine: a change of any digest must change it. */
export const EXACT_NUMERIC_CLASS = 'exact-1';

/** Classes whose results agree only when their digests are equal. */
export function isExactClass(numericClass: string): boolean {
  return /^exact-\d+$/.test(numericClass);
}
