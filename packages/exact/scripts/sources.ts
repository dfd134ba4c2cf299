import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this package. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

/** The C++ sources by name. */
export function readSources(): Record<string, string> {
  const folder = join(packageRoot, 'cpp');
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** Names the sources: native code is used only with the TypeScript that was generated from the same ones. */
export function hashSources(sources: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(sources)).digest('hex').slice(0, 16);
}
