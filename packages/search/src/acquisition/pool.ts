import type { AlgorithmState } from '../algorithm.ts';
import { cross, type Parent, type Variation } from '../breeding/breed.ts';
import type { AlgorithmConfig } from '../config.ts';
import { lastRung, membersOf } from '../engine/archive.ts';
import type { Collector, Fresh } from '../engine/collector.ts';
import type { Enumeration } from '../engine/enumeration.ts';
import { nonDominatedSort } from '../pareto.ts';
import type { Encodable } from '../predictor/encoding.ts';
import type { ErrorPredictor } from '../predictor/errorPredictor.ts';
import type { Prng } from '../prng.ts';
import type { SearchSpace } from '../space.ts';

/** Rounds of breeding in the predictor's view, and pairs in each. */
const ROUNDS = 4;
const PAIRS = 90;
/** Parents of the next round. */
const PARENTS = 60;
/** In small spaces networks that nobody would breed are looked at, too: so many at a time. */
const UNBRED = 1000;

export function encodable(fresh: Fresh, rung: number): Encodable {
  return { canonical: fresh.canonicalGenome, params: fresh.params, flops: fresh.flops, rung };
}

/** A bred network and the predictor's mean for it. */
interface Bred {
  readonly fresh: Fresh;
  readonly mean: number;
}

/** Networks to choose from, and the predictor's means of the first of them. */
export interface Pool {
  readonly fresh: readonly Fresh[];
  readonly means: readonly number[];
}

/** New networks for the predictor to choose from. */
export class CandidatePool {
  /** Of full training, for which errors are predicted. */
  private readonly rung: number;

  constructor(
    private readonly space: SearchSpace,
    private readonly config: AlgorithmConfig,
    private readonly enumeration: Enumeration,
  ) {
    this.rung = lastRung(config.fidelity);
  }

  /**
   * Offspring of the front, bred over some rounds in which the predictor alone selects; in a small space also every
   * other network. None known to the search, none over a limit, each once.
   */
  grow(
    state: AlgorithmState,
    front: readonly number[],
    predictor: ErrorPredictor,
    collector: Collector,
    prng: Prng,
  ): Pool {
    const pool = new Map<string, Bred>();
    const ids = [...new Set([...front, ...state.population])].sort((a, b) => a - b);
    const first = membersOf(state.archive, ids).map((member) => ({
      genome: this.space.parse(member.genome),
      sources: this.space.parse(member.genome).map(() => member.id),
    }));
    let parents: readonly Parent[] = first;
    for (let round = 0; round < ROUNDS && parents.length > 0; round++) {
      const children = this.children(parents, collector, prng).filter(
        ({ canonical }) => !pool.has(canonical),
      );
      const { means } = predictor.view(children.map((fresh) => encodable(fresh, this.rung)));
      for (const [i, fresh] of children.entries()) pool.set(fresh.canonical, { fresh, mean: means[i] ?? 0 });
      // The ancestors stay, so that what is good in them is not lost with one unlucky round.
      parents = [...this.fittest([...pool.values()]), ...first];
    }
    const rest = this.enumeration
      .networks()
      .filter(({ canonical }) => !pool.has(canonical) && !collector.isKnown(canonical));
    const bred = [...pool.values()];
    return {
      fresh: [...bred.map(({ fresh }) => fresh), ...prng.sample(rest, UNBRED)],
      means: bred.map(({ mean }) => mean),
    };
  }

  /** Children new to the search, each network once. */
  private children(parents: readonly Parent[], collector: Collector, prng: Prng): Fresh[] {
    const variation: Variation = {
      ...this.config,
      mutationProbability: this.config.mutationProbability ?? 1.5 / this.space.cardinalities.length,
    };
    const children = new Map<string, Fresh>();
    for (let i = 0; i < PAIRS; i++) {
      const a = parents[prng.below(parents.length)];
      const b = parents[prng.below(parents.length)];
      if (a === undefined || b === undefined) break;
      for (const draft of cross(this.space, variation, a, a === b || i % 3 === 0 ? null : b, prng)) {
        const fresh = collector.examine({ ...draft, operator: 'surrogate' }, false);
        if (fresh !== null && !children.has(fresh.canonical)) children.set(fresh.canonical, fresh);
      }
    }
    return [...children.values()];
  }

  /** The pool's best by predicted error and the known objectives. */
  private fittest(pool: readonly Bred[]): Parent[] {
    const points = pool.map(({ fresh, mean }) =>
      this.config.objectives.map((name) => (name === 'error' ? mean : fresh[name])),
    );
    const order = nonDominatedSort(points).flat();
    return order.slice(0, PARENTS).flatMap((i) => pool[i]?.fresh.draft ?? []);
  }
}
