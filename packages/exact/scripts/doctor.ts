// `npm run doctor -w @naschain/exact`: which builds of the kernels run on this machine, whether they compute right, and
// how fast they are.
import { availableParallelism, cpus } from 'node:os';
import { type BuildName, ExactEngine, listBuilds, type Plan, selfTest } from '../src/index.ts';

const BATCH = 64;
const SIDE = 16;
const CHANNELS = 64;
const LAYERS = 4;
/** Per image: a multiplication and an addition for each of 9 taps of each pair of channels at each pixel. */
const FLOP = LAYERS * 2 * 9 * CHANNELS ** 2 * SIDE ** 2;
const REPEATS = 7;

/** Convolutions 3x3 one after another, and next to nothing else. */
const plan: Plan = {
  image: { height: SIDE, width: SIDE, channels: CHANNELS },
  classes: 2,
  ops: [
    ...Array.from({ length: LAYERS }, (_, input) => {
      return { kind: 'conv', input, kernel: 3, padding: 'same', outChannels: CHANNELS } as const;
    }),
    { kind: 'globalAveragePool', input: LAYERS },
    { kind: 'dense', input: LAYERS + 1, outFeatures: 2 },
  ],
};

/** The best of several runs, in GFLOP/s. */
async function measureConvolution(build: BuildName, threads: number): Promise<number> {
  const engine = await ExactEngine.create(plan, { batchSize: BATCH, threads, build });
  try {
    engine.initialise(1);
    const images = new Float32Array(BATCH * SIDE * SIDE * CHANNELS).fill(0.5);
    const labels = new Uint16Array(BATCH);
    let seconds = Number.POSITIVE_INFINITY;
    for (let run = 0; run < REPEATS; run++) {
      const started = performance.now();
      await engine.evaluate(images, labels);
      seconds = Math.min(seconds, (performance.now() - started) / 1000);
    }
    return (BATCH * FLOP) / seconds / 1e9;
  } finally {
    await engine.close();
  }
}

/** The build that `auto` takes. */
async function chosenBuild(): Promise<BuildName> {
  const engine = await ExactEngine.create(plan, { batchSize: 1, threads: 1 });
  await engine.close();
  return engine.build;
}

const threads = availableParallelism();
console.log(`${cpus()[0]?.model.trim() ?? process.arch}, ${threads} threads, Node ${process.version}`);
console.log(`Engines use: ${await chosenBuild()}\n`);
for (const status of listBuilds()) {
  const name = status.name.padEnd(7);
  if (!status.available) {
    console.log(`${name} not available: ${status.reason}`);
    continue;
  }
  const { digest, passed } = await selfTest(status.name);
  const counts = [...new Set([1, threads])];
  const speeds: string[] = [];
  for (const count of counts) {
    const speed = await measureConvolution(status.name, count);
    speeds.push(`${speed.toFixed(0)} GFLOP/s with ${count} ${count === 1 ? 'thread' : 'threads'}`);
  }
  console.log(
    `${name} self test ${passed ? 'passed' : 'FAILED'} (${digest.slice(0, 16)}), ${speeds.join(', ')}`,
  );
  if (!passed) process.exitCode = 1;
}
