/** Memory that threads share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** Adds pages of 64 KiB; throws when the system has none. */
  grow(pages: number): number;
}

/** Compiled code; may be sent to other threads. */
export type WasmModule = object;

interface WasmApi {
  readonly Memory: new (options: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
  compile(bytes: Uint8Array): Promise<WasmModule>;
}

/** The parts of `WebAssembly` in use. The types of Node 20 lack them, those of browsers would bring in the whole DOM. */
export const wasm: WasmApi = Reflect.get(globalThis, 'WebAssembly');

/** The value of an exported mutable or constant global of type i32. */
export function isWasmGlobal(value: unknown): value is { value: number } {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'number';
}
