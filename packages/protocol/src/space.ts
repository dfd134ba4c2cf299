import { checkGenome, NetworkError } from '@naschain/network';
import { z } from 'zod';

const channels = z.int().min(1).max(256);

/** `phases` phases of `nodes` nodes, the first `channels` wide, twice as wide from active phase to active phase. */
export const macroSpaceSchema = z.strictObject({
  kind: z.literal('macro'),
  phases: z.int().min(1).max(5),
  nodes: z.int().min(2).max(10),
  channels,
});

/**
 * A normal and a reduction cell of `blocks` blocks each, of which `cells` are stacked; `channels` wide up to the first
 * reduction, twice as wide from reduction to reduction.
 */
export const microSpaceSchema = z.strictObject({
  kind: z.literal('micro'),
  blocks: z.int().min(1).max(5),
  cells: z.int().min(1).max(40),
  channels,
});

/** Which networks a search chooses among. */
export const spaceSchema = z.discriminatedUnion('kind', [macroSpaceSchema, microSpaceSchema]);

/**
 * A genome as text, of whichever space: macro one bit per possible connection, at most 5 phases of 10 nodes (230 bits);
 * micro one digit per gene, 8 to 40 for 1 to 5 blocks.
 */
export const genomeSchema = z.string().regex(/^(?:[01]{1,230}|[0-8]{8,40})$/, {
  abort: true,
  message: 'expected up to 230 bits, or 8 to 40 digits from 0 to 8',
});

export type SpaceSpec = z.infer<typeof spaceSchema>;

/** Refines whatever has a space and a genome: the genome must be one of that space. */
export function checkGenomeOfSpace(
  { space, genome }: { readonly space: SpaceSpec; readonly genome: string },
  context: z.RefinementCtx,
): void {
  try {
    checkGenome(space, genome);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    context.addIssue({ code: 'custom', path: ['genome'], message: error.message });
  }
}
