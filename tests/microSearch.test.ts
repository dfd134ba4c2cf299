import type { SearchConfig, SearchView } from '@naschain/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { frontRows } from '../scripts/demo/report.ts';
import { Stack, until } from './support/stack.ts';

const SPACE: SearchConfig['space'] = { kind: 'micro', blocks: 2, cells: 3, channels: 4 };

let stack: Stack | null = null;

afterEach(async () => {
  await stack?.stop();
  stack = null;
});

async function runSearch(miners: number): Promise<SearchView> {
  stack = await Stack.start();
  const searchId = await stack.createSearch((config) => ({ ...config, space: SPACE }));
  for (let number = 1; number <= miners; number++) stack.startMiner(`miner-${number}`);
  stack.startValidator();
  await stack.watch(searchId);
  return stack.view(searchId);
}

describe('a search of the micro space on real miners', () => {
  it('gives the same front, bit for bit, with three miners and with four, and the validator agrees', async () => {
    const three = await runSearch(3);
    expect(three.state).toBe('completed');
    expect(three.individuals).toHaveLength(8);
    for (const job of three.jobs) {
      expect(job.state).toBe('agreed');
      expect(job.genome).toMatch(/^[0-8]{16}$/);
      expect(job.assignments.filter((item) => item.state === 'agreed')).toHaveLength(3);
      expect(new Set(job.assignments.map((item) => item.outcome?.digest)).size).toBe(1);
    }
    expect(frontRows(three).length).toBeGreaterThan(0);
    const current = stack;
    await until('the validator has looked at every job', 30, async () =>
      current?.log('validator').includes(`through ${three.jobs.length}.`) ? true : null,
    );
    expect(current?.log('validator')).not.toContain('CONTRADICTED');
    await current?.stop();
    expect(frontRows(await runSearch(4))).toEqual(frontRows(three));
  });
});
