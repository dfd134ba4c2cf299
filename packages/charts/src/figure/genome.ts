/** A connection between two nodes of a phase; nodes count from 1. */
export interface GenomeArc {
  readonly from: number;
  readonly to: number;
  /** Who gave its bit; see `GenomePhase.givers`. */
  readonly giver: string | null;
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
  /** Who gave each bit, laid out as `rows` with the skip bit's giver last: `a` the first parent, `b` the second, …, `*` chance. Null when not known. */
  readonly givers: readonly string[] | null;
}

/** Length of one phase: n(n-1)/2 connections and the skip bit. */
export function phaseLength(nodes: number): number {
  return (nodes * (nodes - 1)) / 2 + 1;
}

/**
 * Cuts a macro genome into its phases; a rest shorter than a phase is dropped.
 * @param inheritance one letter per bit, saying who gave it
 */
export function genomePhases(
  genome: string,
  nodes: number,
  inheritance: string | null = null,
): readonly GenomePhase[] {
  const length = phaseLength(nodes);
  const count = Math.floor(genome.length / length);
  const known = inheritance?.length === genome.length ? inheritance : null;
  return Array.from({ length: count }, (_, index) => {
    const [start, end] = [index * length, (index + 1) * length];
    return readPhase(genome.slice(start, end), nodes, known?.slice(start, end) ?? null);
  });
}

function readPhase(bits: string, nodes: number, letters: string | null): GenomePhase {
  const rows: string[] = [];
  const givers: string[] = [];
  const arcs: GenomeArc[] = [];
  let offset = 0;
  for (let node = 2; node <= nodes; node += 1) {
    const row = bits.slice(offset, offset + node - 1);
    rows.push(row);
    givers.push(letters?.slice(offset, offset + node - 1) ?? '');
    for (let from = 1; from < node; from += 1) {
      if (row[from - 1] === '1') arcs.push({ from, to: node, giver: letters?.[offset + from - 1] ?? null });
    }
    offset += node - 1;
  }
  givers.push(letters?.[offset] ?? '');
  return {
    nodes,
    rows,
    skip: bits[offset] === '1',
    arcs,
    active: arcs.length > 0,
    givers: letters === null ? null : givers,
  };
}
