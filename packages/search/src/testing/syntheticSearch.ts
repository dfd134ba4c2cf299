import type {
  AlgorithmState,
  AskOutcome,
  Candidate,
  Evaluation,
  Nsga2Config,
  Objectives,
  SearchAlgorithm,
  SearchSpace,
} from '../index.ts';
import { macroSpace, normalisedHypervolume, referencePoint } from '../index.ts';

export const image = { height: 32, width: 32, channels: 3 };
export const space = macroSpace({ phases: 3, nodes: 4, channels: 8, classes: 10, image });
export const CONFIG: Nsga2Config = {
  population: 8,
  generations: 6,
  crossoverProbability: 0.9,
  mutationProbability: null,
  seed: 1,
};

/** A made-up error that wants certain connections (weights by position), at the true FLOPs. */
export function objectivesOf(canonical: string, of = space): Objectives {
  let score = 0;
  let best = 0;
  for (const [i, bit] of [...canonical].entries()) {
    const weight = 1 + ((i * 7919) % 13);
    const wanted = (i * 31) % 3 === 0 ? '0' : '1';
    best += weight;
    if (bit === wanted) score += weight;
  }
  return { error: 90 - (80 * score) / best, flops: of.measure(of.parse(canonical)).flops };
}

/** Judges candidates of a space by the made-up error. */
export const judgeOf =
  (of: SearchSpace) =>
  ({ id, canonical }: Candidate): Evaluation => ({ id, objectives: objectivesOf(canonical, of) });
export const evaluate = judgeOf(space);

/** What a whole search proposed and how it ended. */
export interface Run {
  readonly generations: (readonly Candidate[])[];
  readonly end: Extract<AskOutcome, { kind: 'finished' }>;
}

/** Drives a search to its end; `between` stands for storage between steps, `shuffle` for the order of results. */
export function run(
  algorithm: SearchAlgorithm,
  judge: (candidate: Candidate) => Evaluation = evaluate,
  between: (state: AlgorithmState) => AlgorithmState = (state) => state,
  shuffle: (results: Evaluation[]) => Evaluation[] = (results) => results,
): Run {
  const generations: (readonly Candidate[])[] = [];
  let state = between(algorithm.initialState());
  for (;;) {
    const asked = algorithm.ask(state);
    if (asked.kind === 'finished') return { generations, end: asked };
    generations.push(asked.candidates);
    const results = shuffle(asked.candidates.map(judge));
    state = between(algorithm.tell(between(asked.state), results));
  }
}

/** Normalised hypervolume of canonical genomes. */
export const hypervolume = (canonical: readonly string[], of = space): number =>
  normalisedHypervolume(
    canonical.map((genome) => objectivesOf(genome, of)),
    referencePoint(of),
  );
