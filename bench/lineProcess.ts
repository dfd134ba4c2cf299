import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const KEPT_ERROR = 2000;

/** A process could not be started, ended, kept silent, or answered with an error; the message says which. */
export class LineProcessError extends Error {
  override readonly name = 'LineProcessError';
}

/** A process that answers each line of JSON with a line of JSON, and ends when its input does. One question at a time. */
export class LineProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<string>;
  #errors = '';

  constructor(command: string, args: readonly string[]) {
    const child = spawn(command, args, { stdio: 'pipe' });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-KEPT_ERROR);
    });
    // A process that has ended is noticed by its missing answer.
    child.stdin.on('error', () => {});
    this.#ended = new Promise((done) => {
      child.once('error', ({ message }) => done(message));
      child.once('close', (code, signal) => {
        const last = this.#errors.trim().split('\n').at(-1) ?? '';
        done(`it ended with ${code ?? signal}${last === '' ? '' : `: ${last}`}`);
      });
    });
  }

  /** @throws LineProcessError also for an answer of the form `{error}`; and after so many seconds, which kills it */
  async ask(question: object, seconds: number): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#child.kill('SIGKILL');
    }, seconds * 1000);
    try {
      const line = await this.#lines.next();
      if (line.done === true)
        throw new LineProcessError(late ? `no answer within ${seconds} s` : await this.#ended);
      return accepted(line.value);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the input and waits for the process to end; kills one that does not. */
  async close(): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await this.#ended;
    clearTimeout(timer);
  }
}

function accepted(line: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch (cause) {
    throw new LineProcessError(`its answer could not be read: ${line.slice(0, 200)}`, { cause });
  }
  if (typeof answer === 'object' && answer !== null && 'error' in answer)
    throw new LineProcessError(String(answer.error));
  return answer;
}
