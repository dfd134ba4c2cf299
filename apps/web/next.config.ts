import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Workspace packages are TypeScript sources.
  transpilePackages: ['@naschain/charts', '@naschain/network', '@naschain/protocol'],
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // `npm run typecheck` checks this app together with the API types it imports; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
};

export default config;
