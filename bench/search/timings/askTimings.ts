import {
  type AlgorithmConfig,
  type AlgorithmKind,
  type AlgorithmState,
  createAlgorithm,
  DEFAULT_CONFIG,
  type Genome,
  type Member,
  macroSpace,
  nonDominatedSort,
  Prng,
  SEARCH_MODES,
  type SearchMode,
} from '@naschain/search';
import { POPULATIONS } from '../jobs.ts';
import { medianMs } from './stopwatch.ts';

const ARCHIVE_SIZES = [1000, 10_000, 100_000];

/** Milliseconds by algorithm and size of the archive. */
export type AskMs = Readonly<Partial<Record<AlgorithmKind, Readonly<Record<string, number>>>>>;

export interface AskTimings {
  /** A generation at a time. */
  readonly ask: AskMs;
  /** One candidate at a time (steady-state). */
  readonly askOne: AskMs;
}

const space = macroSpace({
  phases: 3,
  nodes: 10,
  channels: 36,
  classes: 10,
  image: { height: 32, width: 32, channels: 3 },
});

/** The time of one ask in the space of three phases of ten nodes, with made-up networks evaluated before. */
export function askTimings(algorithms: readonly AlgorithmKind[]): AskTimings {
  const archives = ARCHIVE_SIZES.map(madeUpArchive);
  const measure = (mode: SearchMode): AskMs =>
    Object.fromEntries(
      algorithms.map((kind) => [
        kind,
        Object.fromEntries(archives.map((archive) => [archive.length, askMs(kind, mode, archive)])),
      ]),
    );
  const [generational, steadyState] = SEARCH_MODES.map(measure);
  return { ask: generational ?? {}, askOne: steadyState ?? {} };
}

function askMs(kind: AlgorithmKind, mode: SearchMode, archive: readonly Member[]): number {
  const population = POPULATIONS[kind];
  // Three quarters of the budget are spent, so that `nsganet` exploits, which takes it longer.
  const generations = Math.ceil((4 * archive.length) / (3 * population));
  const config: AlgorithmConfig = { ...DEFAULT_CONFIG, kind, mode, population, generations, seed: 1 };
  const algorithm = createAlgorithm(space, config);
  const begun: AlgorithmState = {
    ...algorithm.initialState(),
    generation: Math.floor(archive.length / population),
    nextId: archive.length,
    started: archive.length,
    archive,
    population: survivors(archive, population),
  };
  // The first ask of a search tunes the predictor from nothing; all others start from what it found.
  const { tuning } = algorithm.ask(begun).state;
  const state = { ...begun, tuning };
  return medianMs(() => algorithm.ask(state), 1.5, 25);
}

function survivors(archive: readonly Member[], count: number): number[] {
  const order = nonDominatedSort(archive.map(({ error, flops }) => [error ?? 100, flops])).flat();
  return order.slice(0, count).sort((a, b) => a - b);
}

/** Different networks at random densities; error falls and FLOPs grow with the connections, with noise on the error. */
function madeUpArchive(count: number): Member[] {
  const prng = Prng.fromSeed(count);
  const length = space.cardinalities.length;
  return Array.from({ length: count }, (_, id): Member => {
    const density = prng.next() / 2 ** 32;
    const genes: Genome = Array.from({ length }, () => (prng.chance(density) ? 1 : 0));
    const share = genes.reduce((sum, gene) => sum + gene, 0) / length;
    const genome = space.print(genes);
    return {
      id,
      genome,
      // Taken as is: whether it is canonical makes no difference to the time.
      canonical: genome,
      params: Math.round(share * space.maxParams),
      flops: Math.round(share * space.maxFlops),
      error: 40 - 30 * share + (5 * prng.next()) / 2 ** 32,
      generation: 0,
      rung: 0,
      prediction: null,
    };
  });
}
