import { fork, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BACKEND_NAMES,
  type BackendName,
  type BackendStatus,
  findBackends,
  pinnedPackages,
  probeBackend,
  setupFolder,
} from '@naschain/training';
import {
  explainFailure,
  installManifest,
  needsDownload,
  orderOf,
  statusLine,
  USAGE,
} from './setupTensorflowCommand.ts';

const PROBE = 'probe';
const PROBE_MS = 120_000;
/** The native library has some 200 MB for the processor and 500 MB for CUDA. */
const INSTALL_MS = 20 * 60_000;

async function main(args: readonly string[]): Promise<number> {
  const order = orderOf(args);
  if (order === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  let works = false;
  for (const backend of order) {
    works = await setUp(backend);
    if (works) break;
  }
  process.stdout.write('\nTensorFlow on this machine:\n');
  for (const status of await findBackends(probeApart)) process.stdout.write(`  ${statusLine(status)}\n`);
  const verdict = works
    ? '\nMiners may use it now: --engine tensorflow, or --engine auto for whatever is faster here.\n'
    : '\nNothing was set up; miners use the exact engine, which needs none of this.\n';
  process.stdout.write(verdict);
  return works ? 0 : 1;
}

/** Whether a backend works, after installing it if it did not before. */
async function setUp(backend: BackendName): Promise<boolean> {
  if ((await probeApart(backend)).works) {
    process.stdout.write(`${backend}: works already\n`);
    return true;
  }
  const packages = pinnedPackages(backend);
  process.stdout.write(`${backend}: installing ${packages.map(({ name }) => name).join(', ')} …\n`);
  const folder = setupFolder(backend);
  const reason = await install(backend, folder);
  const status: BackendStatus =
    reason === null ? await probeApart(backend) : { name: backend, works: false, reason };
  if (status.works) {
    process.stdout.write(`${backend}: works on ${status.device}\n`);
    return true;
  }
  process.stdout.write(`${backend}: ${status.reason}\n`);
  await rm(folder, { recursive: true, force: true });
  return false;
}

/** Installs a backend into a folder of its own; why it failed, or null. */
async function install(backend: BackendName, folder: string): Promise<string | null> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const packages = pinnedPackages(backend);
  await writeFile(join(folder, 'package.json'), installManifest(packages, backend));
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const steps = [['install', '--ignore-scripts', ...quiet]];
  if (needsDownload(backend)) {
    steps.push(['rebuild', '--ignore-scripts=false', ...packages.map(({ name }) => name)]);
  }
  for (const step of steps) {
    const { exitCode, output } = await runNpm(step, folder);
    if (exitCode !== 0) return explainFailure(output, exitCode);
  }
  return null;
}

/** `exitCode` is null if it had to be ended. */
function runNpm(args: readonly string[], cwd: string): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve) => {
    const shell = process.platform === 'win32';
    const child = spawn('npm', args, { cwd, shell, stdio: ['ignore', 'pipe', 'pipe'], timeout: INSTALL_MS });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ exitCode: 1, output: error.message }));
    child.on('close', (exitCode) => resolve({ exitCode, output }));
  });
}

/** Probes in a process of its own: a broken native library may end it. */
function probeApart(backend: BackendName): Promise<BackendStatus> {
  return new Promise((resolve) => {
    const child = fork(import.meta.filename, [PROBE, backend], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: PROBE_MS,
    });
    let status: BackendStatus = {
      name: backend,
      works: false,
      reason: 'its process ended without an answer',
    };
    child.on('message', (message) => {
      status = message as BackendStatus;
    });
    child.on('close', () => resolve(status));
  });
}

async function answerProbe(name: string | undefined): Promise<void> {
  const backend = BACKEND_NAMES.find((known) => known === name);
  if (backend === undefined) throw new RangeError(`there is no backend ${name}`);
  const status = await probeBackend(backend);
  // Native libraries keep the process alive otherwise.
  process.send?.(status, () => process.exit(0));
}

const [command, ...rest] = process.argv.slice(2);
if (command === PROBE) await answerProbe(rest[0]);
else process.exitCode = await main(process.argv.slice(2));
