import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonicalJson.ts';
import type { JobSpec } from '../jobSpec.ts';

/** SHA-256 (hex) of the canonical JSON of a job's spec: the identity of a training run. */
export function specHash(spec: JobSpec): string {
  return createHash('sha256').update(canonicalJson(spec)).digest('hex');
}
