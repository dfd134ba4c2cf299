import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

// Bundles one app for Node: our packages are compiled in (they are TypeScript sources), everything from npm stays outside.

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const onlyOurs: Plugin = {
  name: 'only-workspace-packages-inside',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || path.startsWith('@naschain/')) return null;
      return { path, external: true };
    });
  },
};

const app = process.argv[2];
if (app === undefined) throw new Error('usage: bundle APP, where apps/APP/src/main.ts is the entry');
const directory = join(root, 'apps', app);
const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };

await build({
  entryPoints: [join(directory, 'src/main.ts')],
  outfile: join(directory, 'dist/main.js'),
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: true,
  define: { NASCHAIN_VERSION: JSON.stringify(version) },
  plugins: [onlyOurs],
  logLevel: 'warning',
});
