import { cpus } from 'node:os';
import { ExactEngine } from '@naschain/exact';
import { EXACT_NUMERIC_CLASS } from '@naschain/protocol';
import { createExactEngine, type EngineFactory } from './engine.ts';
import { MEASURED_PLAN } from './measureEngine.ts';
import type { BackendName } from './tensorflow/backend.ts';
import { loadBackend } from './tensorflow/loadBackend.ts';
import { TensorflowEngine } from './tensorflow/tensorflowEngine.ts';

/** The exact engine, or the TensorFlow engine by its backend. */
export type EngineName = 'exact' | BackendName;

/** An engine that works in this process. */
export interface OpenEngine {
  /** For people: the build of the exact engine's kernels, or the TensorFlow backend. */
  readonly variant: string;
  /** What it computes on, for people. */
  readonly device: string;
  readonly numericClass: string;
  readonly create: EngineFactory;
}

/** @throws TrainingError `engine-failed` for a TensorFlow backend that does not work here, with the reason in one line. */
export async function openEngine(name: EngineName): Promise<OpenEngine> {
  if (name === 'exact') return openExactEngine();
  const backend = await loadBackend(name);
  return {
    variant: name,
    device: backend.device,
    numericClass: backend.numericClass,
    create: async (plan, options) => new TensorflowEngine(backend, plan, options),
  };
}

async function openExactEngine(): Promise<OpenEngine> {
  const engine = await ExactEngine.create(MEASURED_PLAN, { batchSize: 1, threads: 1 });
  await engine.close();
  return {
    variant: engine.build,
    device: cpus()[0]?.model.trim() || 'CPU',
    numericClass: EXACT_NUMERIC_CLASS,
    create: createExactEngine,
  };
}
