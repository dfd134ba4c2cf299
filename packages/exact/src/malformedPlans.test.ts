import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactEngine } from './engine.ts';
import { ExactError } from './error.ts';
import type { Plan } from './plan.ts';
import { type CompiledPlan, compilePlan } from './program/compile.ts';
import { randomPlan } from './testing/planBuilder.ts';
import { randomCellPlan } from './testing/randomCellPlan.ts';
import { randomBatch } from './testing/trainingData.ts';

const SMALL = 64 << 20;

/** What untyped code may put anywhere into a plan. */
const anything = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom('conv', 'generalConv', 'add', 'averagePool', 'dense', 'max', 'valid', '1', ''),
  fc.constantFrom(null, undefined, true, [], {}, [0, 0], [1, 2, 3], [null]),
);

/** A sound plan with up to `most` of its values exchanged. */
function malformed(value: fc.Arbitrary<unknown>, most: number): fc.Arbitrary<Plan> {
  const changes = fc.array(fc.tuple(fc.nat(), value), { minLength: 1, maxLength: most });
  return fc.record({ seed: fc.nat(500), micro: fc.boolean(), changes }).map(({ seed, micro, changes }) => {
    const plan: unknown = structuredClone(micro ? randomCellPlan(seed) : randomPlan(seed));
    for (const [place, replacement] of changes) exchange(plan, place, replacement);
    // What follows need not be a plan, and that is the point.
    return plan as Plan;
  });
}

/** Exchanges one of the values inside `plan`, whole ops and lists included. */
function exchange(plan: unknown, place: number, value: unknown): void {
  const slots: { holder: Record<string, unknown>; key: string }[] = [];
  const collect = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const [key, child] of Object.entries(holder)) {
      slots.push({ holder: holder as Record<string, unknown>, key });
      collect(child);
    }
  };
  collect(plan);
  const slot = slots[place % slots.length];
  if (slot) slot.holder[slot.key] = value;
}

function compile(plan: Plan): CompiledPlan | undefined {
  try {
    return compilePlan(plan, 5, 1, 4);
  } catch (error) {
    if (error instanceof ExactError) return undefined;
    throw error;
  }
}

describe('malformed plans', () => {
  it('throw an ExactError, if anything', () => {
    fc.assert(
      fc.property(malformed(anything, 3), (plan) => {
        compile(plan);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('run if they are accepted', async () => {
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(malformed(fc.integer({ min: -3, max: 9 }), 1), async (plan) => {
        const compiled = compile(plan);
        if (!compiled || compiled.arena.byteLength > SMALL) return;
        const engine = await ExactEngine.create(plan, { batchSize: 5, threads: 1, build: 'wasm' });
        try {
          engine.initialise(1);
          const { images, labels } = randomBatch(plan, 5, 1);
          const step = { learningRate: 0.01, momentum: 0.9, weightDecay: 0 };
          expect(await engine.trainStep(images, labels, step)).toBeGreaterThan(0);
          ran++;
        } finally {
          await engine.close();
        }
      }),
      { numRuns: 600, seed: 2 },
    );
    expect(ran).toBeGreaterThan(20);
  });
});
