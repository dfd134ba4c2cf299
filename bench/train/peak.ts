import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('peak.cpp', import.meta.url));
const COMPILERS = ['c++', 'g++', 'clang++'];
/** Some compilers know only one of these. */
const THIS_PROCESSOR = ['-march=native', '-mcpu=native'];
const LIMIT_MS = 120_000;

const execute = promisify(execFile);

/** Speed of a loop of fused multiply-adds in GFLOP/s; null where there is no compiler or it fails. */
export async function loopSpeed(threads: number): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'naschain-peak-'));
  const program = join(folder, 'peak');
  try {
    for (const compiler of COMPILERS)
      for (const processor of THIS_PROCESSOR) {
        const compiled = await output(compiler, ['-O3', processor, '-pthread', SOURCE, '-o', program]);
        const speed = compiled === null ? null : await output(program, [String(threads)]);
        if (speed !== null) return Number(speed);
      }
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function output(command: string, args: readonly string[]): Promise<string | null> {
  return execute(command, args, { timeout: LIMIT_MS }).then(
    ({ stdout }) => stdout,
    () => null,
  );
}
