import { type BuildName, requireKnown, VECTOR_LENGTHS } from './builds.ts';
import { EngineMemory } from './memory.ts';
import { checkSize, type EngineOptions } from './options.ts';
import type { Plan } from './plan.ts';
import { CHUNK_IMAGES } from './program/chunk.ts';
import { type CompiledPlan, compilePlan } from './program/compile.ts';

/** What the memory of an engine depends on, besides the plan. */
export interface EngineSize extends Pick<EngineOptions, 'batchSize' | 'threads'> {
  readonly build: BuildName;
}

/** A plan compiled for an engine, with the stacks of its threads: all of the memory it will take, not yet allocated. */
export interface LaidOutPlan {
  readonly compiled: CompiledPlan;
  /** Threads that have something to do. */
  readonly threads: number;
  /** First line of each thread's stack. */
  readonly stacks: readonly number[];
}

/** @throws ExactError `plan-invalid`. */
export function layOutPlan(plan: Plan, size: EngineSize): LaidOutPlan {
  const { batchSize, build } = size;
  const threads = Math.min(size.threads, Math.ceil(batchSize / CHUNK_IMAGES));
  const compiled = compilePlan(plan, batchSize, threads, VECTOR_LENGTHS[build]);
  const stacks = EngineMemory.reserveStacks(compiled.arena, threads);
  return { compiled, threads, stacks };
}

/**
 * Bytes of memory that an engine takes to train a network, its `byteLength`. Nothing is allocated, and the build need not run
 * here; it may be more than any engine can have.
 * @throws ExactError `plan-invalid`, `argument-invalid`.
 */
export function memoryNeeded(plan: Plan, size: EngineSize): number {
  checkSize(size);
  requireKnown(size.build);
  return layOutPlan(plan, size).compiled.arena.byteLength;
}
