import {
  closeGeneration,
  type Database,
  type DriverGeneration,
  type DriverSearch,
  loadSearchForDriver,
  openGeneration,
  setSearchState,
} from '@naschain/database';
import type { DatasetHeader } from '@naschain/datasets';
import { AppError, type JobSpec, PROTOCOL_VERSION } from '@naschain/protocol';
import { specHash } from '@naschain/protocol/signing';
import {
  type Candidate,
  type Evaluation,
  normalisedHypervolume,
  paretoFront,
  parseAlgorithmState,
  type SearchAlgorithm,
  type SearchSpace,
} from '@naschain/search';
import { algorithmOf, spaceOf } from './algorithm.ts';
import { individualIdOf, jobIdOf } from './deterministicId.ts';
import { datasetHeader } from './searchService.ts';

export type StepOutcome =
  /** Something changed; the driver should look again at once. */
  | { readonly kind: 'advanced'; readonly streams: readonly string[] }
  /** Jobs are still open; look again when one closes. */
  | { readonly kind: 'waiting' }
  /** The search has ended. */
  | { readonly kind: 'ended' };

/**
 * One step of a search, from what the database holds: close the open generation if all its jobs have closed, or open the
 * next one. Every step is one transaction and idempotent, so a driver may die anywhere and another take over.
 */
export async function stepSearch(database: Database, searchId: string): Promise<StepOutcome> {
  const search = await loadSearchForDriver(database, searchId);
  if (search === null || search.state !== 'running') return { kind: 'ended' };
  const header = await datasetHeader(database, search.config.dataset);
  const space = spaceOf(search.config, header);
  const algorithm = algorithmOf(search.config, space);
  if (search.generation === null) return openNext(database, search, { space, algorithm, header });
  if (search.generation.individuals.some((individual) => individual.job.state === 'open'))
    return { kind: 'waiting' };
  return closeOpen(database, search, search.generation, algorithm);
}

async function openNext(
  database: Database,
  search: DriverSearch,
  { space, algorithm, header }: { space: SearchSpace; algorithm: SearchAlgorithm; header: DatasetHeader },
): Promise<StepOutcome> {
  const asked = algorithm.ask(parseAlgorithmState(search.algorithmState));
  if (asked.kind === 'finished') {
    const { streams } = await setSearchState(database, {
      searchId: search.searchId,
      state: 'completed',
      reason: null,
    });
    return { kind: 'advanced', streams };
  }
  const individuals = asked.candidates.map((candidate) => {
    const cost = space.measure(space.parse(candidate.genome));
    const spec = specOf(search, candidate, header);
    const hash = specHash(spec);
    return {
      individualId: individualIdOf(search.searchId, candidate.id),
      ordinal: candidate.id,
      genome: candidate.genome,
      operator: candidate.operator,
      parents: candidate.parents.map((parent) => individualIdOf(search.searchId, parent)),
      params: cost.params,
      flops: cost.flops,
      job: { jobId: jobIdOf(search.searchId, hash), spec, specHash: hash, genome: candidate.canonical },
    };
  });
  const { streams } = await openGeneration(database, {
    searchId: search.searchId,
    index: search.nextGeneration,
    individuals,
    quorum: search.config.replication.quorum,
    algorithmState: asked.state,
  });
  return { kind: 'advanced', streams };
}

function specOf(search: DriverSearch, candidate: Candidate, header: DatasetHeader): JobSpec {
  return {
    v: PROTOCOL_VERSION,
    space: search.config.space,
    genome: candidate.canonical,
    dataset: { sha256: search.config.dataset, image: header.image, classes: header.classes.length },
    recipe: search.config.recipe,
  };
}

async function closeOpen(
  database: Database,
  search: DriverSearch,
  generation: DriverGeneration,
  algorithm: SearchAlgorithm,
): Promise<StepOutcome> {
  const evaluations = generation.individuals.map(evaluationOf);
  const state = algorithm.tell(parseAlgorithmState(search.algorithmState), evaluations);
  const archive = [...search.archive, ...evaluations.flatMap(evaluatedPoint)];
  const front = paretoFront(archive.map((point) => [point.error, point.flops]));
  const { streams } = await closeGeneration(database, {
    searchId: search.searchId,
    index: generation.index,
    hypervolume: normalisedHypervolume(archive, search.reference),
    evaluations: archive.length,
    front: front.flatMap((position) => {
      const point = archive[position];
      return point === undefined ? [] : [individualIdOf(search.searchId, point.id)];
    }),
    algorithmState: state,
    finished: algorithm.ask(state).kind === 'finished',
  });
  return { kind: 'advanced', streams };
}

interface EvaluatedPoint {
  readonly id: number;
  readonly error: number;
  readonly flops: number;
}

function evaluatedPoint(evaluation: Evaluation): EvaluatedPoint[] {
  return evaluation.objectives !== undefined ? [{ id: evaluation.id, ...evaluation.objectives }] : [];
}

function evaluationOf(individual: DriverGeneration['individuals'][number]): Evaluation {
  if (individual.job.state === 'failed') return { id: individual.ordinal, failed: true };
  if (individual.job.accuracy === null) {
    throw new AppError('internal', `job of individual ${individual.ordinal} is agreed without an accuracy`);
  }
  return {
    id: individual.ordinal,
    objectives: { error: 100 - individual.job.accuracy, flops: individual.flops },
  };
}
