// What the engines of a process share. Neither can change a result.
import { engineWasm } from './generated/engineAssets.ts';
import { MemoryPool } from './memoryPool.ts';
import { type WasmModule, wasm } from './webAssembly.ts';

export { computeThreadSource, vectorLength } from './generated/engineAssets.ts';

export const memoryPool = new MemoryPool();

let compiled: Promise<WasmModule> | undefined;

/** The compiled engine; those that share one also share the code that the runtime has optimised so far. */
export function loadModule(): Promise<WasmModule> {
  compiled ??= wasm.compile(Buffer.from(engineWasm, 'base64'));
  return compiled;
}
