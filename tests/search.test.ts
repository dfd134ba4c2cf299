import { applySearchEvent, type SearchConfig, type SearchView, searchStream } from '@naschain/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { frontRows, frontTable, progressLine } from '../scripts/demo/report.ts';
import { Stack, until } from './support/stack.ts';

let stack: Stack | null = null;

afterEach(async () => {
  await stack?.stop();
  stack = null;
});

async function runSearch(
  miners: number,
  algorithm: Partial<SearchConfig['algorithm']> = {},
  disturb?: (stack: Stack, view: SearchView) => void,
): Promise<SearchView> {
  stack = await Stack.start();
  const searchId = await stack.createSearch((config) => ({
    ...config,
    algorithm: { ...config.algorithm, ...algorithm },
  }));
  for (let number = 1; number <= miners; number++) stack.startMiner(`miner-${number}`);
  const current = stack;
  await current.watch(searchId, (view) => disturb?.(current, view));
  return current.view(searchId);
}

describe('a search on real miners', () => {
  it('gives the same front, bit for bit, with three miners, with five, and after kill -9 of the Genomaster', async () => {
    // The predictor has learned enough to choose the third generation.
    const surrogate = { kind: 'surrogate', generations: 3 } as const;
    const three = await runSearch(3, surrogate);
    expect(three.state).toBe('completed');
    expect(three.individuals).toHaveLength(12);
    expect(three.generations[2]?.predictor?.trainedOn).toBe(8);
    expect(three.generations.every(({ savings }) => savings !== null)).toBe(true);
    expect(progressLine(three)).toMatch(
      /^surrogate · generation 3 of 3 · .* · trainings saved: \d+ duplicates/,
    );
    expect(frontRows(three).length).toBeGreaterThan(0);
    for (const job of three.jobs) {
      expect(job.assignments.filter((item) => item.state === 'agreed')).toHaveLength(3);
      expect(new Set(job.assignments.map((item) => item.outcome?.digest)).size).toBe(1);
    }
    await stack?.stop();

    const five = await runSearch(5, surrogate);
    expect(frontRows(five)).toEqual(frontRows(three));
    await stack?.stop();

    let killed: Promise<void> | null = null;
    const interrupted = await runSearch(3, surrogate, (current, view) => {
      const halfWay =
        view.jobs.some((job) => job.state === 'agreed') && view.jobs.some((job) => job.state === 'open');
      if (killed !== null || !halfWay) return;
      killed = current.kill('genomaster').then(() => current.startGenomaster());
    });
    expect(killed).not.toBeNull();
    await killed;
    expect(interrupted.state).toBe('completed');
    expect(frontRows(interrupted)).toEqual(frontRows(three));
  });

  it('gives the same front with three miners and with four by NSGA-II, too', async () => {
    const three = await runSearch(3, { kind: 'nsga2' });
    expect(three.state).toBe('completed');
    expect(three.individuals).toHaveLength(8);
    await stack?.stop();
    expect(frontRows(await runSearch(4, { kind: 'nsga2' }))).toEqual(frontRows(three));
  });

  it.each(['generational', 'steady-state'] as const)(
    'can be rebuilt from its journal: replaying it gives exactly the snapshot (%s)',
    async (mode) => {
      const view = await runSearch(3, { mode });
      expect(view.state).toBe('completed');
      expect(view.individuals).toHaveLength(8);
      expect(view.generations.map(({ state }) => state)).toEqual(['closed', 'closed']);
      for (const job of view.jobs) expect(job.state).toBe('agreed');
      const stream = searchStream(view.searchId);
      const { events, head } = await (stack as Stack).client.events.since.query({
        stream,
        afterSeq: 0,
        limit: 1000,
      });
      expect(events.map((event) => event.seq)).toEqual(Array.from({ length: head }, (_, index) => index + 1));
      const replayed = events.reduce<SearchView | null>(applySearchEvent, null);
      expect(replayed).toEqual(view);
    },
  );

  it('waits with two hotkeys, says that a third miner is needed, and goes on when it comes', async () => {
    stack = await Stack.start();
    const searchId = await stack.createSearch();
    stack.startMiner('miner-1');
    stack.startMiner('miner-2');
    const current = stack;
    const waiting = await until('the search waits for a third miner', 30, async () => {
      const view = await current.view(searchId);
      return view.waiting?.have === 2 ? view : null;
    });
    expect(waiting.waiting).toEqual({ kind: 'needMiners', have: 2, need: 3 });
    expect(waiting.jobs.flatMap((job) => job.assignments)).toEqual([]);
    current.startMiner('miner-3');
    const done = await current.watch(searchId);
    expect(done.state).toBe('completed');
    expect(done.waiting).toBeNull();
  });

  it('gives the work of a miner that is stopped or killed to another', async () => {
    stack = await Stack.start();
    const searchId = await stack.createSearch();
    for (const name of ['miner-1', 'miner-2', 'miner-3', 'miner-4', 'miner-5']) stack.startMiner(name);
    const current = stack;
    let disturbed = false;
    const done = await current.watch(searchId, (view) => {
      if (disturbed || !view.jobs.some((job) => job.state === 'agreed')) return;
      disturbed = true;
      void current.terminate('miner-4');
      void current.kill('miner-5');
    });
    expect(disturbed).toBe(true);
    expect(done.state).toBe('completed');
    for (const job of done.jobs) expect(job.state).toBe('agreed');
  });

  it('ends when no network can be trained: a quorum of miners says so of each job, which fails without a result', async () => {
    stack = await Stack.start();
    // Weights that lose more than they have with each step, and a loss that has left all bounds after a few.
    const searchId = await stack.createSearch((config) => ({
      ...config,
      // The designed first sample of `surrogate` has networks so small that even this trains them.
      algorithm: { ...config.algorithm, kind: 'nsga2' },
      recipe: { ...config.recipe, learningRate: 10, weightDecay: 1 },
    }));
    for (const name of ['miner-1', 'miner-2', 'miner-3']) stack.startMiner(name);
    stack.startValidator();
    const current = stack;
    await current.watch(searchId);
    const view = await current.view(searchId);
    expect(view.state).toBe('completed');
    expect(view.individuals).toHaveLength(8);
    for (const job of view.jobs) {
      expect(job).toMatchObject({ state: 'failed', accuracy: null });
      expect(job.assignments).toHaveLength(3);
      expect(new Set(job.assignments.map((item) => item.hotkey)).size).toBe(3);
      for (const item of job.assignments)
        expect(item).toMatchObject({ state: 'returned', reason: 'diverged' });
    }
    expect(view.generations).toMatchObject([
      { state: 'closed', hypervolume: 0, evaluations: 0, front: [] },
      { state: 'closed', hypervolume: 0, evaluations: 0, front: [] },
    ]);
    expect(frontRows(view)).toEqual([]);
    expect(progressLine(view)).toContain('0 networks agreed');
    expect(frontTable(view)).toContain('genome');
    await until('the validator has looked at every job', 30, async () =>
      current.log('validator').includes(`through ${view.jobs.length}.`) ? true : null,
    );
    expect(current.log('validator')).not.toContain('CONTRADICTED');
  });
});
