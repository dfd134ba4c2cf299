import { Worker } from 'node:worker_threads';
import type { ThreadData, ThreadMessage } from './control.ts';
import { CONTROL } from './control.ts';
import { ExactError } from './error.ts';

interface Waiter {
  resolve(): void;
  reject(error: ExactError): void;
}

/** The compute threads of one engine, asleep between programs. They keep the process alive only while one runs. */
export class ComputeThreads {
  readonly #workers: Worker[] = [];
  readonly #control: Int32Array;
  /** Native code under way cannot be interrupted, and a process that exits waits for it. */
  readonly #halt = (): void => void Atomics.store(this.#control, CONTROL.stop, 1);
  #waiter: Waiter | null = null;
  #failure: ExactError | null = null;

  private constructor(control: Int32Array) {
    this.#control = control;
  }

  /** Starts one thread for each element of `data`; resolves when all wait for work. */
  static async start(source: string, data: readonly ThreadData[]): Promise<ComputeThreads> {
    const [first] = data;
    if (!first) throw new RangeError('at least one thread is needed');
    const threads = new ComputeThreads(new Int32Array(first.memory.buffer, first.arena, 16));
    try {
      await Promise.all(data.map((workerData) => threads.#add(source, workerData)));
    } catch (cause) {
      await threads.close();
      throw cause;
    }
    return threads;
  }

  /** Runs the program named in the control block; resolves when every thread has ended it. */
  run(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
      process.once('exit', this.#halt);
      for (const worker of this.#workers) worker.ref();
      Atomics.add(this.#control, CONTROL.sequence, 1);
      Atomics.notify(this.#control, CONTROL.sequence);
    });
  }

  /** Ends the threads, even in the middle of a program, whose `run` then rejects. Resolves when none is left. */
  async close(): Promise<void> {
    this.#fail(new ExactError('closed', 'The engine was closed.'));
    await this.#terminate();
  }

  #add(source: string, workerData: ThreadData): Promise<void> {
    // Neither flags nor environment of the parent: a loader registered there would slow every thread's start.
    const worker = new Worker(source, { eval: true, workerData, execArgv: [], env: {} });
    this.#workers.push(worker);
    return new Promise((resolve, reject) => {
      worker.on('message', (message: ThreadMessage) => {
        if (message === 'ready') {
          worker.unref();
          resolve();
        } else {
          this.#finish();
        }
      });
      const fail = (message: string, cause?: unknown): void => {
        const error = new ExactError('thread-failed', `A compute thread ${message}`, { cause });
        this.#fail(error);
        reject(this.#failure);
        // The others would wait at a barrier for ever.
        void this.#terminate();
      };
      worker.on('error', (cause) => fail(`failed: ${cause instanceof Error ? cause.message : cause}`, cause));
      worker.on('exit', () => fail('ended unexpectedly.'));
    });
  }

  async #terminate(): Promise<void> {
    this.#halt();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #finish(): void {
    for (const worker of this.#workers) worker.unref();
    this.#takeWaiter()?.resolve();
  }

  #fail(error: ExactError): void {
    this.#failure ??= error;
    this.#takeWaiter()?.reject(error);
  }

  #takeWaiter(): Waiter | null {
    process.removeListener('exit', this.#halt);
    const waiter = this.#waiter;
    this.#waiter = null;
    return waiter;
  }
}
