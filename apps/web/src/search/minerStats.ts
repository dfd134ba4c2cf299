import type { SearchView } from '@naschain/protocol';
import { epochsOf } from './rungs.ts';

/** What one miner has done in one search. */
export interface SearchMiner {
  readonly hotkey: string;
  readonly running: number;
  readonly agreed: number;
  readonly rejected: number;
  /** Expired, returned or revoked. */
  readonly unfinished: number;
  /** Training FLOP/s over its agreed results here; null before the first. */
  readonly flopsPerSecond: number | null;
}

interface Tally {
  running: number;
  agreed: number;
  rejected: number;
  unfinished: number;
  /** Training FLOPs and seconds of the agreed results. */
  work: number;
  seconds: number;
}

/** The miners of a search, the one with the most agreed results first; ties by hotkey. */
export function searchMiners(view: SearchView): readonly SearchMiner[] {
  const { trainSamples } = view.config.recipe;
  const rungs = new Map(view.individuals.map(({ jobId, rung }) => [jobId, rung]));
  const tallies = new Map<string, Tally>();
  for (const job of view.jobs) {
    // Training costs three forward passes: one forward, two for the gradients of activations and weights.
    const epochWork = job.flops * 3 * trainSamples;
    const mostEpochs = epochsOf(view.config, rungs.get(job.jobId) ?? 0);
    for (const assignment of job.assignments) {
      const tally = tallies.get(assignment.hotkey) ?? newTally();
      tallies.set(assignment.hotkey, tally);
      switch (assignment.state) {
        case 'leased':
        case 'submitted':
          tally.running += assignment.state === 'leased' ? 1 : 0;
          break;
        case 'agreed':
          tally.agreed += 1;
          if (assignment.outcome?.seconds != null && assignment.outcome.seconds > 0) {
            tally.work += epochWork * (assignment.outcome.epochs ?? mostEpochs);
            tally.seconds += assignment.outcome.seconds;
          }
          break;
        case 'rejected':
          tally.rejected += 1;
          break;
        default:
          tally.unfinished += 1;
      }
    }
  }
  return [...tallies]
    .map(([hotkey, { work, seconds, ...counts }]) => ({
      hotkey,
      ...counts,
      flopsPerSecond: seconds === 0 ? null : work / seconds,
    }))
    .sort((a, b) => b.agreed - a.agreed || (a.hotkey < b.hotkey ? -1 : 1));
}

function newTally(): Tally {
  return { running: 0, agreed: 0, rejected: 0, unfinished: 0, work: 0, seconds: 0 };
}
