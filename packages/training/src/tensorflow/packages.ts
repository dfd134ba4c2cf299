import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BackendName } from './backend.ts';

/** What a backend needs; the first one is the namespace in use. */
const PACKAGES: Record<BackendName, readonly string[]> = {
  cuda: ['@tensorflow/tfjs-node-gpu'],
  node: ['@tensorflow/tfjs-node'],
  webgpu: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu', 'webgpu'],
  cpu: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'],
};

const MANIFEST = '@naschain/training/package.json';

/** A package that a backend needs, at the version that this package's peer dependencies name. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
}

export function pinnedPackages(backend: BackendName): PinnedPackage[] {
  const peers = field(createRequire(import.meta.url)(MANIFEST), 'peerDependencies');
  return PACKAGES[backend].map((name) => ({ name, version: String(field(peers, name)) }));
}

/** Where `npm run setup:gpu` and `setup:tfjs` install a backend, apart from everything that npm looks after itself. */
export function setupFolder(backend: BackendName): string {
  const manifest = createRequire(import.meta.url).resolve(MANIFEST);
  return join(dirname(manifest), '.tensorflow', backend);
}

export type Installation =
  | { readonly kind: 'installed'; readonly require: NodeJS.Require }
  | { readonly kind: 'missing'; readonly reason: string };

/** Finds the packages of a backend, all in one place, so that they share one core: installed as usual, or by the setup. */
export function findInstallation(backend: BackendName): Installation {
  const needed = pinnedPackages(backend);
  let reason = 'not installed';
  for (const from of [import.meta.url, join(setupFolder(backend), 'package.json')]) {
    const require = createRequire(from);
    const found = needed.map(({ name }) => versionOf(require, name));
    if (found.includes(null)) continue;
    const wrong = needed.findIndex(({ version }, place) => version !== found[place]);
    if (wrong < 0) return { kind: 'installed', require };
    reason = `${needed[wrong]?.name} ${found[wrong]} is installed, ${needed[wrong]?.version} is needed`;
  }
  return { kind: 'missing', reason };
}

/** Why a backend cannot even be tried on this machine; null if its packages are there. */
export function whyMissing(backend: BackendName): string | null {
  const installation = findInstallation(backend);
  return installation.kind === 'missing' ? installation.reason : null;
}

function versionOf(require: NodeJS.Require, name: string): string | null {
  try {
    return String(field(require(`${name}/package.json`), 'version'));
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
