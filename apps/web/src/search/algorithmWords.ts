import { type AlgorithmConfig, assertNever, type Objective, type SearchConfig } from '@naschain/protocol';
import { paramsQuantity, plain } from '../format.ts';
import { epochsText } from './rungs.ts';

/** A setting in a few words, with what it means in a sentence. */
export interface Term {
  readonly text: string;
  readonly meaning: string;
}

const ALGORITHM: Record<AlgorithmConfig['kind'], Term> = {
  surrogate: {
    text: 'Surrogate-assisted search',
    meaning:
      'A predictor learns from the trained networks, judges many offspring, and only the most promising of them are trained.',
  },
  nsga2: {
    text: 'NSGA-II',
    meaning:
      'Networks on better fronts, and in emptier parts of a front, become parents; their offspring are trained.',
  },
  nsganet: {
    text: 'NSGA-Net',
    meaning:
      'Begins with known architectures and breeds as NSGA-II does; the last third is put together from phases, or blocks, of the best half.',
  },
  random: {
    text: 'Random search',
    meaning: 'Networks are drawn at random; nothing is learned from the results.',
  },
};

const MODE: Record<AlgorithmConfig['mode'], Term> = {
  generational: {
    text: 'generational',
    meaning: 'A generation gets all its verdicts before the next one is bred.',
  },
  'steady-state': {
    text: 'steady state',
    meaning:
      'Every verdict breeds the next network at once; a generation is only a count of networks, and several may be open.',
  },
};

const OBJECTIVE: Record<Objective, string> = { error: 'error', params: 'params', flops: 'FLOPs' };

/** The algorithm's name. */
export function algorithmTerm({ kind }: Pick<AlgorithmConfig, 'kind'>): Term {
  return ALGORITHM[kind];
}

/** Whether generations follow each other or overlap. */
export function modeTerm({ mode }: Pick<AlgorithmConfig, 'mode'>): Term {
  return MODE[mode];
}

/** The name with the mode where that is not the usual one. */
export function algorithmName(algorithm: Pick<AlgorithmConfig, 'kind' | 'mode'>): string {
  const { text } = algorithmTerm(algorithm);
  return algorithm.mode === 'generational' ? text : `${text}, ${modeTerm(algorithm).text}`;
}

/** What is minimised, e.g. `error and FLOPs`. */
export function objectivesText(objectives: readonly Objective[]): string {
  return listText(objectives.map((name) => OBJECTIVE[name]));
}

/** How a search goes about it, from the algorithm's name to the proof of each result. */
export function searchTerms(config: SearchConfig): readonly Term[] {
  const { algorithm, space, replication } = config;
  return [
    algorithmTerm(algorithm),
    modeTerm(algorithm),
    {
      text: `population ${algorithm.population}`,
      meaning: `A generation has ${algorithm.population} networks; ${algorithm.generations} generations make up to ${algorithm.generations * algorithm.population}.`,
    },
    ...objectiveTerms(algorithm.objectives),
    ...limitTerms(algorithm.constraints),
    epochsTerm(config),
    spaceTerm(space),
    {
      text: `${replication.quorum} equal results per job`,
      meaning: `A result counts once ${replication.quorum} miners that do not know each other’s agree on it.`,
    },
  ];
}

function spaceTerm(space: SearchConfig['space']): Term {
  const { channels } = space;
  switch (space.kind) {
    case 'macro':
      return {
        text: `${count(space.phases, 'phase')} of ${space.nodes} nodes, ${count(channels, 'channel')}`,
        meaning: `A network has up to ${count(space.phases, 'phase')}, each a graph of up to ${space.nodes} convolutions; the first is ${count(channels, 'channel')} wide, and each further one twice as wide.`,
      };
    case 'micro':
      return {
        text: `${count(space.cells, 'cell')} of ${count(space.blocks, 'block')}, ${count(channels, 'channel')}`,
        meaning: `A network is a stack of ${count(space.cells, 'cell')} of two kinds, normal and reduction, each of ${count(space.blocks, 'block')} that add two operations; the first cells are ${count(channels, 'channel')} wide, and each reduction makes them twice as wide.`,
      };
    default:
      return assertNever(space);
  }
}

function objectiveTerms(objectives: readonly Objective[]): readonly Term[] {
  if (objectives.join() === 'error,flops') return [];
  const text = objectivesText(objectives);
  return [
    {
      text: `minimises ${text}`,
      meaning: `The front has the networks that no other one beats in ${text} at once.`,
    },
  ];
}

function limitTerms({ params, flops }: AlgorithmConfig['constraints']): readonly Term[] {
  const limits = [
    ['params', params],
    ['FLOPs', flops],
  ] as const;
  return limits.flatMap(([name, limit]) =>
    limit === null
      ? []
      : [
          {
            text: `${name} ≤ ${plain(paramsQuantity(limit))}`,
            meaning: `No network with more ${name} is trained.`,
          },
        ],
  );
}

function epochsTerm(config: SearchConfig): Term {
  const { fidelity } = config.algorithm;
  const epochs = epochsText(config, 0);
  const { earlyStop } = config.recipe;
  const stops =
    earlyStop === undefined
      ? ''
      : ` A training stops when ${count(earlyStop.patience, 'epoch')} in a row brought no better accuracy.`;
  if (fidelity === null) return { text: epochs, meaning: `Every network is trained for ${epochs}.${stops}` };
  return {
    text: `successive halving, epochs ${fidelity.epochs.join(' → ')}`,
    meaning: `Every network is first trained for ${epochs}; the best 1 in ${fidelity.eta} of each round is trained on for longer, and only full trainings reach the front.${stops}`,
  };
}

/** `1 epoch`, `2 epochs`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
