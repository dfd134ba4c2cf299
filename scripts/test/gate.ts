import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface GateStep {
  readonly name: string;
  /** Program of node_modules/.bin and its arguments. */
  readonly command: readonly string[];
}

/** Static checks; each counts as one test of `npm test`. */
export const gate: readonly GateStep[] = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '.'] },
  {
    name: 'types',
    command: ['turbo', 'run', 'typecheck', '--output-logs=errors-only', '--log-order=grouped'],
  },
  { name: 'types of scripts and tests', command: ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'dead code', command: ['knip'] },
];

/** Runs every step, even after one failed, with its output shown. */
export function runGate(steps: readonly GateStep[]): { name: string; passed: boolean }[] {
  return steps.map(({ name, command }) => {
    console.log(`\n— ${name}`);
    const [program = '', ...args] = command;
    const done = spawnSync(join('node_modules', '.bin', program), args, {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    return { name, passed: done.status === 0 };
  });
}
