import { decodeGenome, NetworkError, type NetworkGraph, type NetworkSpace } from '@naschain/network';
import type { JobSpec, Recipe } from '@naschain/protocol';
import { TrainingError } from './error.ts';

/**
 * The network that a job trains, with what its recipe adds for the final training; params and FLOPs are those of the network
 * as it is searched.
 * @throws TrainingError `genome-invalid`.
 */
export function decodeSpec({ space, genome, dataset, recipe }: JobSpec): NetworkGraph {
  try {
    return decodeGenome(withFinal(space, recipe), genome, dataset);
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    const message = `The spec's genome does not decode into a network: ${cause.message}`;
    throw new TrainingError('genome-invalid', message, { cause });
  }
}

function withFinal(space: JobSpec['space'], { dropPath, auxiliaryWeight }: Recipe): NetworkSpace {
  if (space.kind === 'macro' || (dropPath === undefined && auxiliaryWeight === undefined)) return space;
  return {
    ...space,
    final: { auxiliary: auxiliaryWeight !== undefined, dropPath: dropPath !== undefined },
  };
}
