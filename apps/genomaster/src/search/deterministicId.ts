import { createHash } from 'node:crypto';

/** A UUID (version 8, RFC 9562) from the hash of its parts: a repeated step makes the same rows again, never new ones. */
function hashedUuid(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.subarray(0, 16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** @param ordinal position of the individual within its search */
export function individualIdOf(searchId: string, ordinal: number): string {
  return hashedUuid('individual', searchId, String(ordinal));
}

export function jobIdOf(searchId: string, specHash: string): string {
  return hashedUuid('job', searchId, specHash);
}
