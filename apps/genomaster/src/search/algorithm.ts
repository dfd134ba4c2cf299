import type { DatasetHeader } from '@naschain/datasets';
import { assertNever, type SearchConfig } from '@naschain/protocol';
import {
  createAlgorithm,
  macroSpace,
  microSpace,
  type SearchAlgorithm,
  type SearchSpace,
} from '@naschain/search';

/**
 * The search space of a configuration, for one dataset.
 * @throws NetworkError `image-too-small` when the images cannot pass all phases; cells take images of any size
 */
export function spaceOf(
  { space }: Pick<SearchConfig, 'space'>,
  { image, classes }: Pick<DatasetHeader, 'image' | 'classes'>,
): SearchSpace {
  const task = { image, classes: classes.length };
  switch (space.kind) {
    case 'macro':
      return macroSpace({ ...space, ...task });
    case 'micro':
      return microSpace({ ...space, ...task });
    default:
      return assertNever(space);
  }
}

/** The algorithm of a configuration. @throws SearchError `config` */
export function algorithmOf(config: SearchConfig, space: SearchSpace): SearchAlgorithm {
  return createAlgorithm(space, { ...config.algorithm, seed: config.seed });
}

/** What the steps of a search work with. */
export interface SearchTools {
  readonly header: DatasetHeader;
  readonly space: SearchSpace;
  readonly algorithm: SearchAlgorithm;
}

/** The tools of one search, made at its first step and kept: a space of few genomes is worked through only once. */
export class SearchToolbox {
  private tools: SearchTools | null = null;

  async open(
    config: SearchConfig,
    loadHeader: (sha256: string) => Promise<DatasetHeader>,
  ): Promise<SearchTools> {
    if (this.tools === null) {
      const header = await loadHeader(config.dataset);
      const space = spaceOf(config, header);
      this.tools = { header, space, algorithm: algorithmOf(config, space) };
    }
    return this.tools;
  }
}
