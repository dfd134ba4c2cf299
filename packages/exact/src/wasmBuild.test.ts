import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('builds the same WebAssembly from the same sources, byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exact-wasm-'));
  try {
    const rebuilt = join(folder, 'engineAssets.ts');
    const script = fileURLToPath(new URL('../scripts/buildWasm.ts', import.meta.url));
    const done = spawnSync(process.execPath, ['--import', 'tsx', script, rebuilt], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      encoding: 'utf8',
    });
    expect(done).toMatchObject({ status: 0, stderr: '' });
    const inUse = fileURLToPath(new URL('generated/engineAssets.ts', import.meta.url));
    // Not `toEqual`, which would print all of it.
    expect(Buffer.compare(readFileSync(rebuilt), readFileSync(inUse))).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
