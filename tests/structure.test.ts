import { assignmentDiagram, jobDiagram } from '@naschain/consensus';
import { describe, expect, it } from 'vitest';
import { codeOnly } from './structure/codeOnly.ts';
import { importsOf } from './structure/imports.ts';
import { readManifest, readText, readWorkspaces, sourcesUnder } from './structure/repository.ts';
import {
  environmentViolations,
  purityViolations,
  type SourceFile,
  styleViolations,
} from './structure/sourceRules.ts';
import {
  ALLOWED_EDGES,
  cycleViolations,
  deepImportViolations,
  edgeViolations,
  manifestSchema,
  manifestViolations,
  type Workspace,
} from './structure/workspaceRules.ts';

const workspaces = readWorkspaces();
const root = readManifest('package.json');
const packageFiles = workspaces.flatMap(({ files }) => files);
const allFiles = [...packageFiles, ...['tests', 'scripts', 'bench', 'prisma'].flatMap(sourcesUnder)];

describe('the repository', () => {
  it('is found at all', () => {
    expect(workspaces.map(({ folder }) => folder).sort()).toEqual(Object.keys(ALLOWED_EDGES).sort());
    expect(packageFiles.length).toBeGreaterThan(100);
    expect(workspaces.flatMap(edgeTargets).length).toBeGreaterThan(20);
  });

  it('has no dependency in the wrong direction', () => {
    expect(workspaces.flatMap(edgeViolations)).toEqual([]);
  });

  it('has no cycle', () => {
    expect(cycleViolations(workspaces)).toEqual([]);
  });

  it('goes through the public face of each package', () => {
    expect(workspaces.flatMap((workspace) => deepImportViolations(workspace, workspaces))).toEqual([]);
  });

  it('declares what it imports, and imports the workspace packages it declares', () => {
    expect(workspaces.flatMap((workspace) => manifestViolations(workspace, root))).toEqual([]);
  });

  it('keeps the pure packages pure', () => {
    expect(packageFiles.flatMap(purityViolations)).toEqual([]);
  });

  it('reads the environment in env.ts only', () => {
    expect(packageFiles.flatMap(environmentViolations)).toEqual([]);
  });

  it('keeps to the style that tools do not check', () => {
    expect(allFiles.flatMap(styleViolations)).toEqual([]);
  });

  it('shows the state machines in the README as they are in the code', () => {
    const readme = readText('packages/consensus/README.md');
    for (const diagram of [assignmentDiagram(), jobDiagram()]) {
      expect(readme).toContain(`\`\`\`mermaid\n${diagram}\n\`\`\``);
    }
  });
});

function edgeTargets({ files }: Workspace): string[] {
  return files.flatMap(({ text }) => importsOf(text).map(({ specifier }) => specifier)).filter(isOurs);
}

function isOurs(specifier: string): boolean {
  return specifier.startsWith('@naschain/');
}

// The rules themselves, on small bad samples: a rule that cannot fail protects nothing.

function workspace(folder: string, text: string, manifest: object = {}, file = 'src/index.ts'): Workspace {
  const name = `@naschain/${folder.split('/')[1] ?? ''}`;
  return {
    folder,
    manifest: manifestSchema.parse({ name, exports: { '.': './src/index.ts' }, ...manifest }),
    files: [{ path: `${folder}/${file}`, text }],
  };
}

const file = (path: string, text: string): SourceFile => ({ path, text });

describe('importsOf', () => {
  it('finds every form of import', () => {
    const source = [
      "import a from 'a';",
      "import {\n  b,\n} from 'b';",
      "import type { C } from 'c';",
      "export type { D } from 'd';",
      "export { e } from 'e';",
      "import 'f';",
      "const g = await import('g');",
      "import { type H } from 'h';",
      "import * as i from 'i';",
    ].join('\n');
    expect(
      importsOf(source).map(({ specifier, typeOnly }) => `${specifier}${typeOnly ? ' type' : ''}`),
    ).toEqual(['a', 'b', 'c type', 'd type', 'e', 'f', 'g', 'h', 'i']);
  });

  it('takes text and comments for what they are', () => {
    const source =
      "const text = \"import x from 'x'\"; // import 'y'\n/* import 'z' */ export const from = 'w';";
    expect(importsOf(source)).toEqual([]);
  });
});

describe('codeOnly', () => {
  it('blanks comments, strings, templates and regular expressions, and keeps offsets', () => {
    const source = `a('Date // no'); // Date\nb(\`Date \${c({ d: \`Date\` })} Date\`); e(/Date['"]/g); f = 4 / 2 / g;`;
    const code = codeOnly(source);
    expect(code).toHaveLength(source.length);
    expect(code).not.toContain('Date');
    for (const kept of ['a(', 'b(', 'c({ d:', 'e(', 'f = 4 / 2 / g;']) {
      expect(code.indexOf(kept)).toBe(source.indexOf(kept));
    }
  });

  it('is not misled by an apostrophe in JSX text', () => {
    expect(codeOnly("<p>It's</p>\nnext(x)")).toContain('next(x)');
  });
});

