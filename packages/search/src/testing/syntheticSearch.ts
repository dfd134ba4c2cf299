import { expect } from 'vitest';
import type {
  AlgorithmConfig,
  AlgorithmState,
  AskOutcome,
  Candidate,
  Evaluation,
  SearchAlgorithm,
  SearchErrorCode,
  SearchSpace,
} from '../index.ts';
import {
  DEFAULT_CONFIG,
  macroSpace,
  microSpace,
  normalisedHypervolume,
  Prng,
  parseAlgorithmState,
  referencePoint,
  SearchError,
} from '../index.ts';

export const image = { height: 32, width: 32, channels: 3 };
export const macroOf = ({
  phases,
  nodes,
}: {
  readonly phases: number;
  readonly nodes: number;
}): SearchSpace => macroSpace({ phases, nodes, channels: 8, classes: 10, image });
export const space = macroOf({ phases: 3, nodes: 4 });
/** 7 networks: in 2 nodes a phase is a chain, with or without skip; so 1 + 2 + 4 in two phases. */
export const tinySpace = macroOf({ phases: 2, nodes: 2 });
/** Genes of many values. */
export const cellSpace = microSpace({ blocks: 2, cells: 3, channels: 4, classes: 10, image });

export const CONFIG: AlgorithmConfig = {
  ...DEFAULT_CONFIG,
  kind: 'nsga2',
  population: 8,
  generations: 5,
  seed: 1,
};

/** A made-up error in percent that wants certain genes (weights by position), pairs of them a little, too. */
export function errorOf(canonical: string, of: SearchSpace = space): number {
  const genes = of.parse(canonical);
  let score = 0;
  let best = 0;
  for (const [i, gene] of genes.entries()) {
    const top = (of.cardinalities[i] ?? 2) - 1;
    const weight = 1 + ((i * 7919) % 13);
    const wanted = (i * 31) % 3 === 0 ? 0 : top;
    best += weight;
    score += weight * (1 - Math.abs(gene - wanted) / Math.max(1, top));
    if (i > 0 && genes[i - 1] === wanted) score += 0.5;
    best += 0.5;
  }
  return 90 - (80 * score) / best;
}

/** Judges candidates of a space by the made-up error; the less they are trained, the worse and the less exactly. */
export const judgeOf =
  (of: SearchSpace, rungs = 1) =>
  ({ id, canonical, rung }: Candidate): Evaluation => {
    const left = rungs - 1 - rung;
    return { id, error: Math.min(100, errorOf(canonical, of) + left * (5 + (canonical.length % 3))) };
  };
export const evaluate = judgeOf(space);

/** What a whole search proposed and how it ended. */
export interface Run {
  /** What each ask gave. */
  readonly batches: (readonly Candidate[])[];
  /** All of them, by id. */
  readonly candidates: readonly Candidate[];
  readonly end: Extract<AskOutcome, { kind: 'finished' }>;
}

export interface Driving {
  readonly judge?: (candidate: Candidate) => Evaluation;
  /** Stands for storage between steps. */
  readonly between?: (state: AlgorithmState) => AlgorithmState;
  /** Generational: the portions, and their order, in which results are told. */
  readonly portions?: (results: Evaluation[]) => Evaluation[][];
  /** Steady-state: candidates evaluated at once, and the number of asked ones. */
  readonly workers?: number;
  readonly atOnce?: number;
  /** Steady-state: decides which result comes first. */
  readonly seed?: number;
  /** Sees every state that an ask or a tell gave. */
  readonly watch?: (state: AlgorithmState) => void;
}

/** Drives a search to its end, in its mode. */
export function run(algorithm: SearchAlgorithm, driving: Driving = {}): Run {
  const openly = algorithm.initialState().mode === 'steady-state';
  return openly ? runOpenly(algorithm, driving) : runGenerations(algorithm, driving);
}

function runGenerations(algorithm: SearchAlgorithm, driving: Driving): Run {
  const { judge = evaluate, between = (state) => state, portions = (list) => [list], watch } = driving;
  const batches: (readonly Candidate[])[] = [];
  let state = between(algorithm.initialState());
  for (;;) {
    const asked = algorithm.ask(state);
    if (asked.kind === 'waiting') throw new Error('waiting with nothing pending');
    if (asked.kind === 'finished') return { batches, candidates: batches.flat(), end: asked };
    batches.push(asked.candidates);
    watch?.(asked.state);
    state = between(asked.state);
    for (const portion of portions(asked.candidates.map(judge))) {
      expect(algorithm.ask(state)).toEqual({ kind: 'waiting', state });
      state = between(algorithm.tell(state, portion));
      watch?.(state);
    }
  }
}

/** Keeps `workers` busy; one of the running candidates, chosen at random, finishes at a time. */
function runOpenly(algorithm: SearchAlgorithm, driving: Driving): Run {
  const { judge = evaluate, between = (state) => state, workers = 3, atOnce = 1, seed = 1, watch } = driving;
  const prng = Prng.fromSeed(seed);
  const batches: (readonly Candidate[])[] = [];
  let state = between(algorithm.initialState());
  for (;;) {
    let finished: Run['end'] | null = null;
    while (state.pending.length < workers) {
      const asked = algorithm.ask(state, Math.min(atOnce, workers - state.pending.length));
      if (asked.kind === 'finished') finished = asked;
      if (asked.kind !== 'candidates') break;
      batches.push(asked.candidates);
      watch?.(asked.state);
      state = between(asked.state);
    }
    if (finished !== null) return { batches, candidates: batches.flat(), end: finished };
    const next = state.pending[prng.below(state.pending.length)];
    if (next === undefined) throw new Error('nothing pending and not finished');
    state = between(algorithm.tell(state, [judge(next)]));
    watch?.(state);
  }
}

/** Into the database and back. */
export const stored = (state: AlgorithmState): AlgorithmState =>
  parseAlgorithmState(JSON.parse(JSON.stringify(state)));

/** Normalised hypervolume of error and FLOPs of canonical genomes. */
export function hypervolumeOf(canonical: readonly string[], of: SearchSpace = space): number {
  const { error, flops } = referencePoint(of);
  return normalisedHypervolume(
    canonical.map((genome) => [errorOf(genome, of), of.measure(of.parse(genome)).flops]),
    [error, flops],
  );
}

/** The code of the `SearchError` that an action throws. */
export function codeOf(action: () => unknown): SearchErrorCode | 'none' {
  try {
    action();
  } catch (error) {
    if (error instanceof SearchError) return error.code;
    throw error;
  }
  return 'none';
}
