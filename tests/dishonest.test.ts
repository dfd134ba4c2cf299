import { join } from 'node:path';
import type { RejectionReason, TrainingResult } from '@naschain/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { frontRows } from '../scripts/demo/report.ts';
import { DishonestMiner, type Lie } from './support/dishonestMiner.ts';
import { honestResult } from './support/honestResult.ts';
import { Stack, until } from './support/stack.ts';

const OTHER_DIGEST = 'f'.repeat(64);

const lies: { name: string; reason: RejectionReason; lie: Lie }[] = [
  { name: 'a wrong accuracy', reason: 'accuracyMismatch', lie: withOneMoreHit },
  {
    name: 'wrong params',
    reason: 'paramsMismatch',
    lie: (honest) => ({ ...honest, params: honest.params - 1 }),
  },
  { name: 'wrong FLOPs', reason: 'flopsMismatch', lie: (honest) => ({ ...honest, flops: honest.flops + 1 }) },
  { name: 'a wrong digest', reason: 'digestMismatch', lie: withOtherDigest },
  { name: 'garbage', reason: 'malformed', lie: () => ({ accuracy: 'very good', '🙃': [null] }) },
];

/** A consistent claim of one validation image more than there was. */
function withOneMoreHit(honest: TrainingResult): TrainingResult {
  const last = honest.curve.at(-1);
  if (last === undefined) throw new Error('the curve is empty');
  const hits = last.hits + (last.hits < 128 ? 1 : -1);
  return {
    ...honest,
    accuracy: (100 * hits) / 128,
    curve: [...honest.curve.slice(0, -1), { ...last, hits }],
  };
}

function withOtherDigest(honest: TrainingResult): TrainingResult {
  const curve = honest.curve.map((epoch, index) =>
    index === honest.curve.length - 1 ? { ...epoch, digest: OTHER_DIGEST } : epoch,
  );
  return { ...honest, digest: OTHER_DIGEST, curve };
}

let stack: Stack | null = null;
let liars: DishonestMiner[] = [];

afterEach(async () => {
  await Promise.all(liars.map((liar) => liar.stop().catch(() => {})));
  liars = [];
  await stack?.stop();
  stack = null;
});

describe('dishonest miners', () => {
  it('never enter the front, earn nothing, and are shown as rejected with the reason', async () => {
    const current = await Stack.start();
    stack = current;
    const searchId = await current.createSearch();
    for (const { lie } of lies) {
      liars.push(
        await DishonestMiner.start(current.url, join(current.home, 'wallets'), honestResult(current), lie),
      );
    }
    for (const number of [1, 2, 3]) current.startMiner(`miner-${number}`);
    current.startValidator();
    const view = await current.watch(searchId);
    expect(view.state).toBe('completed');

    const replicas = view.jobs.flatMap((job) => job.assignments);
    for (const [index, { name, reason }] of lies.entries()) {
      const address = liars[index]?.signer.address;
      const own = replicas.filter((replica) => replica.hotkey === address && replica.reason !== null);
      expect(own.length, name).toBeGreaterThan(0);
      expect(new Set(own.map((replica) => `${replica.state} ${replica.reason}`)), name).toEqual(
        new Set([`rejected ${reason}`]),
      );
    }
    for (const job of view.jobs) {
      expect(job.state).toBe('agreed');
      expect(job.digest).not.toBe(OTHER_DIGEST);
      const agreed = job.assignments.filter((replica) => replica.state === 'agreed');
      expect(agreed.length).toBeGreaterThanOrEqual(3);
      for (const replica of agreed)
        expect(liars.map((liar) => liar.signer.address)).not.toContain(replica.hotkey);
    }
    expect(frontRows(view)).toEqual(await honestFront());

    const scores = await until('the validator reports weights', 60, async () => {
      const { validators } = await current.client.network.view.query();
      const [validator] = validators;
      const total = validator?.scores.reduce((sum, row) => sum + row.agreed, 0) ?? 0;
      return total >= view.jobs.length * 3 ? (validator?.scores ?? null) : null;
    });
    for (const liar of liars) {
      const row = scores.find((score) => score.hotkey === liar.signer.address);
      expect(row?.agreed ?? 0).toBe(0);
      expect(row?.weight ?? 0).toBe(0);
      expect(row?.rejected ?? 0).toBeGreaterThan(0);
    }
    expect(scores.reduce((sum, row) => sum + row.weight, 0)).toBeCloseTo(1, 9);
  });
});

/** The front of the same search among honest miners only. */
async function honestFront() {
  const honest = await Stack.start();
  try {
    const searchId = await honest.createSearch();
    for (const number of [1, 2, 3]) honest.startMiner(`miner-${number}`);
    return frontRows(await honest.watch(searchId));
  } finally {
    await honest.stop();
  }
}
