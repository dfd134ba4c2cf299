import { decodeMacro, NetworkError, type NetworkGraph } from '@naschain/network';
import type { JobSpec } from '@naschain/protocol';
import { TrainingError } from './error.ts';

/**
 * The network that a job trains.
 * @throws TrainingError `genome-invalid`.
 */
export function decodeSpec(spec: JobSpec): NetworkGraph {
  const { phases, nodes, channels } = spec.space;
  const { image, classes } = spec.dataset;
  try {
    return decodeMacro(spec.genome, { phases, nodes, channels, image, classes });
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    const message = `The spec's genome does not decode into a network: ${cause.message}`;
    throw new TrainingError('genome-invalid', message, { cause });
  }
}
