import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface ProcessSpec {
  readonly name: string;
  /** Arguments of the Node binary. */
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

const END_WITH_PARENT = new URL(`./endWithParent.mjs?parent=${process.pid}`, import.meta.url).href;
const RESTART_MS = 1000;
const KILL_AFTER_MS = 12_000;

/** The demo's children: output goes to a log file each, one that dies is started again, all are stopped at the end. */
export class ProcessGroup {
  private readonly children = new Map<string, { spec: ProcessSpec; child: ChildProcess; restarts: number }>();
  private stopping = false;

  constructor(
    private readonly logDirectory: string,
    private readonly say: (line: string) => void,
  ) {
    mkdirSync(logDirectory, { recursive: true });
  }

  start(spec: ProcessSpec, restarts = 0): void {
    const log = createWriteStream(join(this.logDirectory, `${spec.name}.log`), { flags: 'a' });
    const child = spawn(process.execPath, ['--import', END_WITH_PARENT, ...spec.args], {
      cwd: spec.cwd,
      env: { ...process.env, ...spec.env },
      // The channel tells a child when the demo itself has died. Ctrl-C reaches the demo alone, which stops the others in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    this.children.set(spec.name, { spec, child, restarts });
    child.once('exit', (code, signal) => {
      log.end();
      if (this.stopping) return;
      this.say(
        `${spec.name} ended (${signal ?? `exit ${code}`}); starting it again. Its log: ${this.logPath(spec.name)}`,
      );
      setTimeout(
        () => {
          if (!this.stopping) this.start(spec, restarts + 1);
        },
        RESTART_MS * 2 ** Math.min(restarts, 4),
      );
    });
  }

  logPath(name: string): string {
    return join(this.logDirectory, `${name}.log`);
  }

  /** How often a child had to be started again. */
  restarts(name: string): number {
    return this.children.get(name)?.restarts ?? 0;
  }

  /** Stops all children, the ones named first before the others, and resolves when none runs any more. */
  async stop(order: readonly string[]): Promise<void> {
    this.stopping = true;
    const rest = [...this.children.keys()].filter((name) => !order.includes(name));
    for (const names of [rest, ...order.map((name) => [name])]) {
      await Promise.all(names.map((name) => this.end(name)));
    }
  }

  private async end(name: string): Promise<void> {
    const child = this.children.get(name)?.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    await ended;
    clearTimeout(timer);
  }
}
