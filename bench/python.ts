import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

type Output =
  | { readonly kind: 'done'; readonly stdout: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Pythons in which libraries are looked for. */
export function pythonCandidates(): string[] {
  const chosen = process.env.NASCHAIN_PYTHON;
  return [...new Set([...(chosen === undefined ? [] : [chosen]), 'python3', '/usr/bin/python3'])];
}

/** Runs a script to its end, or kills it after so many seconds. */
export async function runPython(python: string, args: readonly string[], seconds: number): Promise<Output> {
  const child = spawn(python, ['-B', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  try {
    const ended = new Promise<number | null>((done, fail) => {
      child.once('error', fail);
      child.once('close', done);
    });
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    if (late) return { kind: 'failed', reason: `it took more than ${seconds} s` };
    if (code === 0) return { kind: 'done', stdout };
    const reason = stderr.trim().split('\n').at(-1) ?? '';
    return { kind: 'failed', reason: `it ended with ${code}: ${reason}` };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
