/** A connection between two nodes of a phase; nodes count from 1, `output` is one past the last node, `input` is 0. */
export interface GenomeArc {
  readonly from: number;
  readonly to: number;
}

/** One phase of a macro genome, cut into its connections. */
export interface GenomePhase {
  readonly nodes: number;
  /** Bits of node 2, node 3, and so on, each from its predecessors in order. */
  readonly rows: readonly string[];
  /** Phase input to phase output. */
  readonly skip: boolean;
  readonly arcs: readonly GenomeArc[];
  /** Without any connection between nodes the phase vanishes from the network. */
  readonly active: boolean;
}

/** Length of one phase: n(n-1)/2 connections and the skip bit. */
export function phaseLength(nodes: number): number {
  return (nodes * (nodes - 1)) / 2 + 1;
}

/** Cuts a macro genome into its phases; a rest shorter than a phase is dropped. */
export function genomePhases(genome: string, nodes: number): readonly GenomePhase[] {
  const length = phaseLength(nodes);
  const count = Math.floor(genome.length / length);
  return Array.from({ length: count }, (_, index) =>
    readPhase(genome.slice(index * length, (index + 1) * length), nodes),
  );
}

function readPhase(bits: string, nodes: number): GenomePhase {
  const rows: string[] = [];
  const arcs: GenomeArc[] = [];
  let offset = 0;
  for (let node = 2; node <= nodes; node += 1) {
    const row = bits.slice(offset, offset + node - 1);
    rows.push(row);
    for (let from = 1; from < node; from += 1) if (row[from - 1] === '1') arcs.push({ from, to: node });
    offset += node - 1;
  }
  return { nodes, rows, skip: bits[offset] === '1', arcs, active: arcs.length > 0 };
}
