import { type BuildName, ExactEngine, listBuilds } from '@naschain/exact';
import { planOf } from '../networks/description.ts';
import type { Opening } from './messages.ts';

/** A network in training, within the process that measures it. */
export interface Trainer {
  /** Back to the initial weights of the seed, without momentum. */
  restart(): void;
  /** @returns the loss before the step */
  train(images: Uint8Array, labels: Uint16Array): Promise<number>;
  evaluate(images: Uint8Array, labels: Uint16Array): Promise<unknown>;
  /** In canonical order. */
  weights(): Uint8Array;
  close(): Promise<void>;
}

/** A training engine of ours in its variants, the fastest first. */
export interface Engine {
  readonly name: string;
  /** Whether all builds must give the same weights, bit for bit. */
  readonly exact: boolean;
  builds(): { readonly name: string; readonly available: boolean }[];
  open(build: string, opening: Opening & { readonly seed: number }): Promise<Trainer>;
}

const exact: Engine = {
  name: 'exact',
  exact: true,
  builds: listBuilds,
  async open(build, { network, batch, threads, hyper, normalisation, seed }) {
    const constant = (value: number) => new Array<number>(network.image.channels).fill(value);
    const { mean, deviation } = normalisation;
    const engine = await ExactEngine.create(planOf(network), {
      batchSize: batch,
      threads,
      build: exactBuild(build),
      normalisation: { mean: constant(mean), deviation: constant(deviation) },
    });
    return {
      restart: () => engine.initialise(seed),
      train: (images, labels) => engine.trainStep(images, labels, hyper),
      evaluate: (images, labels) => engine.evaluate(images, labels),
      weights: () => engine.weights(),
      close: () => engine.close(),
    };
  },
};

/** All engines; another one needs no more than a place here. */
export const ENGINES: readonly Engine[] = [exact];

export function engineNamed(name: string): Engine {
  const engine = ENGINES.find((candidate) => candidate.name === name);
  if (engine === undefined) throw new RangeError(`there is no engine "${name}"`);
  return engine;
}

function exactBuild(name: string): BuildName {
  const build = listBuilds().find((candidate) => candidate.name === name);
  if (build === undefined) throw new RangeError(`the exact engine has no build "${name}"`);
  return build.name;
}
