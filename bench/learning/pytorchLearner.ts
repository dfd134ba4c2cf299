import { z } from 'zod';
import { LineProcess } from '../lineProcess.ts';
import type { NetworkDescription } from '../networks/description.ts';
import { type PyTorch, peerScript } from '../pytorch.ts';
import type { Learner } from './learner.ts';
import type { LearningRecipe } from './recipe.ts';

/** Of starting and reading the data; of an epoch, at ten images a second. */
const PATIENCE_SECONDS = { start: 300, epoch: 6000 };
const epochSchema = z.object({ loss: z.number(), hits: z.number() });

export interface PyTorchLearnerOptions {
  readonly network: NetworkDescription;
  readonly datasetPath: string;
  readonly images: number;
  readonly recipe: LearningRecipe;
  readonly threads: number;
  /** Where the initial weights of each training are. */
  readonly weightsPath: string;
}

/** PyTorch in a process of its own, with `channels_last`, its fastest setting. */
export async function openPyTorchLearner(
  { python, version }: PyTorch,
  { network, datasetPath, images, recipe, threads, weightsPath }: PyTorchLearnerOptions,
): Promise<Learner> {
  const process = new LineProcess(python, peerScript('learn_pytorch.py'));
  const opening = { command: 'open', network, dataset: datasetPath, images, recipe, threads };
  try {
    await process.ask(opening, PATIENCE_SECONDS.start);
  } catch (error) {
    await process.close();
    throw error;
  }
  return {
    engine: 'pytorch',
    setting: version,
    start: async (seed) => {
      await process.ask({ command: 'start', seed, weights: weightsPath }, PATIENCE_SECONDS.start);
    },
    epoch: async () => epochSchema.parse(await process.ask({ command: 'epoch' }, PATIENCE_SECONDS.epoch)),
    close: () => process.close(),
  };
}
