import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';

const request = (digit: string) => ({
  v: 1 as const,
  assignmentId: `${digit.repeat(8)}-6f57-4c7e-9a3d-0c8f4a3b2d10`,
  payload: { any: 'thing' },
  signature: '0x00',
});
const of = { hotkey: '5x', genomaster: 'http://a' };

let data: string;
let warnings: string[];
const open = (whose = of) => Outbox.open(data, whose, (message) => warnings.push(message));

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'naschain-outbox-'));
  warnings = [];
});
afterEach(() => rm(data, { recursive: true, force: true }));

it('keeps results over a restart until they are removed', async () => {
  const first = await open();
  await first.add(request('1'));
  await first.add(request('2'));
  const second = await open();
  expect(second.list()).toEqual([request('1'), request('2')]);
  await second.remove(request('1').assignmentId);
  expect((await open()).list()).toEqual([request('2')]);
});

it('shows a result to its own hotkey and Genomaster only', async () => {
  await (await open()).add(request('1'));
  expect((await open({ ...of, hotkey: '5y' })).list()).toEqual([]);
  expect((await open({ ...of, genomaster: 'http://b' })).list()).toEqual([]);
});

it('sets a damaged file aside and ignores half-written ones', async () => {
  await (await open()).add(request('1'));
  const [folder] = await readdir(join(data, 'outbox'));
  const inside = join(data, 'outbox', folder ?? '');
  await writeFile(join(inside, 'x.json'), '{"v":1');
  await writeFile(join(inside, '.half'), '{');
  expect((await open()).list()).toEqual([request('1')]);
  expect(warnings).toEqual([expect.stringContaining('x.json')]);
  expect(await readdir(inside)).toContain('x.json.damaged');
});