describe('dependency rules', () => {
  it('refuse an edge against the direction', () => {
    expect(
      edgeViolations(workspace('packages/consensus', "import { a } from '@naschain/protocol';")),
    ).toHaveLength(1);
    expect(
      edgeViolations(workspace('packages/search', "export type { A } from '@naschain/database';")),
    ).toHaveLength(1);
    expect(edgeViolations(workspace('packages/search', "import { a } from '@naschain/network';"))).toEqual(
      [],
    );
    expect(edgeViolations(workspace('packages/newcomer', ''))).toHaveLength(1);
  });

  it('let an app import the type of the router, not its value', () => {
    const type = "import type { AppRouter } from '@naschain/genomaster';";
    expect(edgeViolations(workspace('apps/miner', type))).toEqual([]);
    const value = "import { type AppRouter } from '@naschain/genomaster';";
    expect(edgeViolations(workspace('apps/miner', value))).toHaveLength(1);
  });

  it('refuse imports past the public face', () => {
    const all = [workspace('packages/network', '')];
    const deep = (text: string) => deepImportViolations(workspace('packages/search', text), all);
    expect(deep("import { a } from '@naschain/network';")).toEqual([]);
    expect(deep("import { a } from './own.ts'; import '../scripts/x.ts';")).toEqual([]);
    expect(deep("import { a } from '@naschain/network/src/graph.ts';")).toHaveLength(1);
    expect(deep("import { a } from '../../network/src/graph.ts';")).toHaveLength(1);
  });

  it('find cycles', () => {
    const one = workspace('packages/search', "import '@naschain/network';");
    const two = workspace('packages/network', "import '@naschain/search';");
    expect(cycleViolations([one, two])).toEqual(['@naschain/search → @naschain/network → @naschain/search']);
    expect(cycleViolations([one, workspace('packages/network', '')])).toEqual([]);
  });

  it('compare imports with package.json', () => {
    const none = manifestSchema.parse({ name: 'root', devDependencies: { vitest: '1' } });
    const check = (text: string, manifest: object, path?: string) =>
      manifestViolations(workspace('packages/chain', text, manifest, path), none);
    const zod = "import { z } from 'zod';";
    expect(check(zod, {})).toHaveLength(1);
    expect(check(zod, { dependencies: { zod: '4' } })).toEqual([]);
    expect(check(zod, { devDependencies: { zod: '4' } })).toHaveLength(1);
    expect(check(zod, { devDependencies: { zod: '4' } }, 'src/a.test.ts')).toEqual([]);
    expect(check("import { it } from 'vitest';", {}, 'src/a.test.ts')).toEqual([]);
    expect(check("import { it } from 'vitest';", {})).toHaveLength(1);
    expect(check('', { dependencies: { '@naschain/protocol': '0.1.0' } })).toHaveLength(1);
  });
});

describe('source rules', () => {
  it.each([
    'const now = Date.now();',
    'const now: Date = given;',
    'Math.random();',
    'export async function f() {}',
    'const later = new Promise(run);',
    'fetch(url);',
    'setTimeout(f, 1);',
    'process.exit(1);',
    'globalThis.x;',
    "import { readFile } from 'node:fs';",
  ])('refuse %s in a pure package', (text) => {
    expect(purityViolations(file('packages/consensus/src/a.ts', text))).toHaveLength(1);
    expect(purityViolations(file('packages/consensus/src/a.test.ts', text))).toEqual([]);
    expect(purityViolations(file('packages/database/src/a.ts', text))).toEqual([]);
  });

  it('let pure code be', () => {
    const text = "// Date\nconst update = { process: 1, date: 'Date' }; Math.sqrt(2); view.process(1);";
    expect(purityViolations(file('packages/search/src/a.ts', text))).toEqual([]);
  });

  it('refuse functions in search that engines round differently', () => {
    for (const call of ['Math.log(x)', 'Math.pow(2, x)', 'Math.sin(x)', 'Math.hypot(x, y)']) {
      expect(purityViolations(file('packages/search/src/a.ts', call))).toHaveLength(1);
      expect(purityViolations(file('packages/network/src/a.ts', call))).toEqual([]);
    }
  });

  it('refuse process.env outside env.ts', () => {
    const text = 'const home = process.env.HOME;';
    expect(environmentViolations(file('apps/miner/src/main.ts', text))).toHaveLength(1);
    expect(environmentViolations(file('apps/miner/src/env.ts', text))).toEqual([]);
    expect(environmentViolations(file('apps/miner/src/main.test.ts', text))).toEqual([]);
  });

  it.each([
    ["export * from './a.ts';", 'src/a.ts'],
    ["export * as a from './a.ts';", 'src/a.ts'],
    ['const a = list[0]!;', 'src/a.ts'],
    ['f(a!, b);', 'src/a.ts'],
    ['let a!: number;', 'src/a.ts'],
    ['const a = <p>{list[0]!.name}</p>;', 'src/A.tsx'],
    ['', 'src/utils.ts'],
    ['', 'src/helpers.tsx'],
  ])('refuse %j in %s', (text, path) => {
    expect(styleViolations(file(`packages/chain/${path}`, text))).toHaveLength(1);
  });

  it('refuse a file of 401 lines', () => {
    expect(styleViolations(file('packages/chain/src/a.ts', '\n'.repeat(401)))).toHaveLength(1);
    expect(styleViolations(file('packages/chain/src/a.ts', '\n'.repeat(400)))).toEqual([]);
  });

  it('let good style be', () => {
    const text = "if (!a || b !== c) throw new Error('no!'); // x!\nconst ok = !(a && !b);\n";
    expect(styleViolations(file('packages/chain/src/a.ts', text))).toEqual([]);
    expect(styleViolations(file('apps/web/src/A.tsx', '<p>Done!</p>'))).toEqual([]);
  });
});
