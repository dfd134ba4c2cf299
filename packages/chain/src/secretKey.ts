/**
 * Substrate writes an sr25519 secret key as a scalar (32 bytes, little-endian) and a nonce (32 bytes); polkadot-js
 * holds the same key with the scalar multiplied by the cofactor 8, as ed25519 expands its keys.
 */

/** From a key file's `privateKey` to polkadot-js. Null when the scalar is too large to be one. */
export function secretFromSpCore(privateKey: Uint8Array): Uint8Array | null {
  const secret = Uint8Array.from(privateKey);
  // Scalars are below 2^253, so three bits of room are left for the multiplication.
  if (((secret[31] ?? 0) & 0xe0) !== 0) return null;
  let carry = 0;
  for (let i = 0; i < 32; i++) {
    const shifted = ((secret[i] ?? 0) << 3) | carry;
    secret[i] = shifted & 0xff;
    carry = shifted >> 8;
  }
  return secret;
}

/** From polkadot-js to a key file's `privateKey`. */
export function secretToSpCore(secretKey: Uint8Array): Uint8Array {
  const secret = Uint8Array.from(secretKey);
  let carry = 0;
  for (let i = 31; i >= 0; i--) {
    const byte = secret[i] ?? 0;
    secret[i] = (byte >> 3) | carry;
    carry = (byte << 5) & 0xff;
  }
  return secret;
}
