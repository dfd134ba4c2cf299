import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonicalJson.ts';
import type { JobSpec } from '../jobSpec.ts';

/** SHA-256 (hex) of the canonical JSON of a job's spec: the identity of a training run. */
export function specHash(spec: JobSpec): string {
  return createHash('sha256').update(canonicalJson(spec)).digest('hex');
}

/**
 * Start of a training's digest chain: the hash of its spec without `stopAfter`. A training that stops early therefore
 * has the first digests of the one that goes on; without `stopAfter` this is the `specHash`.
 */
export function chainHash(spec: JobSpec): string {
  const { stopAfter: _, ...recipe } = spec.recipe;
  return specHash({ ...spec, recipe });
}
