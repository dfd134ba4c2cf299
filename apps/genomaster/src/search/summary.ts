import type { DriverSearch, GenerationOutcome } from '@naschain/database';
import { lastRung } from '@naschain/protocol';
import {
  type AlgorithmState,
  normalisedHypervolume,
  paretoFront,
  pointOf,
  referencePoint,
  type SearchSpace,
} from '@naschain/search';
import { individualIdOf } from './deterministicId.ts';

type Summary = Pick<GenerationOutcome, 'hypervolume' | 'evaluations' | 'front' | 'savings' | 'predictor'>;

/** How far the search has come: front and hypervolume of the networks that were trained in full, by its objectives. */
export function summaryOf(
  { searchId, config: { algorithm }, reference }: Pick<DriverSearch, 'searchId' | 'config' | 'reference'>,
  space: SearchSpace,
  { archive, savings, predictor }: AlgorithmState,
): Summary {
  const { objectives } = algorithm;
  const full = lastRung(algorithm);
  const trained = archive.flatMap((member) => {
    const point = member.rung === full ? pointOf(member, objectives) : null;
    return point === null ? [] : [{ id: member.id, point }];
  });
  const points = trained.map(({ point }) => point);
  const corner = { ...referencePoint(space), ...reference };
  return {
    hypervolume: normalisedHypervolume(
      points,
      objectives.map((name) => corner[name]),
    ),
    evaluations: archive.filter(({ error }) => error !== null).length,
    front: paretoFront(points).flatMap((place) => {
      const member = trained[place];
      return member === undefined ? [] : [individualIdOf(searchId, member.id)];
    }),
    savings,
    predictor,
  };
}
