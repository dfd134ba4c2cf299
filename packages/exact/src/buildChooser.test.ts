import { describe, expect, it } from 'vitest';
import { BuildChooser } from './buildChooser.ts';
import type { BuildName } from './builds.ts';
import { ExactEngine } from './engine.ts';
import { ExactError } from './error.ts';
import type { CreateEngine } from './fixedTraining.ts';

/** A machine with two native builds. */
function machine(): BuildChooser {
  const builds = [
    { name: 'avx2', vectorLength: 8, supported: true },
    { name: 'sse', vectorLength: 4, supported: true },
  ];
  return new BuildChooser(() => ({ kind: 'loaded', path: '/exact.node', builds }));
}

/** Runs every build's self test in WebAssembly, whose result is right, but those of `broken` with another seed. */
function testing(broken: readonly BuildName[], tried: BuildName[] = []): CreateEngine {
  return async (plan, options) => {
    const { build = 'auto' } = options;
    if (build !== 'auto') tried.push(build);
    const engine = await ExactEngine.create(plan, { ...options, build: 'wasm' });
    const isBroken = build !== 'auto' && broken.includes(build);
    return {
      initialise: (seed) => engine.initialise(isBroken ? seed + 1 : seed),
      trainStep: (images, labels, hyper) => engine.trainStep(images, labels, hyper),
      weights: () => engine.weights(),
      close: () => engine.close(),
    };
  };
}

const compile = (name: BuildName): string => `plan for ${name}`;

describe('auto', () => {
  it('takes the widest build, which it tests once', async () => {
    const chooser = machine();
    const tried: BuildName[] = [];
    const choose = () => chooser.choose('auto', compile, testing([], tried));
    expect(await Promise.all([choose(), choose()])).toEqual([
      { build: 'avx2', compiled: 'plan for avx2' },
      { build: 'avx2', compiled: 'plan for avx2' },
    ]);
    expect(tried).toEqual(['avx2']);
  });

  it('passes over builds that compute something else, or nothing', async () => {
    expect(await machine().choose('auto', compile, testing(['avx2']))).toMatchObject({ build: 'sse' });
    const failing = () => Promise.reject(new Error('no threads'));
    expect(await machine().choose('auto', compile, failing)).toMatchObject({ build: 'wasm' });
  });

  it('takes a narrower build if the padding of a wider one does not fit', async () => {
    const chooser = machine();
    const tooLarge = new ExactError('out-of-memory', 'too large');
    const compileNarrow = (name: BuildName): string => {
      if (name === 'avx2') throw tooLarge;
      return name;
    };
    expect(await chooser.choose('auto', compileNarrow, testing([]))).toMatchObject({ build: 'sse' });
    const refuse = (): string => {
      throw tooLarge;
    };
    await expect(chooser.choose('auto', refuse, testing([]))).rejects.toBe(tooLarge);
  });
});
