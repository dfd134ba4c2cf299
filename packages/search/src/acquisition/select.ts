import type { Member, Prediction } from '../algorithm.ts';
import type { AlgorithmConfig } from '../config.ts';
import { lastRung } from '../engine/archive.ts';
import type { Fresh } from '../engine/collector.ts';
import type { Complexity } from '../objectives.ts';
import type { ErrorPredictor } from '../predictor/errorPredictor.ts';
import { deviationInPercent, fromScale } from '../predictor/errorScale.ts';
import type { PredictorView } from '../predictor/predictorView.ts';
import type { SearchSpace } from '../space.ts';
import { breedOne } from '../strategies/nsga2.ts';
import type { Proposal } from '../strategies/strategy.ts';
import { Improvement } from './improvement.ts';
import { encodable, type Pool } from './pool.ts';

/** Networks of the pool whose deviation is computed, per criterion. */
const SHORTLIST = 120;
/**
 * What candidates are chosen for, in turns: the volume they are expected to add, their chance to join the front, or
 * nothing the predictor says (`bred`, as by NSGA-II): where it is wrong without knowing, that turn still finds a way.
 */
const TURNS = ['expected', 'promise', 'expected', 'promise', 'bred'] as const;

interface Choice {
  readonly front: readonly Member[];
  readonly pool: Pool;
  readonly predictor: ErrorPredictor;
}

/**
 * Chooses candidates from the pool, one after another; each, and everything pending, then counts as trained with its
 * predicted error, so that they spread out. Expected improvement alone keeps to the long steps of the front and stalls; the
 * chance to join the front, whatever the gain, finds what is left.
 */
export function select(
  space: SearchSpace,
  config: AlgorithmConfig,
  proposal: Proposal,
  { front, pool: { fresh, means }, predictor }: Choice,
): void {
  const { state, collector } = proposal;
  const rung = lastRung(config.fidelity);
  const waiting = state.pending;
  const networks = [
    ...fresh.map((one) => encodable(one, rung)),
    ...waiting.map(({ canonical, params, flops }) => ({
      canonical: space.parse(canonical),
      params,
      flops,
      rung,
    })),
  ];
  const view = predictor.view(networks, means);
  const worst = state.archive.reduce((most, { error }) => Math.max(most, error ?? 0), 0);
  const improvement = new Improvement(front, config.objectives, referenceOf(space, config), worst);
  const assume = (network: Complexity, i: number): void => {
    improvement.add(network, fromScale(view.means[i] ?? 0));
    view.assume(i);
  };
  for (const [k, candidate] of waiting.entries()) assume(candidate, fresh.length + k);
  const open = shortlist(fresh, view, improvement);
  for (let turn = state.started; !collector.full && open.size > 0; turn++) {
    let criterion = TURNS[turn % TURNS.length] ?? 'expected';
    if (criterion === 'bred') {
      if (breedOne(space, config, config, proposal)) continue;
      criterion = 'promise';
    }
    const best = bestOf(open, (i) => {
      const network = fresh[i];
      return network === undefined
        ? 0
        : improvement[criterion](network, view.means[i] ?? 0, view.deviation(i));
    });
    const network = fresh[best];
    if (network === undefined) return;
    open.delete(best);
    collector.take(network, predictionOf(view, best));
    assume(network, best);
  }
}

/** The smallest volume that holds every network within the limits. */
function referenceOf(space: SearchSpace, { constraints }: AlgorithmConfig): Complexity {
  return {
    params: Math.max(1, Math.min(space.maxParams, constraints.params ?? Number.POSITIVE_INFINITY)),
    flops: Math.max(1, Math.min(space.maxFlops, constraints.flops ?? Number.POSITIVE_INFINITY)),
  };
}

/** The best of the pool by each criterion, at a typical deviation. */
function shortlist(fresh: readonly Fresh[], view: PredictorView, improvement: Improvement): Set<number> {
  const deviation = view.typicalDeviation;
  const chosen = new Set<number>();
  for (const criterion of ['expected', 'promise'] as const) {
    const scored = fresh.map((network, i) => ({
      i,
      score: improvement[criterion](network, view.means[i] ?? 0, deviation),
    }));
    scored.sort((a, b) => b.score - a.score || a.i - b.i);
    for (const { i } of scored.slice(0, SHORTLIST)) chosen.add(i);
  }
  return chosen;
}

/** The element of the highest score, the first of equals. */
function bestOf(open: ReadonlySet<number>, score: (i: number) => number): number {
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const i of open) {
    const value = score(i);
    if (best >= 0 && value <= bestScore) continue;
    best = i;
    bestScore = value;
  }
  return best;
}

function predictionOf(view: PredictorView, i: number): Prediction {
  const mean = view.means[i] ?? 0;
  return { mean: fromScale(mean), deviation: deviationInPercent(mean, view.deviation(i)) };
}
