import type { NativeBuild } from './builds.ts';

/** What `cpp/addon.cpp` exports. */
export interface AddonModule {
  readonly builds: readonly NativeBuild[];
  /** Hash of the sources it was built from. */
  readonly sources: string;
  /** A function that runs the program named in the control block, at the start of the arena, as thread `thread`. */
  attach(build: number, thread: number, arena: Int32Array): () => void;
}

/** Loads the addon into the calling thread. @throws what the system's loader says, or if it is no addon of ours. */
export function openAddon(path: string): AddonModule {
  const module: { exports: unknown } = { exports: {} };
  process.dlopen(module, path);
  const { exports } = module;
  if (!isAddon(exports)) throw new TypeError(`${path} is not the exact engine`);
  return exports;
}

function isAddon(value: unknown): value is AddonModule {
  return (
    typeof value === 'object' &&
    value !== null &&
    'builds' in value &&
    Array.isArray(value.builds) &&
    'sources' in value &&
    typeof value.sources === 'string' &&
    'attach' in value &&
    typeof value.attach === 'function'
  );
}
