import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SearchTable, tableFront } from '@naschain/search';
import { afterAll, describe, expect, test } from 'vitest';
import { OBJECTIVE_SETS, objectivesOf } from './jobs.ts';
import { type PeerTask, runPeers } from './peers.ts';

const folder = mkdtempSync(join(tmpdir(), 'naschain-peers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table: SearchTable = {
  name: 'small',
  cardinalities: [3],
  entries: {
    '0': { error: 0, params: 1, flops: 100 },
    '1': { error: 50, params: 1, flops: 50 },
    '2': { error: 100, params: 1, flops: 0 },
  },
};

/** A program that prints these lines in place of a Python. */
function standIn(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, ['#!/bin/sh', ...lines.map((line) => `echo '${line}'`)].join('\n'));
  chmodSync(path, 0o755);
  return path;
}

function peersOf(pythons: readonly string[]) {
  const task: PeerTask = {
    table,
    tablePath: join(folder, 'table.json'),
    truths: new Map(OBJECTIVE_SETS.map((name) => [name, tableFront(table, objectivesOf(name))])),
    seeds: 1,
    evaluations: 3,
    seconds: 20,
    jobs: 2,
    pythons,
  };
  return runPeers(task, () => {});
}

describe.skipIf(process.platform === 'win32')('peers', () => {
  test('one that no Python has is absent, with the reasons', async () => {
    const without = standIn('without', '{"absent": "no such library"}');
    const rows = await peersOf([join(folder, 'nothing-here'), without]);
    expect(rows).toHaveLength(8);
    for (const row of rows)
      expect(row).toMatchObject({ absent: expect.stringMatching(/ENOENT; no such library$/) });
  });

  test('the last line of the first Python that has it is scored', async () => {
    const without = standIn('without', '{"absent": "no such library"}');
    const runs = '[{"algorithm": "x", "seed": 0, "order": ["1", "0"]}]';
    const [row] = await peersOf([without, standIn('with', 'a warning', runs)]);
    expect(row).toMatchObject({ algorithm: 'optuna-tpe', mode: 'steady-state', seeds: 1, hv: { '3': 0.25 } });
    expect(row).toMatchObject({ to99: 1, to999: 1, to100: 1 });
  });

  test('output that makes no sense is a reason, too', async () => {
    const [row] = await peersOf([standIn('confused', 'Segmentation fault')]);
    expect(row).toMatchObject({ absent: expect.stringContaining('Segmentation fault') });
  });
});
