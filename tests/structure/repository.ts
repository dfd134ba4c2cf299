import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceFile } from './sourceRules.ts';
import { type Manifest, manifestSchema, type Workspace } from './workspaceRules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'coverage', 'test-results']);

/** All TypeScript under a folder; built, generated and hidden folders are left out. */
export function sourcesUnder(folder: string): SourceFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry): SourceFile[] => {
    const path = `${folder}/${entry.name}`;
    if (SKIPPED.has(entry.name) || entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return sourcesUnder(path);
    if (!/\.tsx?$/.test(entry.name) || entry.name.endsWith('.d.ts')) return [];
    return [{ path, text: readFileSync(join(ROOT, path), 'utf8') }];
  });
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function readManifest(path: string): Manifest {
  return manifestSchema.parse(JSON.parse(readText(path)));
}

export function readWorkspaces(): Workspace[] {
  return ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => {
      const folder = `${parent}/${name}`;
      return { folder, manifest: readManifest(`${folder}/package.json`), files: sourcesUnder(folder) };
    }),
  );
}
