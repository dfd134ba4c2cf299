import type { CostName, ParetoDatum } from '@naschain/charts';
import {
  type EvaluatedIndividual,
  evaluatedIndividuals,
  type IndividualView,
  type JobView,
  type PredictorReport,
  type Savings,
  type SearchConfig,
  type SearchView,
} from '@naschain/protocol';
import { isShort } from './rungs.ts';

/** What the search's pictures and lists are drawn from, derived once per view. */
export interface SearchModel {
  readonly config: SearchConfig;
  /** Networks with an agreed accuracy and those still in training, in the order they were proposed. */
  readonly points: readonly ParetoDatum[];
  readonly evaluated: ReadonlyMap<string, EvaluatedIndividual>;
  /** The Pareto front by rising FLOPs. */
  readonly front: readonly EvaluatedIndividual[];
  /** Networks evaluated in full. */
  readonly full: number;
  /** Of the networks trained in full. */
  readonly bestAccuracy: number | null;
  /** Of the last closed generation. */
  readonly hypervolume: number | null;
  /** Of the whole search up to the last closed generation. */
  readonly savings: Savings | null;
  /** Of the last closed generation. */
  readonly predictor: PredictorReport | null;
  /** The cost that is minimised, to begin with on the x axis. */
  readonly cost: CostName;
  readonly individuals: ReadonlyMap<string, IndividualView>;
  readonly jobs: ReadonlyMap<string, JobView>;
}

export function searchModel(view: SearchView): SearchModel {
  const { config } = view;
  const list = evaluatedIndividuals(view);
  const evaluated = new Map(list.map((entry) => [entry.individual.individualId, entry]));
  const jobs = new Map(view.jobs.map((job) => [job.jobId, job]));
  const points = view.individuals.flatMap((individual): ParetoDatum[] => {
    const entry = evaluated.get(individual.individualId);
    if (entry === undefined && jobs.get(individual.jobId)?.state !== 'open') return [];
    return [
      {
        id: individual.individualId,
        flops: individual.flops,
        params: individual.params,
        accuracy: entry?.accuracy ?? null,
        generation: individual.generation,
        front: entry?.onFront ?? false,
        short: isShort(config, individual.rung),
      },
    ];
  });
  const full = list.filter(({ individual }) => !isShort(config, individual.rung));
  const front = full
    .filter((entry) => entry.onFront)
    .sort((a, b) => a.individual.flops - b.individual.flops || a.individual.ordinal - b.individual.ordinal);
  const closed = view.generations.filter((generation) => generation.state === 'closed');
  return {
    config,
    points,
    evaluated,
    front,
    full: full.length,
    bestAccuracy: full.reduce<number | null>((best, { accuracy }) => Math.max(best ?? 0, accuracy), null),
    hypervolume: closed.findLast(({ hypervolume }) => hypervolume !== null)?.hypervolume ?? null,
    savings: closed.findLast(({ savings }) => savings !== null)?.savings ?? null,
    predictor: closed.findLast(({ predictor }) => predictor !== null)?.predictor ?? null,
    cost: costOf(config),
    individuals: new Map(view.individuals.map((individual) => [individual.individualId, individual])),
    jobs,
  };
}

function costOf({ algorithm: { objectives } }: SearchConfig): CostName {
  return objectives.includes('params') && !objectives.includes('flops') ? 'params' : 'flops';
}
