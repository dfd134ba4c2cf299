/** How long a training is. */
export interface TrainingLength {
  /** The most. */
  readonly epochs: number;
  /** It ends once the best hits so far are `patience` epochs old, but not before epoch `minEpochs` (default 1). */
  readonly earlyStop?: { readonly patience: number; readonly minEpochs?: number };
}

/**
 * Epochs that a training runs, of whose validation hits after each epoch the first are known: as many as the rule gives
 * if these hits end it, else `epochs`. The best hits are as old as the first epoch that reached them.
 */
export function epochsRun({ epochs, earlyStop }: TrainingLength, hits: readonly number[]): number {
  if (earlyStop === undefined) return epochs;
  const { patience, minEpochs = 1 } = earlyStop;
  let best = Number.NEGATIVE_INFINITY;
  let bestEpoch = 0;
  for (const [index, count] of hits.entries()) {
    const epoch = index + 1;
    if (epoch >= epochs) break;
    if (count > best) {
      best = count;
      bestEpoch = epoch;
    }
    if (epoch >= minEpochs && epoch - bestEpoch >= patience) return epoch;
  }
  return epochs;
}
