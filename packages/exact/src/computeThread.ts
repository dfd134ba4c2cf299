// Body of a compute thread. The build bundles it into a string, so that it needs no file at run time.
import { parentPort, workerData } from 'node:worker_threads';
import { openAddon } from './addonModule.ts';
import { CONTROL, type ThreadData, type ThreadMessage } from './control.ts';
import { isWasmGlobal, wasm } from './webAssembly.ts';

/** Looks at the sequence word before going to sleep: about 20 microseconds, the pause between two steps. */
const SPINS = 20_000;

/** The compiled engine as a function that runs the program at hand. */
function prepare({ code, memory, thread, arena, stackTop }: ThreadData): () => void {
  if (code.kind === 'native') {
    return openAddon(code.path).attach(code.build, thread, new Int32Array(memory.buffer, arena));
  }
  const { exports } = new wasm.Instance(code.module, { env: { memory } });
  const { run, __stack_pointer: stackPointer } = exports;
  if (typeof run !== 'function' || !isWasmGlobal(stackPointer)) {
    throw new Error('The compiled engine lacks its exports; run `npm run generate`.');
  }
  stackPointer.value = stackTop | 0;
  return () => run(thread, arena | 0);
}

function serve(data: ThreadData): never {
  const { memory, thread, arena } = data;
  const run = prepare(data);
  const control = new Int32Array(memory.buffer, arena, 16);
  const report = (message: ThreadMessage): void => parentPort?.postMessage(message);
  let seen = Atomics.load(control, CONTROL.sequence);
  report('ready');
  for (;;) {
    for (let spin = 0; Atomics.load(control, CONTROL.sequence) === seen; spin++) {
      if (spin > SPINS) Atomics.wait(control, CONTROL.sequence, seen);
    }
    seen = Atomics.load(control, CONTROL.sequence);
    run();
    // The program ends with a barrier: when one thread is through, so are all.
    if (thread === 0) report('done');
  }
}

serve(workerData);
