import type { DriverSearch, NewIndividual } from '@naschain/database';
import type { DatasetHeader } from '@naschain/datasets';
import { type JobSpec, PROTOCOL_VERSION, type Recipe, type SearchConfig } from '@naschain/protocol';
import { specHash } from '@naschain/protocol/signing';
import type { Candidate } from '@naschain/search';
import { individualIdOf, jobIdOf } from './deterministicId.ts';

/** A candidate as the individual and the job that it becomes. Ids follow from what they name: made again, they are the same. */
export function individualOf(
  { searchId, config }: Pick<DriverSearch, 'searchId' | 'config'>,
  candidate: Candidate,
  header: DatasetHeader,
): NewIndividual {
  const { id, canonical, parents, ...rest } = candidate;
  const spec: JobSpec = {
    v: PROTOCOL_VERSION,
    space: config.space,
    genome: canonical,
    dataset: { sha256: config.dataset, image: header.image, classes: header.classes.length },
    recipe: recipeOf(config, candidate.rung),
  };
  const hash = specHash(spec);
  return {
    ...rest,
    individualId: individualIdOf(searchId, id),
    ordinal: id,
    parents: parents.map((parent) => individualIdOf(searchId, parent)),
    job: { jobId: jobIdOf(searchId, hash), spec, specHash: hash, genome: canonical },
  };
}

/** The search's recipe, cut to the epochs of a rung of successive halving. The last rung trains all of them. */
export function recipeOf({ algorithm: { fidelity }, recipe }: SearchConfig, rung: number): Recipe {
  const epochs = fidelity?.epochs[rung] ?? recipe.epochs;
  return epochs === recipe.epochs ? recipe : { ...recipe, stopAfter: epochs };
}
