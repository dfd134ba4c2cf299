import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { signingReady } from '@naschain/protocol/signing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleMiner } from './sampleBatch.ts';
import { initialState } from './state.ts';
import { readState, writeState } from './stateFile.ts';

let folder = '';
beforeEach(async () => {
  await signingReady();
  folder = await mkdtemp(join(tmpdir(), 'naschain-validator-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const empty = () =>
  initialState({
    hotkey: sampleMiner(0).address,
    genomaster: 'http://g',
    epoch: 0,
    now: '2030-01-01T00:00:00.000Z',
  });

describe('state file', () => {
  it('is null before the first write, then what was written', async () => {
    const file = join(folder, 'deep', 'state.json');
    expect(await readState(file)).toBeNull();
    const written = await writeState(file, { ...empty(), cursor: 5 });
    expect(written.revision).toBe(1);
    expect(await readState(file)).toEqual(written);
    await writeState(file, { ...written, cursor: 6 });
    expect(await readState(file)).toMatchObject({ cursor: 6, revision: 2 });
    expect(await readdir(join(folder, 'deep'))).toEqual(['state.json']);
  });

  it('survives what a crash leaves of the next write', async () => {
    const file = join(folder, 'state.json');
    const written = await writeState(file, empty());
    await writeFile(`${file}.next`, '{"v":1,"revi');
    expect(await readState(file)).toEqual(written);
    expect(await writeState(file, written)).toMatchObject({ revision: 2 });
  });

  it.each(['', '{', '{"v":2}', '[]'])(
    'refuses a damaged file (%j) instead of starting anew',
    async (text) => {
      const file = join(folder, 'state.json');
      await writeFile(file, text);
      await expect(readState(file)).rejects.toMatchObject({ name: 'ValidatorError', code: 'state' });
      await expect(writeState(file, empty())).rejects.toMatchObject({ code: 'state' });
    },
  );

  it('is whole, and no older than the last acknowledged write, whenever the writer is killed', async () => {
    const file = join(folder, 'state.json');
    const writer = fileURLToPath(new URL('./sampleStateWriter.ts', import.meta.url));
    for (const killAfter of [1, 7, 30]) {
      const child = spawn(process.execPath, ['--import', 'tsx', writer, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let acknowledged = 0;
      let lines = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line);
        lines += 1;
        if (lines === killAfter) child.kill('SIGKILL');
      }
      expect(lines).toBeGreaterThanOrEqual(killAfter);
      const cursor = (await readState(file))?.cursor ?? 0;
      expect(cursor).toBeGreaterThanOrEqual(acknowledged);
      expect(cursor).toBeLessThanOrEqual(acknowledged + 1);
    }
  });

  it('notices a second validator on the same file', async () => {
    const file = join(folder, 'state.json');
    const mine = await writeState(file, empty());
    const theirs = await writeState(file, mine);
    await expect(writeState(file, mine)).rejects.toThrow(/another process/);
    expect(await readState(file)).toEqual(theirs);
  });
});
