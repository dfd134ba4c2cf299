import type { AlgorithmState, Candidate, Member } from '../algorithm.ts';
import type { AlgorithmConfig, Fidelity } from '../config.ts';
import { bestOf } from './selection.ts';

/**
 * Successive halving (Jamieson & Talwalkar 2016), generational: once a rung of the generation is evaluated, the best
 * `1/eta` of it (rounded up) train on. Empty when the generation is complete.
 */
export function cohortPromotions(state: AlgorithmState, config: AlgorithmConfig): Candidate[] {
  const { fidelity, objectives } = config;
  if (fidelity === null) return [];
  const cohort = state.archive.filter(({ generation }) => generation === state.generation);
  const rung = cohort.reduce((top, member) => Math.max(top, member.rung), 0);
  if (rung >= fidelity.epochs.length - 1) return [];
  const level = cohort.filter((member) => member.rung === rung);
  const share = Math.ceil(level.length / fidelity.eta);
  const best = bestOf(level, share, objectives).filter(({ error }) => error !== null);
  return best.map((member, i) => promotion(member, state.nextId + i, member.generation));
}

/**
 * The same without a barrier (ASHA, Li et al. 2020): whoever is among the best `1/eta` of all that were ever evaluated on
 * its rung is promoted, the highest rung first; at most `count`.
 */
export function openPromotions(
  state: AlgorithmState,
  config: AlgorithmConfig,
  count: number,
  generation: number,
): Candidate[] {
  const { fidelity, objectives } = config;
  if (fidelity === null) return [];
  const promoted = promotedKeys(state);
  const chosen: Member[] = [];
  for (let rung = fidelity.epochs.length - 2; rung >= 0 && chosen.length < count; rung--) {
    const level = state.archive.filter((member) => member.rung === rung);
    for (const member of topOf(level, fidelity, objectives)) {
      if (chosen.length >= count) break;
      if (!promoted.has(`${rung + 1} ${member.canonical}`)) chosen.push(member);
    }
  }
  return chosen.map((member, i) => promotion(member, state.nextId + i, generation));
}

function topOf(
  level: readonly Member[],
  { eta }: Fidelity,
  objectives: AlgorithmConfig['objectives'],
): Member[] {
  const share = Math.floor(level.length / eta);
  return bestOf(level, share, objectives).filter(({ error }) => error !== null);
}

function promotedKeys({ archive, pending }: AlgorithmState): Set<string> {
  return new Set([...archive, ...pending].map(({ rung, canonical }) => `${rung} ${canonical}`));
}

function promotion(member: Member, id: number, generation: number): Candidate {
  const { genome, canonical, params, flops } = member;
  return {
    id,
    genome,
    canonical,
    params,
    flops,
    operator: 'promotion',
    parents: [member.id],
    inheritance: null,
    generation,
    rung: member.rung + 1,
    prediction: member.prediction,
  };
}
