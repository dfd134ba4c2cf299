import { type IndividualView, lastRung, type SearchConfig, trainedEpochs } from '@naschain/protocol';

type Rungs = Pick<SearchConfig, 'algorithm' | 'recipe'>;

/** Epochs that a network of this rung is trained for, at most if trainings may stop early. */
export function epochsOf({ algorithm, recipe }: Rungs, rung: number): number {
  return algorithm.fidelity?.epochs[rung] ?? trainedEpochs(recipe);
}

/** `3 epochs`, or `up to 3 epochs` where trainings may stop early. */
export function epochsText(config: Rungs, rung: number): string {
  const epochs = epochsOf(config, rung);
  const text = `${epochs} epoch${epochs === 1 ? '' : 's'}`;
  return config.recipe.earlyStop === undefined ? text : `up to ${text}`;
}

/** Whether networks of this rung are trained for a part of the epochs only, so that their accuracies are not final. */
export function isShort({ algorithm }: Pick<SearchConfig, 'algorithm'>, rung: number): boolean {
  return rung < lastRung(algorithm);
}

/** "1 of 9 epochs", or "up to 1 of 9 epochs", of a short training, else null. */
export function shortText(config: Rungs, rung: number): string | null {
  if (!isShort(config, rung)) return null;
  const text = `${epochsOf(config, rung)} of ${epochsOf(config, lastRung(config.algorithm))} epochs`;
  return config.recipe.earlyStop === undefined ? text : `up to ${text}`;
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
