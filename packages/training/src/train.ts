import { epochsRun } from '@naschain/consensus';
import { ExactError } from '@naschain/exact';
import { trainedEpochs } from '@naschain/protocol';
import { checkResume } from './checkpoint.ts';
import { decodeSpec } from './decodeSpec.ts';
import { createExactEngine, type TrainingEngine } from './engine.ts';
import { EpochRunner } from './epochRunner.ts';
import { TrainingError } from './error.ts';
import { measureNormalisation } from './normalisation.ts';
import { planFromGraph } from './planFromGraph.ts';
import { drawSplit } from './randomness.ts';
import { checkData } from './trainingData.ts';
import type { TrainingOutcome, TrainingRequest } from './trainingRequest.ts';

/**
 * Trains the spec's network by the recipe (README). On the exact engine everything but `seconds` is a pure function of
 * the spec, its chain hash and the dataset, however often the training was interrupted.
 * @throws TrainingError
 */
export async function train(request: TrainingRequest): Promise<TrainingOutcome> {
  const { spec, chainHash, dataset, threads, memoryLimit, signal, resume, onCheckpoint } = request;
  const { recipe } = spec;
  const started = performance.now();
  const seconds = (): number => (resume?.seconds ?? 0) + (performance.now() - started) / 1000;
  const graph = decodeSpec(spec);
  checkData(dataset, spec);
  const length = { ...recipe, epochs: trainedEpochs(recipe) };
  requireNotAborted(signal);
  const split = drawSplit(recipe, dataset.train.labels.length);
  const create = request.engine ?? createExactEngine;
  let engine: TrainingEngine | undefined;
  const stop = (): void => void engine?.close();
  signal?.addEventListener('abort', stop);
  try {
    const normalisation = await measureNormalisation(dataset, split.train, signal);
    const { batchSize } = recipe;
    const limit = memoryLimit === undefined ? {} : { memoryLimit };
    const plan = planFromGraph(graph, recipe.auxiliaryWeight);
    engine = await create(plan, { batchSize, threads, normalisation, ...limit });
    requireNotAborted(signal);
    const { numericClass } = engine;
    if (resume !== undefined) checkResume(resume, { chainHash, numericClass }, length);
    const runner = new EpochRunner(engine, request, { split, mean: normalisation.mean });
    while (runner.curve.length < epochsRun(length, runner.hits)) {
      const state = await runner.next();
      onCheckpoint?.({
        chainHash,
        numericClass,
        curve: [...runner.curve],
        state,
        seconds: seconds(),
      });
    }
    runner.end();
    const last = runner.curve.at(-1);
    if (last === undefined) throw new RangeError('a recipe has at least one epoch');
    return {
      accuracy: (100 * last.hits) / recipe.validationSamples,
      params: graph.params,
      flops: graph.flops,
      numericClass,
      digest: last.digest,
      curve: [...runner.curve],
      seconds: seconds(),
    };
  } catch (cause) {
    throw signal?.aborted ? aborted(cause) : asTrainingError(cause);
  } finally {
    signal?.removeEventListener('abort', stop);
    await engine?.close();
  }
}

function requireNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal.reason);
}

function aborted(cause: unknown): TrainingError {
  return new TrainingError('aborted', 'The training run was aborted.', { cause });
}

function asTrainingError(cause: unknown): unknown {
  if (!(cause instanceof ExactError)) return cause;
  switch (cause.code) {
    case 'non-finite':
      return new TrainingError('diverged', cause.message, { cause });
    case 'out-of-memory':
      return new TrainingError('out-of-memory', cause.message, { cause });
    default:
      return new TrainingError('engine-failed', `The exact engine failed: ${cause.message}`, { cause });
  }
}
