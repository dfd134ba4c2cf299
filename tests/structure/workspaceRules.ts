import { dirname, join } from 'node:path/posix';
import { z } from 'zod';
import { importsOf } from './imports.ts';
import { isTest, type SourceFile } from './sourceRules.ts';

const SCOPE = '@naschain/';

/** Which workspace package may know which. */
export const ALLOWED_EDGES: Readonly<Record<string, readonly string[]>> = {
  'packages/search': ['network'],
  'packages/network': [],
  'packages/consensus': [],
  'packages/exact': [],
  'packages/charts': [],
  'packages/protocol': ['network', 'search'],
  'packages/chain': ['protocol'],
  'packages/datasets': ['protocol'],
  'packages/training': ['consensus', 'exact', 'network', 'datasets', 'protocol'],
  'packages/database': ['consensus', 'protocol'],
  'apps/genomaster': ['consensus', 'database', 'datasets', 'network', 'protocol', 'search'],
  'apps/miner': ['chain', 'datasets', 'network', 'protocol', 'training'],
  'apps/validator': ['chain', 'consensus', 'network', 'protocol'],
  'apps/web': ['charts', 'network', 'protocol'],
};

/** Edges of `import type` only: the router's type, from which tRPC clients take theirs. */
export const TYPE_EDGES: Readonly<Record<string, readonly string[]>> = {
  'apps/miner': ['genomaster'],
  'apps/validator': ['genomaster'],
  'apps/web': ['genomaster'],
};

const dependencies = z.record(z.string(), z.string()).default({});
export const manifestSchema = z.object({
  name: z.string(),
  exports: z.record(z.string(), z.string()).default({}),
  dependencies,
  devDependencies: dependencies,
  peerDependencies: dependencies,
  optionalDependencies: dependencies,
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A workspace package: its folder from the root (`packages/search`), manifest and sources. */
export interface Workspace {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly files: readonly SourceFile[];
}

interface Use {
  readonly path: string;
  readonly specifier: string;
  /** `@scope/name` or `name`. */
  readonly packageName: string;
  readonly typeOnly: boolean;
}

function usesOf({ files }: Workspace): Use[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(({ specifier }) => /^[@a-z]/.test(specifier) && !specifier.startsWith('node:'))
      .map(({ specifier, typeOnly }) => ({
        path,
        specifier,
        packageName: specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'),
        typeOnly,
      })),
  );
}

/** Edges that are not allowed, and value imports where only types are. */
export function edgeViolations(workspace: Workspace): string[] {
  const { folder } = workspace;
  const allowed = ALLOWED_EDGES[folder];
  if (allowed === undefined) return [`${folder} is not in ALLOWED_EDGES: say what it may import`];
  const types = TYPE_EDGES[folder] ?? [];
  return usesOf(workspace)
    .filter(({ packageName }) => packageName.startsWith(SCOPE))
    .flatMap(({ path, packageName, typeOnly }) => {
      const target = packageName.slice(SCOPE.length);
      if (allowed.includes(target)) return [];
      if (types.includes(target)) {
        return typeOnly ? [] : [`${path} imports values of ${packageName}: only import type is allowed`];
      }
      return [`${path} imports ${packageName}: dependencies point the other way`];
    });
}

/** Imports that go past the public face of a package. */
export function deepImportViolations(workspace: Workspace, all: readonly Workspace[]): string[] {
  const faces = new Set(
    all.flatMap(({ manifest }) => Object.keys(manifest.exports).map((face) => join(manifest.name, face))),
  );
  const outside = workspace.files.flatMap(({ path, text }) =>
    importsOf(text)
      .filter(({ specifier }) => specifier.startsWith('.'))
      .filter(({ specifier }) => !`${join(dirname(path), specifier)}/`.startsWith(`${workspace.folder}/`))
      .map(({ specifier }) => `${path} imports ${specifier}: it lies outside its package`),
  );
  const deep = usesOf(workspace)
    .filter(({ packageName, specifier }) => packageName.startsWith(SCOPE) && !faces.has(specifier))
    .map(({ path, specifier }) => `${path} imports ${specifier}: not exported by that package`);
  return [...outside, ...deep];
}

/** Imports that package.json does not declare, and declared workspace packages that nothing imports. */
export function manifestViolations(workspace: Workspace, root: Manifest): string[] {
  const { manifest, folder } = workspace;
  const run = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies };
  const uses = usesOf(workspace);
  const undeclared = uses.flatMap(({ path, packageName, typeOnly }) => {
    const bundled = path.startsWith(`${folder}/src/`) && !isTest(path) && !typeOnly;
    if (packageName in run || packageName === manifest.name) return [];
    if (!bundled && packageName in manifest.devDependencies) return [];
    if (!bundled && packageName in root.devDependencies && !packageName.startsWith(SCOPE)) return [];
    const section = bundled ? 'dependencies' : 'dependencies or devDependencies';
    return [`${path} imports ${packageName}: not in the ${section} of ${folder}/package.json`];
  });
  const imported = new Set(uses.map(({ packageName }) => packageName));
  const unused = Object.keys({ ...run, ...manifest.devDependencies })
    .filter((name) => name.startsWith(SCOPE) && !imported.has(name))
    .map((name) => `${folder}/package.json declares ${name}, which nothing in it imports`);
  return [...undeclared, ...unused];
}

/** Each cycle of workspace packages once, as `a → b → a`. */
export function cycleViolations(all: readonly Workspace[]): string[] {
  const edges = new Map(
    all.map((workspace) => {
      const names = usesOf(workspace).map(({ packageName }) => packageName);
      const targets = names.filter((name) => name.startsWith(SCOPE) && name !== workspace.manifest.name);
      return [workspace.manifest.name, [...new Set(targets)].sort()];
    }),
  );
  const cycles = new Set<string>();
  const done = new Set<string>();
  const visit = (name: string, trail: readonly string[]): void => {
    const start = trail.indexOf(name);
    if (start !== -1) {
      cycles.add([...trail.slice(start), name].join(' → '));
      return;
    }
    if (done.has(name)) return;
    for (const target of edges.get(name) ?? []) visit(target, [...trail, name]);
    done.add(name);
  };
  for (const name of edges.keys()) visit(name, []);
  return [...cycles];
}
