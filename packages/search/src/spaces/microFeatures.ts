import { MICRO_OPS } from '@naschain/network';

/** Operation, input, operation, input. */
export const GENES_PER_BLOCK = 4;
const CELL_INPUTS = 2;

/**
 * What a cell looks like, whatever the order of its blocks: how often it uses each operation, how many blocks its longest
 * path has, and how many blocks make up its output. All zero for no genes, a cell that is not part of the network.
 */
export function cellFeatures(genes: readonly number[]): number[] {
  const counts = MICRO_OPS.map(() => 0);
  const depths: number[] = [];
  const isRead: boolean[] = [];
  for (let at = 0; at < genes.length; at += GENES_PER_BLOCK) {
    let depth = 1;
    for (const side of [at, at + 2]) {
      const op = genes[side] ?? 0;
      const block = (genes[side + 1] ?? 0) - CELL_INPUTS;
      counts[op] = (counts[op] ?? 0) + 1;
      if (block >= 0) {
        isRead[block] = true;
        depth = Math.max(depth, (depths[block] ?? 0) + 1);
      }
    }
    depths.push(depth);
  }
  return [...counts, Math.max(0, ...depths), depths.filter((_, block) => isRead[block] !== true).length];
}
