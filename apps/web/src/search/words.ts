import type { CostName } from '@naschain/charts';
import type { GiveBackReason, IndividualView, Waiting } from '@naschain/protocol';
import { REJECTION_REASONS, REJECTION_TEXT } from '@naschain/protocol';
import { flopsQuantity, paramsQuantity, percentQuantity, plain } from '../format.ts';
import type { SearchModel } from './model.ts';
import { shortText } from './rungs.ts';

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
  outOfMemory: 'the network needs more memory than the miner has or may use',
  datasetUnavailable: 'the miner could not get the dataset',
  unsupported: 'the miner cannot train this network',
} satisfies Record<GiveBackReason, string>;

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
  const short = shortText(model.config, individual.rung);
  const facts = [
    entry === undefined ? 'pending' : `accuracy ${plain(percentQuantity(entry.accuracy))}`,
    `${plain(flopsQuantity(individual.flops))} FLOPs`,
    `${plain(paramsQuantity(individual.params))} parameters`,
    `generation ${individual.generation + 1}`,
    ...(short === null ? [] : [`short training, ${short}`]),
    ...(entry?.onFront === true ? ['on the Pareto front'] : []),
  ];
  return `${individualName(individual)}: ${facts.join(', ')}`;
}

/** A cost as axis titles, columns and sentences have it. */
export const COST_WORD: Record<CostName, string> = { flops: 'FLOPs', params: 'parameters' };

/** The whole figure in a sentence. */
export function paretoText(model: SearchModel, cost: CostName = model.cost): string {
  const { evaluated, front, points, full } = model;
  const subject = `Accuracy over ${COST_WORD[cost]}`;
  const training = points.length - evaluated.size;
  const short = evaluated.size - full;
  const [first, ...others] = front.toSorted((a, b) => a.accuracy - b.accuracy);
  if (first === undefined) {
    const none = full === evaluated.size ? 'evaluated' : 'trained in full';
    return `${subject}. No network has been ${none} yet; ${training} pending.`;
  }
  const place = ({ accuracy, individual }: typeof first): string =>
    `${plain(percentQuantity(accuracy))} at ${plain(flopsQuantity(individual[cost]))} ${COST_WORD[cost]}`;
  const partly = short === 0 ? '' : `, ${short} of them after a short training`;
  const range = `from ${place(first)} to ${place(others.at(-1) ?? first)}`;
  return `${subject} of ${evaluated.size} evaluated networks${partly}, ${training} pending. The Pareto front has ${front.length}, ${range}.`;
}
