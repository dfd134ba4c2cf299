import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../scripts/buildNative.ts', import.meta.url));

describe('the native build', () => {
  it('is skipped with one line where no compiler is on the PATH', () => {
    const folder = mkdtempSync(join(tmpdir(), 'exact-native-'));
    try {
      const done = spawnSync(process.execPath, ['--import', 'tsx', script, folder], {
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        env: { PATH: '' },
        encoding: 'utf8',
      });
      expect(done).toMatchObject({ status: 0, stderr: '' });
      expect(done.stdout).toMatch(/^exact: no native code, the engine runs WebAssembly: .+\n$/);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
