import type { MacroFrame } from '@naschain/network';
import type { Genome } from '../space.ts';

/** What a phase of the network looks like. */
interface PhaseShape {
  /** Nodes with a connection. */
  readonly nodes: number;
  readonly connections: number;
  /** Nodes on the longest path. */
  readonly depth: number;
  /** Nodes that feed the output node. */
  readonly sinks: number;
  readonly skip: number;
}

const numbersOf = (shape: PhaseShape): number[] => [
  shape.nodes,
  shape.connections,
  shape.depth,
  shape.sinks,
  shape.skip,
];

const ABSENT: PhaseShape = { nodes: 0, connections: 0, depth: 0, sinks: 0, skip: 0 };

/**
 * Nodes, connections, depth, sinks and skip bit of each phase, active ones first, zeros for the others; the number of
 * active phases; and the five sums over phases: 5 * phases + 6 numbers. Equal for genomes of the same network, as none of
 * them depends on the numbering of nodes.
 */
export function macroFeatures(genome: Genome, { phases, nodes }: MacroFrame): number[] {
  const bits = genome.length / phases;
  const active: PhaseShape[] = [];
  for (let phase = 0; phase < phases; phase++) {
    const shape = shapeOfPhase(genome, phase * bits, nodes);
    if (shape.connections > 0) active.push(shape);
  }
  const numbers = active.map(numbersOf);
  while (numbers.length < phases) numbers.push(numbersOf(ABSENT));
  const sums = numbersOf(ABSENT).map((_, i) => numbers.reduce((sum, phase) => sum + (phase[i] ?? 0), 0));
  return [...numbers.flat(), active.length, ...sums];
}

function shapeOfPhase(genome: Genome, start: number, nodes: number): PhaseShape {
  // By node: nodes on the longest path that ends in it, 0 while it has no connection; and whether it feeds another.
  const depths = Array.from({ length: nodes }, () => 0);
  const feeds = Array.from({ length: nodes }, () => false);
  let position = start;
  let connections = 0;
  for (let to = 1; to < nodes; to++)
    for (let from = 0; from < to; from++) {
      if (genome[position++] !== 1) continue;
      connections++;
      feeds[from] = true;
      const before = Math.max(1, depths[from] ?? 0);
      depths[from] = before;
      depths[to] = Math.max(depths[to] ?? 0, before + 1);
    }
  const connected = depths.filter((depth) => depth > 0).length;
  const sinks = depths.filter((depth, node) => depth > 0 && !feeds[node]).length;
  return { nodes: connected, connections, depth: Math.max(...depths), sinks, skip: genome[position] ?? 0 };
}
