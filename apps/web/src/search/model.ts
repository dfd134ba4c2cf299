import type { ParetoDatum } from '@naschain/charts';
import {
  type EvaluatedIndividual,
  evaluatedIndividuals,
  type IndividualView,
  type JobView,
  type SearchView,
} from '@naschain/protocol';

/** What the search's pictures and lists are drawn from, derived once per view. */
export interface SearchModel {
  /** Networks with an agreed accuracy and those still in training, in the order they were proposed. */
  readonly points: readonly ParetoDatum[];
  readonly evaluated: ReadonlyMap<string, EvaluatedIndividual>;
  /** The Pareto front by rising FLOPs. */
  readonly front: readonly EvaluatedIndividual[];
  readonly bestAccuracy: number | null;
  /** Of the last closed generation. */
  readonly hypervolume: number | null;
  readonly individuals: ReadonlyMap<string, IndividualView>;
  readonly jobs: ReadonlyMap<string, JobView>;
}

export function searchModel(view: SearchView): SearchModel {
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
      },
    ];
  });
  const front = list
    .filter((entry) => entry.onFront)
    .sort((a, b) => a.individual.flops - b.individual.flops || a.individual.ordinal - b.individual.ordinal);
  return {
    points,
    evaluated,
    front,
    bestAccuracy: front.at(-1)?.accuracy ?? null,
    hypervolume:
      view.generations.findLast((generation) => generation.hypervolume !== null)?.hypervolume ?? null,
    individuals: new Map(view.individuals.map((individual) => [individual.individualId, individual])),
    jobs,
  };
}
