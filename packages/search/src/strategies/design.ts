import type { AlgorithmState } from '../algorithm.ts';
import { orphan } from '../breeding/draft.ts';
import type { AlgorithmConfig } from '../config.ts';
import type { Fresh } from '../engine/collector.ts';
import type { Prng } from '../prng.ts';
import type { Genome, SearchSpace } from '../space.ts';
import type { Proposal } from './strategy.ts';

/** Random genomes among which each design point is chosen. */
const CHOICES = 24;
/** Passes over the genes in the descent to the smallest and the largest network. */
const PASSES = 3;

interface Placed {
  readonly genes: Genome;
  readonly flops: number;
}

/**
 * The first sample of a predictor: the smallest and the largest network (both known without training, and the smallest is
 * on every front), then networks far from all before in genes and FLOPs (maximin). Offers until the collector is full.
 */
export function offerDesign(space: SearchSpace, config: AlgorithmConfig, proposal: Proposal): void {
  const { state, collector, prng } = proposal;
  const [smallest, largest] = extremes(space, prng);
  if (state.started === 0) collector.offer(orphan(smallest, 'design'));
  // In steady-state mode the first may have been asked for alone.
  if (state.started <= 1 && config.objectives.includes('error')) collector.offer(orphan(largest, 'design'));
  const placed = placedNetworks(space, state);
  for (const { fresh } of collector.accepted) placed.push(placeOf(fresh));
  while (!collector.full) {
    const best = farthest(space, proposal, placed, [smallest, largest]);
    if (best === null) return;
    collector.take(best, null);
    placed.push(placeOf(best));
  }
}

function placedNetworks(space: SearchSpace, { archive, pending }: AlgorithmState): Placed[] {
  return [...archive, ...pending].map(({ canonical, flops }) => ({ genes: space.parse(canonical), flops }));
}

function placeOf({ canonicalGenome, flops }: Fresh): Placed {
  return { genes: canonicalGenome, flops };
}

/** Genomes of the fewest and the most FLOPs that changes of single genes lead to. */
function extremes(space: SearchSpace, prng: Prng): [Genome, Genome] {
  return [1, -1].map((sign) => {
    let genome = space.random(prng);
    let value = sign * space.measure(genome).flops;
    for (let pass = 0, changed = true; pass < PASSES && changed; pass++) {
      changed = false;
      for (const [i, count] of space.cardinalities.entries()) {
        for (let gene = 0; gene < count; gene++) {
          const trial = genome.with(i, gene);
          if (gene === genome[i] || !space.isValid(trial)) continue;
          const flops = sign * space.measure(trial).flops;
          if (flops >= value) continue;
          genome = trial;
          value = flops;
          changed = true;
        }
      }
    }
    return genome;
  }) as [Genome, Genome];
}

function farthest(
  space: SearchSpace,
  { collector, prng }: Proposal,
  placed: readonly Placed[],
  ends: readonly [Genome, Genome],
): Fresh | null {
  let best: Fresh | null = null;
  let bestDistance = -1;
  for (let i = 0; i < CHOICES; i++) {
    const fresh = collector.examine(orphan(drawn(space, ends, i, prng), 'design'));
    if (fresh === null) continue;
    const distance = placed.reduce(
      (least, other) => Math.min(least, distanceOf(space, placeOf(fresh), other)),
      Number.POSITIVE_INFINITY,
    );
    if (distance <= bestDistance) continue;
    best = fresh;
    bestDistance = distance;
  }
  return best;
}

/** Every other genome uniform, the others drawn towards one of the ends: uniform ones alone all have middling FLOPs. */
function drawn(space: SearchSpace, ends: readonly [Genome, Genome], i: number, prng: Prng): Genome {
  const genome = space.random(prng);
  if (i % 2 === 0) return genome;
  const end = ends[prng.below(2)] ?? genome;
  const share = prng.next() / 2 ** 32;
  const mixed = genome.map((gene, k) => (prng.chance(share) ? (end[k] ?? gene) : gene));
  return space.isValid(mixed) ? mixed : genome;
}

/** Share of genes that differ, plus the difference in FLOPs as a share of the largest network's. */
function distanceOf(space: SearchSpace, a: Placed, b: Placed): number {
  const differing = a.genes.reduce((sum, gene, i) => sum + (gene === b.genes[i] ? 0 : 1), 0);
  return differing / a.genes.length + Math.abs(a.flops - b.flops) / space.maxFlops;
}
