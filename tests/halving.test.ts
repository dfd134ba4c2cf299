import { join } from 'node:path';
import {
  type ClosedBatch,
  evaluatedIndividuals,
  resultPayloadSchema,
  type SearchView,
  type TrainingResult,
} from '@naschain/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { DishonestMiner, signedClient } from './support/dishonestMiner.ts';
import { honestResult } from './support/honestResult.ts';
import { Stack, until } from './support/stack.ts';

let stack: Stack | null = null;
let liar: DishonestMiner | null = null;

afterEach(async () => {
  await liar?.stop().catch(() => {});
  liar = null;
  await stack?.stop();
  stack = null;
});

/** Honest while there is nothing to continue; then its training ends right, and began otherwise. */
function withOtherBeginning(honest: TrainingResult): TrainingResult {
  const [first, ...rest] = honest.curve;
  if (first === undefined || rest.length === 0) return honest;
  return { ...honest, curve: [{ ...first, digest: 'f'.repeat(64) }, ...rest] };
}

/** The chain of digests that the results of a closed job agreed on. */
function agreedChain({ results }: ClosedBatch): string[] {
  const chains = results
    .filter(({ verdict }) => verdict === 'agreed')
    .map(({ payload }) => resultPayloadSchema.parse(payload).result.curve.map(({ digest }) => digest));
  expect(new Set(chains.map(String)).size).toBe(1);
  return chains[0] ?? [];
}

function expectContinued(view: SearchView, batches: readonly ClosedBatch[]): void {
  const batchOf = new Map(batches.map((batch) => [batch.jobId, batch]));
  const byId = new Map(view.individuals.map((item) => [item.individualId, item]));
  const promoted = view.individuals.filter(({ operator }) => operator === 'promotion');
  expect(promoted.map(({ rung, generation }) => [rung, generation])).toEqual([
    [1, 0],
    [1, 0],
  ]);
  for (const { parents, jobId } of promoted) {
    const short = batchOf.get(byId.get(parents[0] ?? '')?.jobId ?? '');
    const long = batchOf.get(jobId);
    if (short === undefined || long === undefined) throw new Error('two closed batches expected');
    expect(short.spec.recipe).toEqual({ ...long.spec.recipe, stopAfter: 1 });
    expect(long.spec.genome).toBe(short.spec.genome);
    expect(agreedChain(short)).toHaveLength(1);
    expect(agreedChain(long)).toHaveLength(2);
    expect(agreedChain(long).slice(0, 1)).toEqual(agreedChain(short));
    expect(long.continues).toEqual({ numericClass: 'exact-1', digests: agreedChain(short) });
  }
}

describe('successive halving on real miners', () => {
  it('continues the chains of digests, and rejects a result that begins otherwise', async () => {
    const current = await Stack.start();
    stack = current;
    const searchId = await current.createSearch((config) => ({
      ...config,
      algorithm: { ...config.algorithm, generations: 1, fidelity: { epochs: [1, 2], eta: 2 } },
      recipe: { ...config.recipe, epochs: 2 },
    }));
    liar = await DishonestMiner.start(
      current.url,
      join(current.home, 'wallets'),
      honestResult(current),
      withOtherBeginning,
    );
    // Two honest ones: the liar has a seat in every job until a third comes.
    for (const name of ['miner-1', 'miner-2']) current.startMiner(name);
    current.startValidator();
    const { address } = liar.signer;
    const replicasOfLiar = (view: SearchView) =>
      view.jobs.flatMap((job) => job.assignments).filter(({ hotkey }) => hotkey === address);
    const caught = await until('the liar is caught', 90, async () => {
      const view = await current.view(searchId);
      return replicasOfLiar(view).some(({ state }) => state === 'rejected') ? view : null;
    });
    expect(caught.individuals).toHaveLength(6);
    current.startMiner('miner-3');
    const view = await current.watch(searchId);
    expect(view.state).toBe('completed');
    expect(view.generations).toMatchObject([{ state: 'closed', size: 4, evaluations: 6 }]);
    for (const job of view.jobs) expect(job.state).toBe('agreed');
    const rejected = replicasOfLiar(view).filter(({ state }) => state === 'rejected');
    expect(new Set(rejected.map(({ reason }) => reason))).toEqual(new Set(['chainMismatch']));
    for (const { individual, onFront } of evaluatedIndividuals(view)) {
      expect(onFront && individual.rung === 0).toBe(false);
    }

    const client = signedClient(current.url, liar.signer);
    const { batches } = await client.validator.batches.query({ v: 1, afterCursor: 0, limit: 50 });
    expectContinued(view, batches);
    await until('the validator has looked at every job', 30, async () =>
      current.log('validator').includes(`through ${view.jobs.length}.`) ? true : null,
    );
    expect(current.log('validator')).not.toContain('CONTRADICTED');
  });
});
