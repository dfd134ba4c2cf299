// Compiles cpp/ to native code for this kind of processor, if the machine has a C++ compiler: one object for each
// instruction set, linked into a single Node-API addon, which picks at run time. Without it the engine runs WebAssembly:
// slower, with the same results. Usage: buildNative.ts [FOLDER]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildName, VECTOR_LENGTHS } from '../src/builds.ts';
import { hashSources, packageRoot, readSources } from './sources.ts';

const COMPILERS = ['c++', 'g++', 'clang++'];
const FLAGS = [
  '-std=c++20',
  '-O3',
  '-fPIC',
  // A fused multiply-add rounds once instead of twice: other bits.
  '-ffp-contract=off',
  // Square roots by instruction, without the C library's error reporting.
  '-fno-math-errno',
  '-fno-exceptions',
  '-fno-rtti',
  '-fvisibility=hidden',
  '-Wall',
  '-Wextra',
];

interface Target {
  readonly name: BuildName;
  readonly flags: readonly string[];
}

/** Compiler flags of the builds for a processor; the baseline needs none. */
const TARGETS: Readonly<Record<string, readonly Target[]>> = {
  x64: [
    { name: 'sse', flags: [] },
    { name: 'avx2', flags: ['-mavx2'] },
    {
      name: 'avx512',
      flags: ['-mavx512f', '-mavx512vl', '-mavx512dq', '-mavx512bw', '-mprefer-vector-width=512'],
    },
  ],
  arm64: [{ name: 'neon', flags: [] }],
};

const LINK_FLAGS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['-shared', '-Wl,-Bsymbolic', '-Wl,--as-needed'],
  darwin: ['-bundle', '-undefined', 'dynamic_lookup'],
};

/** @returns what to tell the user. */
async function build(folder: string): Promise<string> {
  const targets = TARGETS[process.arch];
  const linkFlags = LINK_FLAGS[process.platform];
  if (!targets || !linkFlags) {
    return skipped(`there is none for ${process.platform} on ${process.arch}`);
  }
  const compiler = findCompiler();
  if (!compiler) return skipped(`no C++ compiler (${COMPILERS.join(', ')}) is on the PATH`);
  const addon = join(folder, 'exact.node');
  const stamp = join(folder, 'inputs');
  const sources = readSources();
  const inputs = createHash('sha256')
    .update(JSON.stringify([sources, compiler, FLAGS, targets, linkFlags]))
    .digest('hex');
  if (existsSync(addon) && existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) {
    return 'native code is up to date';
  }
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(folder, 'build-'));
  try {
    const made = await compile(compiler.command, scratch, targets, linkFlags, hashSources(sources));
    // In one step, as a running process may have the old one open.
    renameSync(made, addon);
    writeFileSync(stamp, inputs);
  } catch (cause) {
    return skipped(`${compiler.command} failed: ${cause instanceof Error ? cause.message : cause}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return `native code compiled (${targets.map(({ name }) => name).join(', ')})`;
}

/** Makes the addon in `scratch` and returns its path. */
async function compile(
  compiler: string,
  scratch: string,
  targets: readonly Target[],
  linkFlags: readonly string[],
  sourcesHash: string,
): Promise<string> {
  const units = [
    ...targets.map(({ name, flags }) => {
      const defines = [`-DVL=${VECTOR_LENGTHS[name]}`, `-DBUILD=${name}`];
      return { source: 'kernels.cpp', object: `${name}.o`, flags: [...flags, ...defines] };
    }),
    { source: 'addon.cpp', object: 'addon.o', flags: [`-DSOURCES="${sourcesHash}"`] },
    { source: 'platform.cpp', object: 'platform.o', flags: [] },
  ];
  await Promise.all(
    units.map(({ source, object, flags }) => {
      const files = ['-c', join(packageRoot, 'cpp', source), '-o', join(scratch, object)];
      return call(compiler, [...FLAGS, ...flags, ...files]);
    }),
  );
  const addon = join(scratch, 'exact.node');
  await call(compiler, [...linkFlags, ...units.map(({ object }) => join(scratch, object)), '-o', addon]);
  return addon;
}

function skipped(reason: string): string {
  return `no native code, the engine runs WebAssembly: ${reason}`;
}

/** The first compiler on the PATH, with what it says about itself. */
function findCompiler(): { command: string; version: string } | undefined {
  for (const command of COMPILERS) {
    const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
    if (status === 0) return { command, version: stdout };
  }
  return undefined;
}

/** Runs a program and shows its warnings; rejects with its messages if it fails. */
function call(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const messages: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => messages.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      const text = Buffer.concat(messages).toString().trim();
      if (status !== 0) reject(new Error(text || `exit status ${status}`));
      else {
        if (text) console.warn(text);
        resolve();
      }
    });
  });
}

const folder = process.argv[2] ?? join(packageRoot, 'native', `${process.platform}-${process.arch}`);
console.log(`exact: ${await build(folder)}`);
