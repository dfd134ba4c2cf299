import type { DatasetHeader } from '@naschain/datasets';
import type { SearchConfig } from '@naschain/protocol';
import { createNsga2, macroSpace, type SearchAlgorithm, type SearchSpace } from '@naschain/search';

/** The search space of a configuration, for one dataset. */
export function spaceOf(config: SearchConfig, dataset: DatasetHeader): SearchSpace {
  const { phases, nodes, channels } = config.space;
  return macroSpace({ phases, nodes, channels, image: dataset.image, classes: dataset.classes.length });
}

/** The algorithm of a configuration. */
export function algorithmOf(config: SearchConfig, space: SearchSpace): SearchAlgorithm {
  const { population, generations, crossoverProbability, mutationProbability } = config.algorithm;
  return createNsga2(space, {
    population,
    generations,
    crossoverProbability,
    mutationProbability,
    seed: config.seed,
  });
}
