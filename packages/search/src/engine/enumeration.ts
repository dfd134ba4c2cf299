import { orphan } from '../breeding/draft.ts';
import type { AlgorithmConfig } from '../config.ts';
import { violationOf } from '../objectives.ts';
import { allGenomes, genomeCount, type SearchSpace } from '../space.ts';
import type { Fresh } from './collector.ts';

/** Spaces of at most so many genomes are listed. */
const LISTABLE = 16_384;

/** The networks of a small space within the limits, each once, worked out when first asked for. */
export class Enumeration {
  private list: readonly Fresh[] | null = null;

  constructor(
    private readonly space: SearchSpace,
    private readonly config: Pick<AlgorithmConfig, 'constraints'>,
  ) {}

  /** Empty for a large space. */
  networks(): readonly Fresh[] {
    this.list ??= genomeCount(this.space.cardinalities) > LISTABLE ? [] : this.worked();
    return this.list;
  }

  private worked(): Fresh[] {
    const { space, config } = this;
    const found = new Map<string, Fresh>();
    for (const genome of allGenomes(space.cardinalities)) {
      if (!space.isValid(genome)) continue;
      const canonicalGenome = space.canonical(genome);
      const canonical = space.print(canonicalGenome);
      if (found.has(canonical)) continue;
      const { params, flops } = space.measure(canonicalGenome);
      if (violationOf({ params, flops }, config.constraints) > 0) continue;
      const draft = orphan(canonicalGenome, 'enumeration');
      found.set(canonical, { draft, canonical, canonicalGenome, params, flops });
    }
    return [...found.values()];
  }
}
