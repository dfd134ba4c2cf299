import type { BuildName, BuildStatus } from './builds.ts';
import { ExactEngine } from './engine.ts';
import { FIXED_TRAINING_DIGEST, fixedTraining } from './fixedTraining.ts';
import { buildChooser } from './runtime.ts';

/** Every build of the kernels, the widest first, and whether it runs in this process. */
export function listBuilds(): BuildStatus[] {
  return buildChooser.list();
}

/**
 * Runs a tiny training that involves every kernel, with `auto` on the build that a network would get.
 * @returns its digest, the same for every build and machine, and whether it is the right one.
 * @throws ExactError `build-unavailable`.
 */
export async function selfTest(build: BuildName | 'auto'): Promise<{ digest: string; passed: boolean }> {
  const digest = await fixedTraining(ExactEngine.create, build);
  return { digest, passed: digest === FIXED_TRAINING_DIGEST };
}
