import { randomUUID } from 'node:crypto';
import { createSearch, type Database, getDataset, setSearchState } from '@naschain/database';
import { type DatasetHeader, datasetHeaderSchema } from '@naschain/datasets';
import { AppError, type SearchConfig } from '@naschain/protocol';
import { referencePoint } from '@naschain/search';
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
    const space = spaceOf(config, header);
    const searchId = randomUUID();
    const { streams } = await createSearch(this.database, {
      searchId,
      config,
      reference: referencePoint(space),
      algorithmState: algorithmOf(config, space).initialState(),
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

function assertRunnable(config: SearchConfig, header: DatasetHeader): void {
  const { trainSamples, validationSamples } = config.recipe;
  if (trainSamples + validationSamples > header.splits.train) {
    throw new AppError(
      'bad-request',
      `The recipe needs ${trainSamples} + ${validationSamples} images, the training split has ${header.splits.train}.`,
    );
  }
  if (config.replication.maxReplicas < config.replication.quorum) {
    throw new AppError('bad-request', 'maxReplicas must be at least the quorum.');
  }
}
