import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Objective, parseSearchTable, tableFront, tableSpace } from '@naschain/search';
import { describe, expect, test } from 'vitest';

const DATA = process.env.NASCHAIN_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
const PUBLISHED = `${DATA}/benchmarks/nas-bench-macro_cifar10.json`;

const present = existsSync(PUBLISHED);
if (!present)
  console.warn(`SKIPPED: ${PUBLISHED} is absent; set NASCHAIN_DATA to the folder of the test data`);

describe.skipIf(!present)('NAS-Bench-Macro as published', () => {
  const table = present ? parseSearchTable(JSON.parse(readFileSync(PUBLISHED, 'utf8'))) : null;

  test.each<[Objective[], number]>([
    [['error', 'flops'], 0.902775],
    [['error', 'params'], 0.974273],
    [['error', 'params', 'flops'], 0.882848],
  ])('%j: hypervolume %d of the true front', (objectives, hypervolume) => {
    if (table === null) throw new Error('no table');
    const truth = tableFront(table, objectives);
    expect(truth.hypervolume).toBeCloseTo(hypervolume, 6);
    expect(truth.points.size).toBe(3969);
  });

  test('35 networks are on the front of error and FLOPs', () => {
    if (table === null) throw new Error('no table');
    expect(tableFront(table, ['error', 'flops']).front).toHaveLength(35);
  });

  test('genomes of the same network have the same results', () => {
    if (table === null) throw new Error('no table');
    const space = tableSpace(table);
    expect(space.size).toBe(6561);
    for (const [text, entry] of Object.entries(table.entries))
      expect(space.decode(space.parse(text))).toEqual(entry);
  });
});
