import { ExactError } from './error.ts';

/** Floats in a vector of each build of the kernels, the widest first; the bits of a result are the same in all. */
export const VECTOR_LENGTHS = { avx512: 16, avx2: 8, sse: 4, neon: 4, wasm: 4 } as const;

export type BuildName = keyof typeof VECTOR_LENGTHS;

/** Every build there is, the widest first; those of other processors are among them. */
export const BUILD_NAMES: readonly BuildName[] = ['avx512', 'avx2', 'sse', 'neon', 'wasm'];

/** Whether a build runs in this process, and if not, why. */
export type BuildStatus =
  | { readonly name: BuildName; readonly available: true }
  | { readonly name: BuildName; readonly available: false; readonly reason: string };

/** The native builds as this process found them. */
export type NativeAddon =
  | { readonly kind: 'loaded'; readonly path: string; readonly builds: readonly NativeBuild[] }
  | { readonly kind: 'missing'; readonly reason: string };

export interface NativeBuild {
  readonly name: string;
  readonly vectorLength: number;
  /** Whether the processor has the instructions. */
  readonly supported: boolean;
}

/** Which builds run here, the widest first. */
export function statusOf(name: BuildName, addon: NativeAddon): BuildStatus {
  if (name === 'wasm') return { name, available: true };
  const unavailable = (reason: string): BuildStatus => ({ name, available: false, reason });
  if (addon.kind === 'missing') return unavailable(addon.reason);
  const build = addon.builds.find((candidate) => candidate.name === name);
  if (!build) return unavailable(`not for this kind of processor (${process.arch})`);
  return build.supported ? { name, available: true } : unavailable('the processor lacks the instructions');
}

/** @throws ExactError `argument-invalid` for a name that no build has. */
export function requireKnown(name: BuildName): void {
  if (BUILD_NAMES.includes(name)) return;
  const known = BUILD_NAMES.join(', ');
  throw new ExactError('argument-invalid', `There is no build "${name}"; known are ${known} and auto.`);
}

/** @throws ExactError `build-unavailable`, or `argument-invalid` for a name that no build has. */
export function requireAvailable(name: BuildName, addon: NativeAddon): void {
  requireKnown(name);
  const status = statusOf(name, addon);
  if (!status.available) {
    throw new ExactError('build-unavailable', `The build "${name}" does not run here: ${status.reason}.`);
  }
}
