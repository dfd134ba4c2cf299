// Entry of `npm run demo`, `npm test`, `npm run check` and the benchmarks. Plain JavaScript without imports from npm, because on a fresh
// clone nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const MINIMUM_NODE = [20, 19];

const [command = '', ...rest] = process.argv.slice(2);
const entries = {
  demo: 'scripts/demo/main.ts',
  test: 'scripts/test/main.ts',
  check: 'scripts/check.ts',
  'bench:search': 'bench/search/main.ts',
  'bench:train': 'bench/train/main.ts',
  'bench:learning': 'bench/learning/main.ts',
};
const entry = entries[command];
if (entry === undefined) fail(`unknown command "${command}"; use one of ${Object.keys(entries).join(', ')}`);

checkNode();
install();
const task = turboTask();
if (task !== null) run(bin('turbo'), ['run', task, '--output-logs=errors-only', '--log-order=grouped']);
const result = spawnSync(process.execPath, ['--import', 'tsx', entry, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: environment(),
});
process.exit(result.status ?? 1);

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantMajor, wantMinor] = MINIMUM_NODE;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  fail(
    `Node ${MINIMUM_NODE.join('.')} or newer is needed, this is ${process.versions.node}. Get it from nodejs.org.`,
  );
}

/** What has to be made before the entry can run; a search on a table runs from the sources. */
function turboTask() {
  const onTable = command === 'demo' && rest.some((option) => /^--table(?:=|$)/.test(option));
  if (onTable || command === 'bench:search') return null;
  return command === 'check' || command.startsWith('bench:') ? 'generate' : 'build';
}

/** Installs when nothing is installed, or when the lock file is newer than what is. */
function install() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log('Installing dependencies (once) …');
  // No package needs its install script here, and some of them download things that may be out of reach.
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
}

function run(program, args) {
  const shell = process.platform === 'win32';
  const done = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: environment(), shell });
  if (done.error) fail(`${program} cannot be started: ${done.error.message}`);
  if (done.status !== 0) fail(`"${[program, ...args].join(' ')}" failed; its output is above.`);
}

function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

function environment() {
  return {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    CHECKPOINT_DISABLE: '1',
  };
}

function fail(message) {
  console.error(`naschain: ${message}`);
  process.exit(1);
}
