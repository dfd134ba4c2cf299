import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { busyWarning } from '../busyMachine.ts';
import { refuse } from '../commandLine.ts';
import { netOf } from '../networks/nets.ts';
import { findPyTorch, matrixSpeed, missingPyTorch, type PyTorch } from '../pytorch.ts';
import { ENGINES } from './engines.ts';
import { measureNet, type Variant } from './measureNet.ts';
import { parseOptions, type TrainOptions } from './options.ts';
import { loopSpeed } from './peak.ts';
import { trainTable } from './report.ts';
import { digestConflicts, type Row } from './rows.ts';

const began = performance.now();

const options = parseOptions(process.argv.slice(2));
if ('text' in options) refuse(options);

const warning = busyWarning('bench:train', loadavg()[0] ?? 0, availableParallelism());
if (warning !== null) console.error(warning);
const variants = variantsOf(options);
if (variants.length === 0) {
  console.error('bench:train: none of these builds runs here; `npm run doctor -w @naschain/exact` says why');
  process.exit(1);
}
const pytorch = options['no-peers'] ? null : await pytorchOrWarning();
const peakGflops = await peakOf(options.threads, pytorch);
progress(peakGflops === null ? 'no peak speed: no C++ compiler' : `peak ${peakGflops.toFixed(0)} GFLOP/s`);
const { rows, problems } = await benchmark(options);

if (options.json) console.log(JSON.stringify({ peakGflops, nets: rows }));
else console.log(trainTable(peakGflops, rows));
for (const problem of problems) console.error(`bench:train: FAILED: ${problem}`);
if (problems.length > 0) process.exitCode = 1;

async function benchmark({ nets, batches, rounds, seconds, threads }: TrainOptions) {
  const rows: Row[] = [];
  const problems: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'naschain-bench-'));
  try {
    for (const name of nets) {
      const network = netOf(name);
      for (const batch of batches) {
        const shared = { net: name, network, batch, threads, variants, pytorch, peakGflops };
        const measured = await measureNet({ ...shared, rounds, seconds, folder });
        rows.push(...measured.rows);
        problems.push(...measured.problems);
        progress(`net ${name}, batch ${batch}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const exact = ENGINES.filter((engine) => engine.exact).map((engine) => engine.name);
  problems.push(...digestConflicts(rows, exact).map((conflict) => `digests differ, ${conflict}`));
  return { rows, problems };
}

/** All engines in the builds that were asked for and run here. */
function variantsOf({ builds }: TrainOptions): Variant[] {
  return ENGINES.flatMap((engine) =>
    engine
      .builds()
      .filter(({ name, available }) => available && (builds?.includes(name) ?? true))
      .map(({ name }) => ({ engine: engine.name, build: name })),
  );
}

async function pytorchOrWarning(): Promise<PyTorch | null> {
  const found = await findPyTorch();
  if ('version' in found) return found;
  console.error(missingPyTorch('bench:train', found.absent));
  return null;
}

/** GFLOP/s: the best that anything reaches here; null where nothing can be measured. */
async function peakOf(threads: number, pytorch: PyTorch | null): Promise<number | null> {
  const speeds = [await loopSpeed(threads), pytorch === null ? null : await matrixSpeed(pytorch, threads)];
  const known = speeds.filter((speed) => speed !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** On stderr, so that stdout is the result alone. */
function progress(what: string): void {
  console.error(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${what}`);
}
