import type { PlanShape } from '../plan.ts';
import type { Arena } from './arena.ts';
import { groupIsChunk, planesLines, scratchLines } from './winograd.ts';
import type { Wiring } from './wiring.ts';

/** Memory of which each thread has a piece of its own, `stride` lines apart. */
interface ThreadRegion {
  readonly line: number;
  readonly stride: number;
}

/** What Winograd's algorithm needs: tiles at hand and, by index of the op, sums of products in the transform domain. */
export interface WinogradRegions {
  readonly tiles: ThreadRegion;
  readonly sums: ReadonlyMap<number, ThreadRegion>;
}

interface Layer {
  readonly index: number;
  readonly input: number;
  readonly inChannels: number;
  readonly output: PlanShape;
}

/** `pad` rounds channels up to whole vectors. */
export function reserveWinograd(
  arena: Arena,
  wiring: Wiring,
  threads: number,
  pad: (channels: number) => number,
): WinogradRegions {
  const reserve = (stride: number): ThreadRegion => ({ line: arena.lines(stride * threads), stride });
  const layers = winogradLayers(wiring);
  const tiles = layers.flatMap(({ input, inChannels, output }) => [
    scratchLines(pad(inChannels), pad(output.channels)),
    ...wiring
      .sources(input)
      .map((source) => scratchLines(pad(output.channels), pad(wiring.shape(source).channels))),
  ]);
  const sumsLines = ({ inChannels, output }: Layer): number => planesLines(inChannels, pad(output.channels));
  // Sums that need not outlast their instruction share a place.
  const brief = layers.filter(({ output }) => groupIsChunk(output));
  const shared = reserve(Math.max(0, ...brief.map(sumsLines)));
  const sums = layers.map((layer): [number, ThreadRegion] => [
    layer.index,
    brief.includes(layer) ? shared : reserve(sumsLines(layer)),
  ]);
  return { tiles: reserve(Math.max(0, ...tiles)), sums: new Map(sums) };
}

function winogradLayers(wiring: Wiring): Layer[] {
  return wiring.plan.ops.flatMap((op, index) =>
    op.kind === 'conv' && wiring.usesWinograd(index)
      ? [
          {
            index,
            input: op.input,
            inChannels: wiring.shape(op.input).channels,
            output: wiring.shape(index + 1),
          },
        ]
      : [],
  );
}
