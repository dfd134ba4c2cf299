import { type BuildName, ExactEngine, listBuilds } from '@naschain/exact';
import {
  BACKEND_NAMES,
  type BackendName,
  openEngine,
  type TrainingEngine,
  whyMissing,
} from '@naschain/training';
import { planOf } from '../networks/description.ts';
import type { Opening } from './messages.ts';

const BACKENDS: readonly BackendName[] = BACKEND_NAMES.filter((name) => name !== 'cpu');

/** A network in training, within the process that measures it. */
export interface Trainer {
  /** Back to the initial weights of the seed, without momentum. */
  restart(): void;
  /** @returns the loss before the step */
  train(images: Uint8Array, labels: Uint16Array): Promise<number>;
  evaluate(images: Uint8Array, labels: Uint16Array): Promise<unknown>;
  /** In canonical order. */
  weights(): Uint8Array | Promise<Uint8Array>;
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
  open: async (build, opening) =>
    trainerOf(
      await ExactEngine.create(planOf(opening.network), { ...optionsOf(opening), build: exactBuild(build) }),
      opening,
    ),
};

/** Its builds are the backends that `npm run setup:gpu` or `setup:tfjs` has installed; plain `cpu` would take hours. */
const tensorflow: Engine = {
  name: 'tensorflow',
  exact: false,
  builds: () => BACKENDS.map((name) => ({ name, available: whyMissing(name) === null })),
  async open(build, opening) {
    const backend = BACKENDS.find((name) => name === build);
    if (backend === undefined) throw new RangeError(`TensorFlow has no backend "${build}"`);
    const { create } = await openEngine(backend);
    return trainerOf(await create(planOf(opening.network), optionsOf(opening)), opening);
  },
};

/** All engines; another one needs no more than a place here. */
export const ENGINES: readonly Engine[] = [exact, tensorflow];

function optionsOf({ network, batch, threads, normalisation: { mean, deviation } }: Opening) {
  const constant = (value: number) => new Array<number>(network.image.channels).fill(value);
  const normalisation = { mean: constant(mean), deviation: constant(deviation) };
  return { batchSize: batch, threads, normalisation };
}

function trainerOf(
  engine: Pick<TrainingEngine, 'initialise' | 'trainStep' | 'evaluate' | 'weights' | 'close'>,
  { hyper, seed }: Opening & { readonly seed: number },
): Trainer {
  return {
    restart: () => engine.initialise(seed),
    train: (images, labels) => engine.trainStep(images, labels, hyper),
    evaluate: (images, labels) => engine.evaluate(images, labels),
    weights: () => engine.weights(),
    close: () => engine.close(),
  };
}

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
