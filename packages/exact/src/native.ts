import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openAddon } from './addonModule.ts';
import type { NativeAddon } from './builds.ts';
import { nativeSources } from './generated/engineAssets.ts';

/** Looks for the native builds where `npm run generate` leaves them, and loads them. */
export function findNative(): NativeAddon {
  try {
    const path = addonPath();
    if (!existsSync(path)) {
      return missing(`there is no ${path}; \`npm run generate\` makes it where a C++ compiler is installed`);
    }
    const { builds, sources } = openAddon(path);
    if (sources !== nativeSources) {
      return missing(`${path} was built from other sources; run \`npm run generate\``);
    }
    return { kind: 'loaded', path, builds };
  } catch (cause) {
    return missing(`loading it failed: ${cause instanceof Error ? cause.message : cause}`);
  }
}

/** In this package's folder, wherever the calling code was bundled into. */
function addonPath(): string {
  const manifest = createRequire(import.meta.url).resolve('@naschain/exact/package.json');
  return join(dirname(manifest), 'native', `${process.platform}-${process.arch}`, 'exact.node');
}

function missing(reason: string): NativeAddon {
  return { kind: 'missing', reason };
}
