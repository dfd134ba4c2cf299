import { type IndividualView, lastRung, type SearchConfig, trainedEpochs } from '@naschain/protocol';

type Rungs = Pick<SearchConfig, 'algorithm' | 'recipe'>;

/** Epochs that a network of this rung is trained for. */
export function epochsOf({ algorithm, recipe }: Rungs, rung: number): number {
  return algorithm.fidelity?.epochs[rung] ?? trainedEpochs(recipe);
}

/** Whether networks of this rung are trained for a part of the epochs only, so that their accuracies are not final. */
export function isShort({ algorithm }: Pick<SearchConfig, 'algorithm'>, rung: number): boolean {
  return rung < lastRung(algorithm);
}

/** "1 of 9 epochs" of a short training, else null. */
export function shortText(config: Rungs, rung: number): string | null {
  if (!isShort(config, rung)) return null;
  return `${epochsOf(config, rung)} of ${epochsOf(config, lastRung(config.algorithm))} epochs`;
}

/** The same network in its next training, if it was promoted. */
export function promotedTo(
  individual: IndividualView,
  individuals: ReadonlyMap<string, IndividualView>,
): IndividualView | null {
  for (const other of individuals.values()) {
    if (other.operator === 'promotion' && other.parents[0] === individual.individualId) return other;
  }
  return null;
}

/** The same network's first training: where it was bred and predicted. */
export function firstTraining(
  individual: IndividualView,
  individuals: ReadonlyMap<string, IndividualView>,
): IndividualView {
  let first = individual;
  for (let rung = individual.rung; rung > 0 && first.operator === 'promotion'; rung -= 1) {
    const before = individuals.get(first.parents[0] ?? '');
    if (before === undefined) break;
    first = before;
  }
  return first;
}
