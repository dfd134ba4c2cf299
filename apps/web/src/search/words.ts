import type { IndividualView, SearchView, Waiting } from '@naschain/protocol';
import { REJECTION_REASONS, REJECTION_TEXT } from '@naschain/protocol';
import { flopsQuantity, paramsQuantity, percentQuantity, plain } from '../format.ts';
import type { SearchModel } from './model.ts';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];

/** Why no work is handed out, in a sentence. */
export function waitingText(waiting: Waiting, jobOrdinal: number | null): string {
  const { have, need } = waiting;
  if (waiting.kind === 'needMiners') {
    const missing =
      need - have === 1
        ? `A ${ORDINALS[need - 1] ?? `${need}th`} miner is`
        : `${need - have} more miners are`;
    return `${missing} needed: ${have} of ${need} ${need === 1 ? 'miner is' : 'miners are'} connected.`;
  }
  const job = jobOrdinal === null ? 'A job' : `Job ${jobOrdinal}`;
  return `${job} needs a referee: its miners contradict each other and all ${have} connected miners have had a seat in it; ${need} are needed.`;
}

/** Why a miner gave a replica back. */
const RETURN_TEXT: Record<string, string> = {
  shutdown: 'the miner was stopped',
  trainingFailed: 'the training failed on the miner’s machine',
  diverged: 'the training diverged: its loss is no longer a number',
  datasetUnavailable: 'the miner could not get the dataset',
  unsupported: 'the miner cannot train this network',
};

/** A reason as people read it; codes that this page does not know are shown as they are. */
export function reasonText(reason: string): string {
  const returned = RETURN_TEXT[reason];
  if (returned !== undefined) return returned;
  const known = REJECTION_REASONS.find((candidate) => candidate === reason);
  return known === undefined ? reason : REJECTION_TEXT[known];
}

/** The name by which the page calls an individual. */
export function individualName(individual: Pick<IndividualView, 'ordinal'>): string {
  return `Network ${individual.ordinal}`;
}

/** One individual in a sentence, for those who cannot see the figure. */
export function individualText(model: SearchModel, id: string): string {
  const individual = model.individuals.get(id);
  if (individual === undefined) return 'Unknown network';
  const entry = model.evaluated.get(id);
  const facts = [
    entry === undefined ? 'pending' : `accuracy ${plain(percentQuantity(entry.accuracy))}`,
    `${plain(flopsQuantity(individual.flops))} FLOPs`,
    `${plain(paramsQuantity(individual.params))} parameters`,
    `generation ${individual.generation + 1}`,
    ...(entry?.onFront === true ? ['on the Pareto front'] : []),
  ];
  return `${individualName(individual)}: ${facts.join(', ')}`;
}

/** The whole figure in a sentence. */
export function paretoText(model: SearchModel): string {
  const { evaluated, front, points } = model;
  const training = points.length - evaluated.size;
  const first = front[0];
  const last = front.at(-1);
  if (first === undefined || last === undefined) {
    return `Accuracy over FLOPs. No network has been evaluated yet; ${training} pending.`;
  }
  const range = `from ${plain(percentQuantity(first.accuracy))} at ${plain(flopsQuantity(first.individual.flops))} FLOPs to ${plain(
    percentQuantity(last.accuracy),
  )} at ${plain(flopsQuantity(last.individual.flops))} FLOPs`;
  return `Accuracy over FLOPs of ${evaluated.size} evaluated networks, ${training} pending. The Pareto front has ${front.length}, ${range}.`;
}

/** What is searched, in short words. */
export function spaceText({ config }: SearchView): string {
  const { space, algorithm, replication, recipe } = config;
  return [
    `${space.phases} phases of ${space.nodes} nodes, ${space.channels} channels`,
    `NSGA-II, population ${algorithm.population}`,
    `${recipe.epochs} epochs`,
    `${replication.quorum} equal results per job`,
  ].join(' · ');
}
