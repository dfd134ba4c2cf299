// Compiles cpp/ to WebAssembly and bundles the compute thread, both as strings into src/generated/engineAssets.ts, so
// that the engine needs no files at run time, wherever it is bundled into. Skipped while its inputs are unchanged.
// Usage: buildWasm.ts [FILE]
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { VECTOR_LENGTHS } from '../src/builds.ts';
import { ARENA_START } from '../src/program/arena.ts';
import { isWasmGlobal, wasm } from '../src/webAssembly.ts';
import { hashSources, packageRoot, readSources } from './sources.ts';

const FLAGS = [
  '--target=wasm32',
  '-std=c++20',
  '-O3',
  '-msimd128',
  '-matomics',
  '-mbulk-memory',
  '-mmutable-globals',
  // A fused multiply-add rounds once instead of twice: other bits.
  '-ffp-contract=off',
  '-nostdlib',
  '-fno-exceptions',
  '-fno-rtti',
  '-Wall',
  '-Wextra',
  '-Werror',
  `-DVL=${VECTOR_LENGTHS.wasm}`,
  '-Wl,--no-entry',
  '-Wl,--export=__stack_pointer',
  '-Wl,--export=__heap_base',
  '-Wl,--import-memory',
  '-Wl,--shared-memory',
  '-Wl,--max-memory=4294967296',
  '-Wl,-z,stack-size=16384',
];

const target = process.argv[2] ?? join(packageRoot, 'src/generated/engineAssets.ts');

function hashInputs(sources: Record<string, string>): string {
  const hash = createHash('sha256').update(JSON.stringify([sources, FLAGS]));
  for (const file of [
    'scripts/buildWasm.ts',
    'src/addonModule.ts',
    'src/computeThread.ts',
    'src/control.ts',
    'src/webAssembly.ts',
    'package.json',
  ]) {
    hash.update(readFileSync(join(packageRoot, file)));
  }
  return hash.digest('hex');
}

async function compileWasm(sources: Record<string, string>): Promise<Uint8Array> {
  // Imported here, as loading the compiler takes longer than a build that has nothing to do.
  const { commands, Exit, runLLVM } = await import('@yowasp/clang');
  // Without arguments it only loads its files; else it would report its progress on the console.
  await runLLVM(undefined, {}, { fetchProgress: () => {} });
  const messages: Uint8Array[] = [];
  const stderr = (bytes: Uint8Array | null): void => void (bytes && messages.push(bytes.slice()));
  const log = (): string => Buffer.concat(messages).toString();
  try {
    const args = [...FLAGS, 'engine.cpp', '-o', 'engine.wasm'];
    const files = await commands['clang++'](args, sources, { stderr, stdout: stderr });
    const bytes = files?.['engine.wasm'];
    if (!(bytes instanceof Uint8Array)) throw new Error(`The compiler wrote no engine.wasm.\n${log()}`);
    return bytes;
  } catch (cause) {
    if (cause instanceof Exit) throw new Error(`Compiling the engine failed.\n${log()}`, { cause });
    throw cause;
  }
}

/** The constants of the compiled code must end below the arena. */
async function checkHeapBase(bytes: Uint8Array): Promise<void> {
  const memory = new wasm.Memory({ initial: ARENA_START / 65_536, maximum: 65_536, shared: true });
  const { exports } = new wasm.Instance(await wasm.compile(bytes), { env: { memory } });
  const base = exports.__heap_base;
  if (!isWasmGlobal(base) || base.value > ARENA_START) {
    throw new Error("The engine's constants do not fit below the arena; raise ARENA_START.");
  }
}

async function bundleComputeThread(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(import.meta.resolve('../src/computeThread.ts'))],
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
  });
  return outputFiles[0]?.text ?? '';
}

async function main(): Promise<void> {
  const sources = readSources();
  const stamp = `// Inputs: ${hashInputs(sources)}`;
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(stamp)) {
    console.log('exact: WebAssembly is up to date');
    return;
  }
  const bytes = await compileWasm(sources);
  await checkHeapBase(bytes);
  const lines = [
    stamp,
    `/** Hash of cpp/; the native builds must have the same. */\nexport const nativeSources: string = '${hashSources(sources)}';`,
    `/** WebAssembly of cpp/, base64. */\nexport const engineWasm: string =\n  "${Buffer.from(bytes).toString('base64')}";`,
    `/** src/computeThread.ts, bundled. */\nexport const computeThreadSource: string =\n  ${JSON.stringify(await bundleComputeThread())};`,
  ];
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${lines.join('\n\n')}\n`);
  console.log(`exact: WebAssembly compiled, ${Math.ceil(bytes.length / 1024)} KiB`);
}

await main();
