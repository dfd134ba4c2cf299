import type { SearchView } from '@naschain/protocol';

/** How far one generation is. */
export interface GenerationProgress {
  /** New networks with a verdict, of those planned. */
  readonly networks: { readonly done: number; readonly planned: number };
  /** Promotions (successive halving) with a verdict, of those proposed so far. */
  readonly promotions: { readonly done: number; readonly proposed: number };
  /** 0 to 1, of all the trainings that the generation will have as far as that is known. */
  readonly share: number;
}

/** The progress of every generation, in the order of `view.generations`. */
export function generationProgress(view: SearchView): readonly GenerationProgress[] {
  const states = new Map(view.jobs.map((job) => [job.jobId, job.state]));
  const tallies = new Map(view.generations.map(({ index }) => [index, newTally()]));
  for (const { generation, jobId, operator } of view.individuals) {
    const kind = operator === 'promotion' ? 'promotions' : 'networks';
    const tally = tallies.get(generation)?.[kind];
    if (tally === undefined) continue;
    tally.proposed += 1;
    if (states.get(jobId) !== 'open') tally.done += 1;
  }
  return view.generations.map(({ index, size, state }) => {
    const { networks, promotions } = tallies.get(index) ?? newTally();
    const planned = Math.max(size, networks.proposed);
    const wanted = planned + Math.max(promotions.proposed, plannedPromotions(view, planned));
    const share = wanted === 0 ? 0 : (networks.done + promotions.done) / wanted;
    return { networks: { done: networks.done, planned }, promotions, share: state === 'closed' ? 1 : share };
  });
}

interface Count {
  proposed: number;
  done: number;
}

function newTally(): { networks: Count; promotions: Count } {
  return { networks: { proposed: 0, done: 0 }, promotions: { proposed: 0, done: 0 } };
}

/** Promotions that a generation of this size will have; 0 in steady-state mode, where nothing fixes them beforehand. */
function plannedPromotions({ config: { algorithm } }: SearchView, size: number): number {
  const { fidelity, mode } = algorithm;
  if (fidelity === null || mode === 'steady-state') return 0;
  let [level, total] = [size, 0];
  for (let rung = 1; rung < fidelity.epochs.length; rung += 1) {
    level = Math.ceil(level / fidelity.eta);
    total += level;
  }
  return total;
}

/** Where the search is: `generation 3 of 8`, `generations 2 to 3 of 8` while several are open, 0 before the first. */
export function generationText(view: SearchView): string {
  const total = view.config.algorithm.generations;
  const open = view.generations.filter((generation) => generation.state === 'open');
  const youngest = view.generations.at(-1);
  const first = open[0];
  const last = (youngest?.index ?? -1) + 1;
  if (first === undefined || open.length < 2) return `generation ${last} of ${total}`;
  return `generations ${first.index + 1} to ${last} of ${total}`;
}
