import { SearchError } from '../error.ts';
import type { TableEntry } from './tableEntry.ts';

/** Networks that someone has trained already, with their results. Plain JSON. */
export interface SearchTable {
  readonly name: string;
  /** Number of values of each gene. */
  readonly cardinalities: readonly number[];
  /**
   * By genome: one base-36 digit per gene, or numbers joined by "-" where a gene has more than 36 values. Genomes that
   * are missing are not valid.
   */
  readonly entries: Readonly<Record<string, TableEntry>>;
  /** By genome the one that stands for all genomes of the same network, which has an entry; by default itself. */
  readonly canonical?: Readonly<Record<string, string>>;
}

/** The text of the canonical genome of a text, which need not be a genome of the table. */
export function canonicalText(table: SearchTable, text: string): string {
  const { canonical } = table;
  return canonical !== undefined && Object.hasOwn(canonical, text) ? (canonical[text] ?? text) : text;
}

/** The entry of the genome's canonical genome; undefined when the genome is not valid. */
export function findEntry(table: SearchTable, text: string): TableEntry | undefined {
  const canonical = canonicalText(table, text);
  return Object.hasOwn(table.entries, canonical) ? table.entries[canonical] : undefined;
}

/**
 * The same.
 * @throws SearchError `genome` when the genome is not valid.
 */
export function requireEntry(table: SearchTable, text: string): TableEntry {
  const entry = findEntry(table, text);
  if (entry === undefined)
    throw new SearchError(
      'genome',
      `the table "${table.name}" has no entry for genome "${text.slice(0, 300)}"`,
    );
  return entry;
}

/**
 * Validation error in percent of a printed genome's network: that of its canonical genome.
 * @throws SearchError `genome` when the table has no entry for it.
 */
export function tableError(table: SearchTable, genome: string): number {
  return requireEntry(table, genome).error;
}

/** All valid genomes as text, in an order that does not depend on that of the JSON. */
export function validTexts(table: SearchTable): string[] {
  const texts = Object.keys(table.entries);
  for (const text of Object.keys(table.canonical ?? {}))
    if (!Object.hasOwn(table.entries, text)) texts.push(text);
  return texts.sort();
}
