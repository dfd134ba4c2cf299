import { NetworkError } from './error.ts';
import type { NetworkGraph, Shape } from './graph.ts';
import { GraphBuilder, type Tap } from './graphBuilder.ts';
import { checkOptions, type MacroOptions } from './options.ts';
import { isActive, PHASE_INPUT, readPhases, type WiredPhase, wirePhase } from './phase.ts';

/**
 * Decodes a genome of the macro space of NSGA-Net (Lu et al. 2019) into the network it stands for.
 * @throws NetworkError on options out of range, a malformed genome, or an image too small for the network.
 */
export function decodeMacro(bits: string, options: MacroOptions): NetworkGraph {
  checkOptions(options);
  const phases = readPhases(bits, options).filter(isActive).map(wirePhase);
  const builder = new GraphBuilder();
  let tap = builder.input({ ...options.image });
  let unusedParams = 0;
  let previous: WiredPhase | null = null;
  for (const [stage, phase] of phases.entries()) {
    if (previous !== null) tap = addPool(builder, tap, previous, options.image);
    const entry = addEntry(builder, tap, phase, stage, options);
    unusedParams += entry.unusedParams;
    tap = addPhase(builder, entry.tap, phase);
    previous = phase;
  }
  tap = builder.globalAveragePool(tap, { label: 'global average pool', phase: null });
  builder.dense(tap, options.classes, { label: 'classifier', phase: null });
  return builder.finish({ ...options.image }, options.classes, unusedParams);
}

const phaseName = (phase: WiredPhase): string => `phase ${phase.index + 1}`;

function addPool(builder: GraphBuilder, from: Tap, after: WiredPhase, image: Shape): Tap {
  requireSize(from.output, 2, `the pool after ${phaseName(after)}`, image);
  return builder.maxPool(from, { label: `max pool after ${phaseName(after)}`, phase: null });
}

/**
 * The convolution that brings a phase's input to its width: 3x3 without padding in the first active phase, 1x1 in
 * later ones. The published networks own it even where the widths already agree, but then do not apply it.
 */
function addEntry(
  builder: GraphBuilder,
  from: Tap,
  phase: WiredPhase,
  stage: number,
  options: MacroOptions,
): { tap: Tap; unusedParams: number } {
  const width = options.channels * 2 ** stage;
  const kernel = stage === 0 ? 3 : 1;
  const { channels } = from.output;
  if (channels === width) return { tap: from, unusedParams: kernel * kernel * channels * width };
  requireSize(from.output, kernel, `the entry convolution of ${phaseName(phase)}`, options.image);
  const label = `${phaseName(phase)} / entry conv ${kernel}x${kernel}`;
  const padding = stage === 0 ? 'valid' : 'same';
  return {
    tap: builder.conv(from, width, kernel, padding, { label, phase: phase.index }),
    unusedParams: 0,
  };
}

function addPhase(builder: GraphBuilder, entry: Tap, phase: WiredPhase): Tap {
  const taps = new Map<number, Tap>([[PHASE_INPUT, entry]]);
  const origin = (rest: string) => ({ label: `${phaseName(phase)} / ${rest}`, phase: phase.index });
  const merge = (vertices: readonly number[], vertexName: string): Tap => {
    const from = vertices.flatMap((vertex) => taps.get(vertex) ?? []);
    const [only] = from;
    if (only !== undefined && from.length === 1) return only;
    const stacked = builder.concat(from, entry.output, origin(`${vertexName} / concat`));
    return builder.conv(stacked, entry.output.channels, 1, 'same', origin(`${vertexName} / conv 1x1`));
  };
  for (const { node, inputs } of phase.nodes) {
    const name = `node ${node}`;
    const conv = builder.conv(
      merge(inputs, name),
      entry.output.channels,
      3,
      'same',
      origin(`${name} / conv 3x3`),
    );
    taps.set(node, builder.batchNormRelu(conv, origin(`${name} / batch norm + relu`)));
  }
  return builder.batchNormRelu(merge(phase.outputs, 'output'), origin('output / batch norm + relu'));
}

function requireSize(map: Shape, least: number, what: string, image: Shape): void {
  if (map.height >= least && map.width >= least) return;
  throw new NetworkError(
    'image-too-small',
    `${what} needs a map of at least ${least}x${least}, but gets ${map.height}x${map.width}: ` +
      `use images larger than ${image.height}x${image.width} or fewer phases`,
  );
}
