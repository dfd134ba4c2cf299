// What the engines of a process share. None of it can change a result.
import { BuildChooser } from './buildChooser.ts';
import type { BuildName } from './builds.ts';
import type { ThreadCode } from './control.ts';
import { engineWasm } from './generated/engineAssets.ts';
import { MemoryPool } from './memoryPool.ts';
import { findNative } from './native.ts';
import { type WasmModule, wasm } from './webAssembly.ts';

export { computeThreadSource } from './generated/engineAssets.ts';

export const memoryPool = new MemoryPool();
export const buildChooser = new BuildChooser(findNative);

let compiled: Promise<WasmModule> | undefined;

/** The code of an available build, for the compute threads. */
export async function loadCode(name: BuildName): Promise<ThreadCode> {
  const { addon } = buildChooser;
  if (addon.kind === 'loaded' && name !== 'wasm') {
    const build = addon.builds.findIndex((candidate) => candidate.name === name);
    return { kind: 'native', path: addon.path, build };
  }
  // Engines that share one also share the code that the runtime has optimised so far.
  compiled ??= wasm.compile(Buffer.from(engineWasm, 'base64'));
  return { kind: 'wasm', module: await compiled };
}
