import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findPyTorch, missingPyTorch } from './pytorch.ts';

const folder = mkdtempSync(join(tmpdir(), 'naschain-pytorch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that answers the first question with this line, in place of a Python. */
function standIn(name: string, answer: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nread question\necho '${answer}'\n`);
  chmodSync(path, 0o755);
  return path;
}

describe.skipIf(process.platform === 'win32')('PyTorch', () => {
  test('is taken from the first Python that has it', async () => {
    const without = standIn('without', '{"absent": "No module named torch"}');
    const python = standIn('with', '{"version": "9.9"}');
    const missing = join(folder, 'nothing-here');
    expect(await findPyTorch([missing, without, python])).toEqual({ python, version: '9.9' });
  });

  test('is absent with the reason of each Python, and what to do', async () => {
    const without = standIn('none', '{"absent": "No module named torch"}');
    const found = await findPyTorch([without, standIn('broken', 'Illegal instruction')]);
    if (!('absent' in found)) throw new Error('a stand-in has no PyTorch');
    expect(found.absent).toMatch(/none: No module named torch; .*broken: .*Illegal instruction$/);
    expect(missingPyTorch('bench:train', found.absent)).toMatch(/^bench:train: NO PYTORCH.*python3-torch/);
  });
});
