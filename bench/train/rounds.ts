import { LineProcessError } from '../lineProcess.ts';
import { MODES, type Mode } from './messages.ts';
import type { Samples } from './rows.ts';

/** What can be measured for a while, in turn with others. */
export interface Measurable {
  /** @returns images a second. @throws LineProcessError */
  run(mode: Mode, seconds: number): Promise<number>;
  /** Peak resident memory, MB. @throws LineProcessError */
  memory(): Promise<number>;
}

export interface RoundOptions {
  readonly rounds: number;
  /** Of one turn in one mode. */
  readonly seconds: number;
}

export type Outcome = Samples | { readonly absent: string };

/**
 * Measures all in turn, again and again, so that a slow spell of the machine meets them alike. A round before the
 * first, which does not count, warms everything up. One that fails has no further turn.
 */
export async function measureInTurn<One extends Measurable>(
  all: readonly One[],
  { rounds, seconds }: RoundOptions,
): Promise<Map<One, Outcome>> {
  const speeds = new Map(all.map((one) => [one, { train: [] as number[], eval: [] as number[] }]));
  const outcomes = new Map<One, Outcome>();
  const attempt = async (one: One, turn: () => Promise<void>): Promise<void> => {
    if (outcomes.has(one)) return;
    try {
      await turn();
    } catch (error) {
      if (!(error instanceof LineProcessError)) throw error;
      outcomes.set(one, { absent: error.message });
    }
  };
  for (let round = 0; round <= rounds; round++)
    for (const [one, samples] of speeds)
      await attempt(one, async () => {
        for (const mode of MODES) {
          const speed = await one.run(mode, round === 0 ? seconds / 2 : seconds);
          if (round > 0) samples[mode].push(speed);
        }
      });
  for (const [one, samples] of speeds)
    await attempt(one, async () => {
      outcomes.set(one, { ...samples, rssMB: await one.memory() });
    });
  return outcomes;
}

/** Ours and the peers' in one order: the peers come after our first. */
export function interleave<Item>(ours: readonly Item[], peers: readonly Item[]): Item[] {
  return [...ours.slice(0, 1), ...peers, ...ours.slice(1)];
}
