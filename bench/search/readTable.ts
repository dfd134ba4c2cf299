import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSearchTable, SearchError, type SearchTable } from '@naschain/search';

const PUBLISHED = 'benchmarks/nas-bench-macro_cifar10.json';

/** A table cannot be read; the message is one line and says which and why. */
export class TableFileError extends Error {}

/** Where the published file of NAS-Bench-Macro is expected. */
export function defaultTablePath(): string {
  const data = process.env.NASCHAIN_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
  return join(data, PUBLISHED);
}

/**
 * Reads a table of the format in `docs/search.md`, or the published file of NAS-Bench-Macro.
 * @throws TableFileError
 */
export function readTable(path: string): SearchTable {
  if (!existsSync(path)) throw new TableFileError(`there is no file ${path}`);
  try {
    return parseSearchTable(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) throw new TableFileError(`${path} is not JSON: ${oneLine(error)}`);
    if (error instanceof SearchError) throw new TableFileError(`${path}: ${oneLine(error)}`);
    throw new TableFileError(`${path} cannot be read: ${error instanceof Error ? oneLine(error) : error}`);
  }
}

function oneLine({ message }: Error): string {
  return message.replaceAll(/\s+/g, ' ').slice(0, 500);
}
