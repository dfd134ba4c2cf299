import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TrainingResult } from '@naschain/protocol';
import { afterEach, expect, it } from 'vitest';
import { DishonestMiner } from './support/dishonestMiner.ts';
import { honestResult } from './support/honestResult.ts';
import { Stack, until } from './support/stack.ts';

const NUMERIC_CLASS = 'tfjs:cuda:NVIDIA-GeForce-RTX-4090:4.22.0';

/** What a miner of an inexact class sends: digests that no other has, and `shift` points beside the exact accuracy. */
function inexact(miner: string, shift: number): (exact: TrainingResult) => TrainingResult {
  return (exact) => {
    const curve = exact.curve.map((epoch) => ({
      ...epoch,
      digest: createHash('sha256').update(`${miner} ${epoch.digest}`).digest('hex'),
    }));
    const accuracy = Math.min(100, Math.max(0, exact.accuracy + shift));
    const digest = curve.at(-1)?.digest ?? '';
    return { ...exact, numericClass: NUMERIC_CLASS, accuracy, digest, curve };
  };
}

let stack: Stack | null = null;
let miners: DishonestMiner[] = [];

afterEach(async () => {
  await Promise.all(miners.map((miner) => miner.stop().catch(() => {})));
  miners = [];
  await stack?.stop();
  stack = null;
});

it('a search among miners whose results are never equal is decided by the tolerance, and a validator agrees', async () => {
  const current = await Stack.start();
  stack = current;
  const searchId = await current.createSearch();
  const result = honestResult(current);
  for (const [index, shift] of [0, 0.25, 0.5].entries()) {
    const wallets = join(current.home, 'wallets');
    miners.push(await DishonestMiner.start(current.url, wallets, result, inexact(`miner ${index}`, shift)));
  }
  current.startValidator();
  const view = await current.watch(searchId);
  expect(view.state).toBe('completed');
  for (const job of view.jobs) {
    expect(job).toMatchObject({ state: 'agreed', numericClass: NUMERIC_CLASS });
    expect(job.assignments.map(({ state }) => state)).toEqual(['agreed', 'agreed', 'agreed']);
    // The median is the middle one's: a number of hits among 128 images, and its shift.
    const hits = 1.28 * ((job.accuracy ?? Number.NaN) - 0.25);
    expect(hits).toBeCloseTo(Math.round(hits), 6);
  }
  const scores = await until('the validator has counted all results', 60, async () => {
    const { validators } = await current.client.network.view.query();
    const rows = validators[0]?.scores ?? [];
    const total = rows.reduce((sum, row) => sum + row.agreed, 0);
    return total >= view.jobs.length * 3 ? rows : null;
  });
  expect(scores.map(({ agreed, rejected }) => [agreed, rejected ?? 0])).toEqual(
    miners.map(() => [view.jobs.length, 0]),
  );
});
