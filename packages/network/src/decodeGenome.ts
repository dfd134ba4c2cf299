import { assertNever } from './assertNever.ts';
import type { NetworkGraph, Shape } from './graph.ts';
import { decodeMacro } from './macro.ts';
import { decodeMicro } from './micro.ts';
import { parseMicroGenome } from './microGenome.ts';
import type { FinalTraining, MicroFrame } from './microOptions.ts';
import type { MacroFrame } from './options.ts';
import { readPhases } from './phase.ts';

/**
 * The space that a genome belongs to, as searches and jobs name it. `channels`: see `MacroOptions`, `MicroOptions`. `final`:
 * what its networks have for their final training, by default nothing.
 */
export type NetworkSpace =
  | ({ readonly kind: 'macro'; readonly channels: number } & MacroFrame)
  | ({ readonly kind: 'micro'; readonly channels: number; readonly final?: FinalTraining } & MicroFrame);

/** What a network is made for. */
export interface NetworkTask {
  readonly image: Shape;
  readonly classes: number;
}

/**
 * The network that a genome, written as text, stands for in its space.
 * @throws NetworkError on a space or task out of range, a malformed genome, or an image too small for the network.
 */
export function decodeGenome(
  space: NetworkSpace,
  genome: string,
  { image, classes }: NetworkTask,
): NetworkGraph {
  switch (space.kind) {
    case 'macro':
      return decodeMacro(genome, { ...space, image, classes });
    case 'micro':
      return decodeMicro(parseMicroGenome(genome, space), { ...space, image, classes });
    default:
      return assertNever(space);
  }
}

/**
 * Passes when the text is a genome of the space, canonical or not.
 * @throws NetworkError `phases`, `nodes`, `blocks`, `cells`, `genome-length`, `genome-alphabet`.
 */
export function checkGenome(space: NetworkSpace, genome: string): void {
  switch (space.kind) {
    case 'macro':
      readPhases(genome, space);
      return;
    case 'micro':
      parseMicroGenome(genome, space);
      return;
    default:
      assertNever(space);
  }
}
