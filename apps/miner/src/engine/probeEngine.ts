import { fork } from 'node:child_process';
import { environmentWith } from '../env.ts';
import { type EngineReport, engineReportSchema } from './engineReport.ts';
import type { ProbeArguments } from './serveProbe.ts';

/** Loading CUDA and compiling shaders take their time. */
const LONGEST_MILLISECONDS = 60_000;

export interface ProbeOptions {
  /** Program to fork; it must call `serveProbe` with what follows the first of `args`. */
  readonly entry: string;
  readonly args: ProbeArguments;
  /** Environment variables beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Options of Node itself. Default: those of this process. */
  readonly execArgv?: readonly string[];
}

/** Tries an engine in a process of its own, since a native library that fails may end it. Never rejects. */
export function probeEngine({ entry, args, environment, execArgv }: ProbeOptions): Promise<EngineReport> {
  const [engine] = args;
  return new Promise((resolve) => {
    const child = fork(entry, ['probe', ...args.map(String)], {
      execArgv: [...(execArgv ?? process.execArgv)],
      env: environmentWith(environment),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const unavailable = (reason: string): void => resolve({ kind: 'unavailable', engine, reason });
    const timer = setTimeout(() => {
      unavailable(`it did not answer within ${LONGEST_MILLISECONDS / 1000} s`);
      child.kill('SIGKILL');
    }, LONGEST_MILLISECONDS);
    child.on('message', (message) => {
      const parsed = engineReportSchema.safeParse(message);
      if (parsed.success) resolve(parsed.data);
    });
    child.on('error', (error) => unavailable(error.message));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      unavailable(`its process ended (${signal ?? `exit code ${code}`})`);
    });
  });
}
