import { ExactError } from '../error.ts';
import type { Plan } from '../plan.ts';
import { resolveShapes } from '../shapes.ts';
import { placeBuffers, rowPixels } from './allocate.ts';
import { Arena } from './arena.ts';
import { emitTraining } from './backward.ts';
import { emitEvaluation } from './forward.ts';
import { type Geometry, OPCODES, type ProgramBuilder } from './instruction.ts';
import { layOutParameters } from './parameters.ts';
import { type Regions, reserveRegions } from './regions.ts';
import { wire } from './wiring.ts';

/** Limit of `cpp/taps.h`. */
const MAX_SOURCES = 64;
const SHARED_SECTION = 1;
const IMAGE_SECTION = 2;

/** A program and its table of buffers, with the lines that they are to be copied to. */
export interface ProgramImage {
  readonly program: { readonly line: number; readonly words: Uint32Array };
  readonly buffers: { readonly line: number; readonly words: Uint32Array };
}

/** Everything about a network's memory; computed before any is allocated. */
export interface CompiledPlan {
  readonly training: ProgramImage;
  readonly evaluation: ProgramImage;
  readonly regions: Regions;
  /** Bytes of memory from address 0, without the threads' stacks. */
  readonly arena: Arena;
}

/**
 * Turns a plan into programs for vectors of `vectorLength` floats.
 * @throws ExactError `plan-invalid`.
 */
export function compilePlan(
  plan: Plan,
  batchSize: number,
  threads: number,
  vectorLength: number,
  arena = new Arena(),
): CompiledPlan {
  const shapes = resolveShapes(plan);
  const wiring = wire(plan, shapes, vectorLength);
  plan.ops.forEach((op, index) => {
    if (op.kind === 'concat' && wiring.sources(index + 1).length > MAX_SOURCES) {
      throw new ExactError(
        'plan-invalid',
        `Invalid plan: op ${index} joins more than ${MAX_SOURCES} tensors.`,
      );
    }
  });
  const layout = layOutParameters(plan, shapes, vectorLength);
  const regions = reserveRegions(arena, wiring, layout, batchSize, threads, vectorLength);
  const image = (builder: ProgramBuilder): ProgramImage => {
    const program = encodeProgram(builder);
    const buffers = encodeBuffers(builder, arena, batchSize, threads);
    return {
      program: { line: arena.floats(program.length), words: program },
      buffers: { line: arena.floats(buffers.length), words: buffers },
    };
  };
  const training = image(emitTraining(wiring, regions).builder);
  const evaluation = image(emitEvaluation(wiring, regions).builder);
  return { training, evaluation, regions, arena };
}

function encodeProgram(builder: ProgramBuilder): Uint32Array {
  const words: number[] = [];
  for (const { shared, group, instructions } of builder.sections) {
    const body = instructions.flatMap(({ opcode, words: args }) => [OPCODES[opcode], args.length, ...args]);
    words.push(shared ? SHARED_SECTION : IMAGE_SECTION, body.length, group, ...body);
  }
  // The end mark.
  words.push(0);
  return Uint32Array.from(words);
}

/** `Buffer` of `cpp/memory.h`, one after another. */
function encodeBuffers(
  builder: ProgramBuilder,
  arena: Arena,
  batchSize: number,
  threads: number,
): Uint32Array {
  const placements = placeBuffers(builder, arena, batchSize, threads);
  const words = builder.buffers.flatMap((geometry: Geometry, id) => {
    const { height, width, channels, lanes, halo } = geometry;
    const { base = 0, imageStride = 0, threadStride = 0 } = placements[id] ?? {};
    const rowStride = rowPixels(geometry) * lanes;
    return [height, width, channels, lanes, halo, rowStride, base, imageStride, threadStride];
  });
  return Uint32Array.from(words);
}
