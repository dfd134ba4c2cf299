import { codeOnly } from './codeOnly.ts';

export interface ImportStatement {
  readonly specifier: string;
  /** Leaves no trace at run time (`import type`, `export type`). */
  readonly typeOnly: boolean;
}

/** `import … from`, `export … from`, `import '…'`, `import('…')`, each up to its opening quote. */
const IMPORT =
  /\b(?:import|export)\b(\s+type\b(?!\s*,|\s+from\b))?[^'"();=]*?\bfrom\s*(?=['"])|\bimport\s*\(?\s*(?=['"])/g;

/** Every module that a source names. */
export function importsOf(source: string): ImportStatement[] {
  const code = codeOnly(source);
  return [...code.matchAll(IMPORT)].map((match) => {
    const open = match.index + match[0].length;
    const close = code.indexOf(code.charAt(open), open + 1);
    return { specifier: source.slice(open + 1, close), typeOnly: match[1] !== undefined };
  });
}
