import { engineWasm } from './generated/engineAssets.ts';
import { type WasmModule, wasm } from './webAssembly.ts';

export { computeThreadSource, vectorLength } from './generated/engineAssets.ts';

let compiled: Promise<WasmModule> | undefined;

/**
 * The compiled engine. Kept for the life of the process: it is a constant, and engines that share one module also share
 * the code that the runtime has optimised so far.
 */
export function loadModule(): Promise<WasmModule> {
  compiled ??= wasm.compile(Buffer.from(engineWasm, 'base64'));
  return compiled;
}
