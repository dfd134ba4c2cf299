import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { LoadedPlan } from './loadedPlan.ts';
import { EngineMemory } from './memory.ts';
import type { Plan } from './plan.ts';
import { ARENA_START, Arena, LINE_BYTES } from './program/arena.ts';
import { compilePlan } from './program/compile.ts';
import { memoryPool } from './runtime.ts';
import { cellPlan } from './testing/cellPlan.ts';
import { oddPlan, randomPlan } from './testing/planBuilder.ts';
import { randomCellPlan } from './testing/randomCellPlan.ts';
import { HYPER, tinyPlan, withEngine } from './testing/tinyNetwork.ts';
import { randomBatch } from './testing/trainingData.ts';

const RUNS = 2;
const BATCH = 19;
/** Everything that a step can do. */
const STEP = {
  ...HYPER,
  gradientClip: 0.5,
  labelSmoothing: 0.1,
  dropPath: { probability: 0.2, seed: 3 },
};
const FLAGS = [
  '-std=c++20',
  '-O0',
  '-g',
  '-ffp-contract=off',
  '-Wno-psabi',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-pthread',
];

const cpp = fileURLToPath(new URL('../cpp', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'exact-sanitizers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A compiler that has both sanitizers, or why there is none. */
const compiler = ['c++', 'g++', 'clang++'].find((command) => {
  const probe = join(folder, 'probe.cpp');
  writeFileSync(probe, 'int main() { return 0; }');
  const program = join(folder, 'probe');
  return spawnSync(command, [...FLAGS, probe, '-o', program]).status === 0 && spawnSync(program).status === 0;
});

const runners = new Map<number, string>();

/** The kernels for vectors of `vectorLength`, without optimisation and watched by the sanitizers. */
function buildRunner(vectorLength: number): string {
  const built = runners.get(vectorLength);
  if (built !== undefined) return built;
  const runner = join(folder, `runner${vectorLength}`);
  const sources = [
    join(cpp, 'kernels.cpp'),
    join(cpp, 'platform.cpp'),
    fileURLToPath(new URL('testing/kernelRunner.cpp', import.meta.url)),
  ];
  const defines = [`-DVL=${vectorLength}`, '-DBUILD=checked'];
  const done = spawnSync(compiler ?? '', [...FLAGS, ...defines, ...sources, '-o', runner], {
    encoding: 'utf8',
  });
  expect(done.stderr).toBe('');
  runners.set(vectorLength, runner);
  return runner;
}

/** Weights after some steps on the same images, computed by `runner` in a memory full of guards. */
function runChecked(runner: string, plan: Plan, vectorLength: number, threads: number): Uint8Array {
  const arena = new Arena({ guarded: true });
  const compiled = compilePlan(plan, BATCH, threads, vectorLength, arena);
  const shared = memoryPool.take(arena.byteLength);
  const loaded = new LoadedPlan(plan, compiled, new EngineMemory(shared), threads, {});
  loaded.initialise(7);
  const { images, labels } = randomBatch(plan, BATCH, 1);
  loaded.stage(images, labels);
  loaded.stageDropPath(BATCH, STEP.dropPath);
  loaded.setHyperparameters(STEP);
  loaded.select(compiled.training);
  const bytes = new Uint8Array(shared.buffer, ARENA_START, arena.byteLength - ARENA_START);
  const header = Uint32Array.of(bytes.length / LINE_BYTES, RUNS, arena.guards.length, ...arena.guards);
  const [input, output] = [join(folder, 'input'), join(folder, 'output')];
  writeFileSync(input, Buffer.concat([new Uint8Array(header.buffer), bytes]));
  const done = spawnSync(runner, [input, output], { encoding: 'utf8' });
  expect(done.stderr).toBe('');
  expect(done.status).toBe(0);
  bytes.set(readFileSync(output));
  const weights = new Uint8Array(loaded.state.weights().buffer);
  memoryPool.giveBack(shared);
  return weights;
}

function runReleased(plan: Plan): Promise<Uint8Array> {
  return withEngine(plan, { batchSize: BATCH, threads: 1 }, async (engine) => {
    const { images, labels } = randomBatch(plan, BATCH, 1);
    for (let run = 0; run < RUNS; run++) await engine.trainStep(images, labels, STEP);
    return engine.weights();
  });
}

const plans: [string, Plan][] = [
  ['the tiny network', tinyPlan()],
  ['odd widths', oddPlan()],
  ['every op of the micro space', cellPlan()],
  ...[40, 41, 42].map((seed): [string, Plan] => [`random network ${seed}`, randomPlan(seed)]),
  ...[50, 51, 52, 53, 54].map((seed): [string, Plan] => [`random cells ${seed}`, randomCellPlan(seed)]),
];

const skipped =
  compiler === undefined
    ? ' (skipped: no compiler here with address and undefined-behaviour sanitizers)'
    : '';

describe.skipIf(compiler === undefined)(`a debug build under sanitizers${skipped}`, () => {
  it.each([4, 16])(
    'vectors of %i: leaves no memory of its own, and gives the weights of the release',
    async (length) => {
      const runner = buildRunner(length);
      for (const [name, plan] of plans) {
        const expected = await runReleased(plan);
        for (const threads of [1, 2]) {
          const weights = runChecked(runner, plan, length, threads);
          expect(Buffer.compare(weights, expected), `${name}, ${threads} threads`).toBe(0);
        }
      }
    },
    240_000,
  );

  it('notices a kernel that leaves its memory', () => {
    const runner = buildRunner(4);
    const input = join(folder, 'input');
    const lines = new Uint32Array(64 * 16);
    lines[2] = 1;
    // The control block itself is guarded: the first thing that a thread reads.
    writeFileSync(
      input,
      Buffer.concat([new Uint8Array(Uint32Array.of(64, 1, 1, 0).buffer), new Uint8Array(lines.buffer)]),
    );
    const done = spawnSync(runner, [input, join(folder, 'output')], { encoding: 'utf8' });
    expect(done.status).not.toBe(0);
    expect(done.stderr).toContain('use-after-poison');
  }, 240_000);
});
