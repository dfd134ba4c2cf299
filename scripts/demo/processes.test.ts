import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ProcessGroup } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'naschain-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Keeps a process of its own, as a miner keeps one for each slot, and talks to it twice with a pause between. */
const KEEPER = `
import { fork } from 'node:child_process';
if (process.argv[2] === 'kept') {
  process.on('message', (message) => process.send(message));
  process.on('disconnect', () => process.exit(7));
} else {
  const kept = fork(process.argv[1], ['kept'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  kept.on('exit', (code) => console.log('kept process ended', code));
  kept.on('message', (message) => console.log('heard', message));
  kept.send('first');
  setTimeout(() => kept.send('second', () => {}), 1000);
  setTimeout(() => kept.disconnect(), 2000);
  setInterval(() => {}, 1000);
}
`;

test('what a child starts stays until the child lets it go', { timeout: 30_000 }, async () => {
  const program = join(folder, 'keeper.mjs');
  writeFileSync(program, KEEPER);
  const group = new ProcessGroup(folder, () => {});
  group.start({ name: 'keeper', args: [program] });
  const log = (): string => readFileSync(group.logPath('keeper'), 'utf8');
  try {
    await expect.poll(log, { timeout: 20_000 }).toContain('kept process ended');
    expect(log()).toBe('heard first\nheard second\nkept process ended 7\n');
  } finally {
    await group.stop([]);
  }
});
