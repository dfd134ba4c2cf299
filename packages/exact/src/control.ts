import type { WasmMemory, WasmModule } from './webAssembly.ts';

/** Word offsets of `Control` in `cpp/memory.h`, at the start of the arena. */
export const CONTROL = {
  /** Raised by one to start the threads on the program named below. */
  sequence: 0,
  images: 1,
  threads: 2,
  program: 3,
  buffers: 4,
  floatInput: 5,
  learningRate: 6,
  momentum: 7,
  weightDecay: 8,
  /** Set to 1 for ever: threads of native code, which nothing can interrupt, leave a running program by themselves. */
  stop: 9,
} as const;

/** The kernels: compiled WebAssembly, or a build by its place in the addon at `path`. */
export type ThreadCode =
  | { readonly kind: 'wasm'; readonly module: WasmModule }
  | { readonly kind: 'native'; readonly path: string; readonly build: number };

/** What a compute thread is started with. */
export interface ThreadData {
  readonly code: ThreadCode;
  readonly memory: WasmMemory;
  readonly thread: number;
  /** Byte address of the arena. */
  readonly arena: number;
  /** Byte address just above the thread's stack, which grows downwards; native code has a stack of its own. */
  readonly stackTop: number;
}

/** What a compute thread reports: that it waits for work, or that a program has ended. */
export type ThreadMessage = 'ready' | 'done';
