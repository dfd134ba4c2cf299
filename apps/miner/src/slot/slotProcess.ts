import { type ChildProcess, fork } from 'node:child_process';
import { assertNever } from '@naschain/protocol';
import { environmentWith } from '../env.ts';
import { type FailureReason, type Order, type Outcome, type Report, reportSchema } from './messages.ts';

/** How a training ended. */
export type SlotResult =
  | { kind: 'finished'; outcome: Outcome }
  /** The training said no, or its process broke. */
  | { kind: 'failed'; message: string; reason: FailureReason }
  /** Stopped by us. */
  | { kind: 'stopped' };

/** Told of a training under way. */
export interface SlotListener {
  progress(fraction: number, epoch: number): void;
  /** It goes on after this epoch of an earlier run. */
  resumed(epoch: number): void;
  warning(message: string): void;
}

interface Running {
  assignmentId: string;
  listener: SlotListener;
  settle: (result: SlotResult) => void;
}

/**
 * One slot: a child process that trains, so that a crash of the engine is a failed training and nothing more, and
 * stopping is a kill that takes no time. The process is kept for the next training and replaced after a kill.
 */
export class SlotProcess {
  private child: ChildProcess | null = null;
  private running: Running | null = null;

  /**
   * @param entry program to fork; it must call `serveSlot` when started with `args`
   * @param execArgv options of Node itself; inherited, so that this works under a TypeScript loader as in the bundle
   * @param environment variables beside those of this process, such as the GPU to use
   */
  constructor(
    private readonly entry: string,
    private readonly args: readonly string[],
    private readonly execArgv: readonly string[] = process.execArgv,
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {}

  /** Trains. Never rejects. @throws Error when the slot is busy */
  run(order: Order, listener: SlotListener): Promise<SlotResult> {
    if (this.running !== null) throw new Error('SlotProcess: busy');
    return new Promise((resolve) => {
      const settle = (result: SlotResult) => {
        this.running = null;
        resolve(result);
      };
      this.running = { assignmentId: order.assignmentId, listener, settle };
      this.child ??= this.start();
      this.child.send(order, (error) => {
        if (error) this.broke(`its process cannot be reached (${error.message})`);
      });
    });
  }

  /** Ends the current training, if any, at once. */
  stop(): void {
    const { running } = this;
    this.kill();
    running?.settle({ kind: 'stopped' });
  }

  private start(): ChildProcess {
    const child = fork(this.entry, this.args, {
      execArgv: [...this.execArgv],
      env: environmentWith(this.environment),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const isCurrent = () => this.child === child;
    child.on('message', (message) => {
      if (isCurrent()) this.receive(message);
    });
    child.on('error', (error) => {
      if (isCurrent()) this.broke(`its process failed (${error.message})`);
    });
    child.on('exit', (code, signal) => {
      if (isCurrent()) this.broke(`its process ended (${signal ?? `exit code ${code}`})`);
    });
    return child;
  }

  private receive(message: unknown): void {
    const parsed = reportSchema.safeParse(message);
    if (!parsed.success) this.broke('its process sent something unintelligible');
    else if (parsed.data.assignmentId === this.running?.assignmentId) this.heard(this.running, parsed.data);
  }

  private heard(running: Running, report: Report): void {
    switch (report.kind) {
      case 'progress':
        running.listener.progress(report.fraction, report.epoch);
        break;
      case 'resumed':
        running.listener.resumed(report.epoch);
        break;
      case 'warning':
        running.listener.warning(report.message);
        break;
      case 'finished':
        running.settle({ kind: 'finished', outcome: report.outcome });
        break;
      case 'failed':
        running.settle({ kind: 'failed', message: report.message, reason: report.reason });
        break;
      default:
        assertNever(report);
    }
  }

  private broke(message: string): void {
    const { running } = this;
    this.kill();
    running?.settle({ kind: 'failed', message, reason: 'trainingFailed' });
  }

  private kill(): void {
    const { child } = this;
    this.child = null;
    child?.kill('SIGKILL');
  }
}
