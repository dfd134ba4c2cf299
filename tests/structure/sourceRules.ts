import { basename } from 'node:path/posix';
import { codeOnly } from './codeOnly.ts';
import { importsOf } from './imports.ts';

/** A file of the repository; `path` from its root, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const MAX_LINES = 400;
const PURE_PACKAGES = ['search', 'network', 'consensus'];

/** Tests, and what only tests use. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing\//.test(path);
}

/** Sources of apps and packages that run in production. */
function isProduct(path: string): boolean {
  return /^(apps|packages)\/[^/]+\/src\//.test(path) && !isTest(path);
}

function isPure(path: string): boolean {
  return PURE_PACKAGES.some((name) => path.startsWith(`packages/${name}/src/`)) && !isTest(path);
}

interface Forbidden {
  readonly pattern: RegExp;
  readonly what: string;
}

const IMPURE: readonly Forbidden[] = [
  {
    pattern: /(?<![.\w])(?:process|globalThis|window|document|performance|crypto)\b(?!['"]?\s*:)/,
    what: 'the environment',
  },
  { pattern: /(?<![.\w])Date\b/, what: 'the clock (Date)' },
  { pattern: /\bMath\.random\b/, what: 'randomness (Math.random)' },
  { pattern: /(?<![.\w])(?:async|await|Promise)\b(?!['"]?\s*:)/, what: 'asynchronous code' },
  { pattern: /(?<![.\w])fetch\s*\(/, what: 'the network (fetch)' },
  { pattern: /(?<![.\w])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/, what: 'timers' },
];

/** Engines round these differently; `Math.sqrt` is exact by IEEE 754. */
const TRANSCENDENTAL =
  /\bMath\.(?:a?(?:sin|cos|tan)h?|atan2|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot)\b/;

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function found(file: SourceFile, code: string, pattern: RegExp, message: string): string[] {
  const match = pattern.exec(code);
  return match === null ? [] : [`${file.path}:${lineOf(code, match.index)} ${message}`];
}

/** Pure packages: no clock, randomness, environment, asynchrony or Node; in search no function that engines round differently. */
export function purityViolations(file: SourceFile): string[] {
  if (!isPure(file.path)) return [];
  const code = codeOnly(file.text);
  const violations = IMPURE.flatMap(({ pattern, what }) =>
    found(file, code, pattern, `uses ${what}: pass it in as a value`),
  );
  for (const { specifier } of importsOf(file.text)) {
    if (specifier.startsWith('node:'))
      violations.push(`${file.path} imports ${specifier}: pure packages know no Node`);
  }
  if (file.path.startsWith('packages/search/')) {
    violations.push(...found(file, code, TRANSCENDENTAL, 'uses a function that engines round differently'));
  }
  return violations;
}

/** The environment is read, and checked, in one place of each app. */
export function environmentViolations(file: SourceFile): string[] {
  if (!isProduct(file.path) || basename(file.path) === 'env.ts') return [];
  return found(file, codeOnly(file.text), /\bprocess\s*\.\s*env\b/, 'reads process.env: only env.ts may');
}

/** Size, names, and syntax that hides things. */
export function styleViolations(file: SourceFile): string[] {
  const code = codeOnly(file.text);
  const violations = [
    ...found(file, code, /\bexport\s*\*/, 'has export *: name what is exported'),
    ...found(file, code, nonNull(file.path), 'has a non-null assertion: check and throw instead'),
  ];
  const lines = file.text.replace(/\n$/, '').split('\n').length;
  if (lines > MAX_LINES)
    violations.push(`${file.path} has ${lines} lines, more than ${MAX_LINES}: divide it`);
  if (/^(utils?|helpers?)\.tsx?$/.test(basename(file.path))) {
    violations.push(`${file.path}: name a file for what is in it`);
  }
  return violations;
}

/** Formatted code has a space before every other `!`; text between tags may end in one, so there more is asked for. */
function nonNull(path: string): RegExp {
  return path.endsWith('.tsx') ? /[\w)\]]!(?=[.[(;,)])/ : /[\w)\]]!(?!=)/;
}
