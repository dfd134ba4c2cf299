import { CandidatePool } from '../acquisition/pool.ts';
import { select } from '../acquisition/select.ts';
import type { Member, PredictorReport } from '../algorithm.ts';
import type { AlgorithmConfig } from '../config.ts';
import { fullyTrained } from '../engine/archive.ts';
import type { Enumeration } from '../engine/enumeration.ts';
import { pointOf } from '../objectives.ts';
import { paretoFront } from '../pareto.ts';
import { ErrorPredictor, type Example } from '../predictor/errorPredictor.ts';
import { chooseExamples } from '../predictor/examples.ts';
import { trackRecord } from '../predictor/trackRecord.ts';
import type { SearchSpace } from '../space.ts';
import { offerDesign } from './design.ts';
import { breedInto, nsga2Strategy } from './nsga2.ts';
import type { Strategy, Thoughts } from './strategy.ts';

/** Fewer evaluated networks than this teach nothing. */
const LEAST_EXAMPLES = 6;
/** Leave-one-out rank correlation from which the predictor is trusted. */
const TRUSTED = 0.3;

/**
 * Surrogate-assisted search: a Gaussian process learns the error from the archive (params and FLOPs need no learning),
 * looks at many offspring, and only those are trained that promise most or inform most. While its leave-one-out
 * predictions do not rank the archive, candidates are bred as by `nsga2`.
 */
export function surrogateStrategy(
  space: SearchSpace,
  config: AlgorithmConfig,
  enumeration: Enumeration,
): Strategy {
  if (!config.objectives.includes('error')) return nsga2Strategy(space, config);
  const pool = new CandidatePool(space, config, enumeration);
  const rungs = config.fidelity?.epochs.length ?? 1;
  return (proposal) => {
    const { state, collector, prng } = proposal;
    const alive = state.archive.filter(({ error }) => error !== null);
    if (state.started < config.population || alive.length < LEAST_EXAMPLES) {
      offerDesign(space, config, proposal);
      return {};
    }
    const examples = chooseExamples(alive, config.objectives, prng).flatMap((member) =>
      exampleOf(space, member),
    );
    const predictor = ErrorPredictor.fit(space, rungs, examples, state.tuning, prng);
    const report: PredictorReport = {
      trusted: predictor !== null && (predictor.leaveOneOut ?? 0) >= TRUSTED,
      ...trackRecord(fullyTrained(state.archive, config.fidelity)),
      leaveOneOut: predictor?.leaveOneOut ?? null,
      trainedOn: examples.length,
    };
    if (predictor !== null && report.trusted) {
      const front = frontOf(config, state.archive);
      const ids = front.map(({ id }) => id);
      const grown = pool.grow(state, ids, predictor, collector, prng);
      select(space, config, proposal, { front, pool: grown, predictor });
      const chosen = collector.accepted.filter(({ prediction }) => prediction !== null);
      collector.countScreened(grown.fresh.length - chosen.length);
    }
    breedInto(space, config, config, proposal);
    return { predictor: report, tuning: predictor?.tuning ?? null } satisfies Thoughts;
  };
}

function exampleOf(space: SearchSpace, member: Member): Example[] {
  const { error, params, flops, rung } = member;
  return error === null ? [] : [{ canonical: space.parse(member.canonical), params, flops, rung, error }];
}

function frontOf({ objectives, fidelity }: AlgorithmConfig, archive: readonly Member[]): Member[] {
  const members = fullyTrained(archive, fidelity).filter(({ error }) => error !== null);
  const points = members.map((member) => pointOf(member, objectives) ?? []);
  return paretoFront(points).flatMap((i) => members[i] ?? []);
}
