import { randomUUID } from 'node:crypto';
import { createSearch, type Database, getDataset, setSearchState } from '@naschain/database';
import { type DatasetHeader, datasetHeaderSchema } from '@naschain/datasets';
import { decodeMicro, microGenomeCardinalities, NetworkError } from '@naschain/network';
import { AppError, cutoutFits, type HypervolumeReference, type SearchConfig } from '@naschain/protocol';
import { type AlgorithmState, referencePoint, SearchError } from '@naschain/search';
import { algorithmOf, spaceOf } from './algorithm.ts';

/** Told after a search was created or stopped. */
export interface SearchEffects {
  journal(streams: readonly string[]): void;
  searchCreated(searchId: string): void;
}

/** Creates and stops searches. */
export class SearchService {
  constructor(
    private readonly database: Database,
    private readonly effects: SearchEffects,
  ) {}

  /** @throws AppError `not-found` for an unknown dataset, `bad-request` for a configuration that cannot run on it */
  async create(config: SearchConfig): Promise<string> {
    const header = await datasetHeader(this.database, config.dataset);
    assertRunnable(config, header);
    const start = startOf(config, header);
    const searchId = randomUUID();
    const { streams } = await createSearch(this.database, {
      searchId,
      config,
      ...start,
      visibility: 'public',
    });
    this.effects.journal(streams);
    this.effects.searchCreated(searchId);
    return searchId;
  }

  async cancel(searchId: string): Promise<void> {
    const { streams } = await setSearchState(this.database, {
      searchId,
      state: 'cancelled',
      reason: 'cancelled by the operator',
    });
    this.effects.journal(streams);
  }
}

/** @throws AppError `not-found` */
export async function datasetHeader(database: Database, sha256: string): Promise<DatasetHeader> {
  const dataset = await getDataset(database, sha256);
  if (dataset === null) {
    throw new AppError(
      'not-found',
      `There is no dataset ${sha256}: import it first (npm run dataset -- import …).`,
    );
  }
  return datasetHeaderSchema.parse(dataset.header);
}

function assertRunnable({ recipe, algorithm, replication }: SearchConfig, header: DatasetHeader): void {
  const { trainSamples, validationSamples, epochs, stopAfter } = recipe;
  if (trainSamples + validationSamples > header.splits.train) {
    throw new AppError(
      'bad-request',
      `The recipe needs ${trainSamples} + ${validationSamples} images, the training split has ${header.splits.train}.`,
    );
  }
  if (!cutoutFits(recipe, header.image)) {
    throw new AppError(
      'bad-request',
      `The recipe paints over squares larger than the images of ${header.image.height} x ${header.image.width}: choose a smaller cutout.`,
    );
  }
  if (replication.maxReplicas < replication.quorum) {
    throw new AppError('bad-request', 'maxReplicas must be at least the quorum.');
  }
  const longest = algorithm.fidelity?.epochs.at(-1);
  if (longest !== undefined && longest !== epochs) {
    throw new AppError(
      'bad-request',
      `The last of fidelity.epochs is the full training: it must be the recipe's ${epochs}, not ${longest}.`,
    );
  }
  if (longest !== undefined && stopAfter !== undefined) {
    throw new AppError(
      'bad-request',
      'Leave stopAfter out of the recipe: fidelity.epochs says how long to train.',
    );
  }
}

/** @throws AppError `bad-request` for a space or an algorithm that cannot be, saying what to change */
function startOf(
  config: SearchConfig,
  header: DatasetHeader,
): { reference: HypervolumeReference; algorithmState: AlgorithmState } {
  try {
    const space = spaceOf(config, header);
    checkAuxiliaryHead(config, header);
    return {
      reference: referencePoint(space),
      algorithmState: algorithmOf(config, space).initialState(),
    };
  } catch (error) {
    if (!(error instanceof SearchError || error instanceof NetworkError)) throw error;
    throw new AppError('bad-request', `This search cannot run: ${error.message}`, { cause: error });
  }
}

/** Whether the head fits is a matter of the images, so any genome will do. @throws NetworkError `image-too-small` */
function checkAuxiliaryHead({ space, recipe }: SearchConfig, { image, classes }: DatasetHeader): void {
  if (space.kind !== 'micro' || recipe.auxiliaryWeight === undefined) return;
  const genome = microGenomeCardinalities(space).map(() => 0);
  const final = { auxiliary: true, dropPath: false };
  decodeMicro(genome, { ...space, image, classes: classes.length, final });
}
