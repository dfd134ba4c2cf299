import { LineProcess } from '../lineProcess.ts';
import { type Check, type Command, checkSchema, type Mode, memorySchema, sliceSchema } from './messages.ts';

/** Far more than any command takes: a process that is silent for so long hangs. */
const PATIENCE_SECONDS = 900;

/** One network in one process, ours or a peer's; between its turns it does nothing. */
export class Contender {
  readonly #process: LineProcess;

  private constructor(process: LineProcess) {
    this.#process = process;
  }

  /** Starts a program and lets it open the network. @throws LineProcessError, as all methods */
  static async open(command: string, args: readonly string[], opening: object): Promise<Contender> {
    const process = new LineProcess(command, args);
    try {
      await process.ask({ command: 'open', ...opening }, PATIENCE_SECONDS);
      return new Contender(process);
    } catch (error) {
      await process.close();
      throw error;
    }
  }

  /** Has the initial weights written to the file that was named at opening. */
  async save(): Promise<void> {
    await this.#ask({ command: 'save' });
  }

  async check(steps: number): Promise<Check> {
    return checkSchema.parse(await this.#ask({ command: 'check', steps }));
  }

  /** @returns images a second */
  async run(mode: Mode, seconds: number): Promise<number> {
    const slice = sliceSchema.parse(await this.#ask({ command: 'run', mode, seconds }));
    return slice.images / slice.seconds;
  }

  /** Peak resident memory, MB. */
  async memory(): Promise<number> {
    return memorySchema.parse(await this.#ask({ command: 'memory' })).rssMB;
  }

  close(): Promise<void> {
    return this.#process.close();
  }

  #ask(question: Exclude<Command, { command: 'open' }>): Promise<unknown> {
    return this.#process.ask(question, PATIENCE_SECONDS);
  }
}
