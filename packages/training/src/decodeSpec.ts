import { decodeGenome, NetworkError, type NetworkGraph } from '@naschain/network';
import type { JobSpec } from '@naschain/protocol';
import { TrainingError } from './error.ts';

/**
 * The network that a job trains.
 * @throws TrainingError `genome-invalid`.
 */
export function decodeSpec({ space, genome, dataset }: JobSpec): NetworkGraph {
  try {
    return decodeGenome(space, genome, dataset);
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    const message = `The spec's genome does not decode into a network: ${cause.message}`;
    throw new TrainingError('genome-invalid', message, { cause });
  }
}
