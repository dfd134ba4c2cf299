import { describeText, readGenes } from './genomeText.ts';
import { readNasBenchMacro } from './nasBenchMacro.ts';
import type { SearchTable } from './searchTable.ts';
import {
  isRecord,
  readTableEntry,
  refuseOtherFields,
  show,
  type TableEntry,
  tableFault,
} from './tableEntry.ts';

const FIELDS: readonly string[] = [
  'name',
  'cardinalities',
  'entries',
  'canonical',
] satisfies (keyof SearchTable)[];
const SHAPE = '{"name", "cardinalities", "entries", "canonical"?}';

// They bound the memory that a table takes; a gene of one value would be no choice.
const LIMITS = { name: 100, genes: 200, cardinality: { min: 2, max: 1000 }, entries: 1_000_000 } as const;

/**
 * Reads a table from parsed JSON, also the published file of NAS-Bench-Macro as it is.
 * @throws SearchError `table`: which entry is wrong, and what to do.
 */
export function parseSearchTable(json: unknown): SearchTable {
  const published = readNasBenchMacro(json);
  if (published !== null) return published;
  if (!isRecord(json)) throw tableFault(`a table must be an object ${SHAPE}, but is ${show(json)}`);
  refuseOtherFields(json, FIELDS, 'the table');
  const { name } = json;
  if (typeof name !== 'string' || name.length === 0 || name.length > LIMITS.name)
    throw tableFault(`"name" must be a text of 1 to ${LIMITS.name} characters, but is ${show(name)}`);
  const cardinalities = readCardinalities(json.cardinalities);
  const entries = readEntries(json.entries, cardinalities);
  if (json.canonical === undefined) return { name, cardinalities, entries };
  return { name, cardinalities, entries, canonical: readCanonical(json.canonical, cardinalities, entries) };
}

function readCardinalities(value: unknown): number[] {
  const { genes, cardinality } = LIMITS;
  if (!Array.isArray(value) || value.length === 0 || value.length > genes)
    throw tableFault(
      `"cardinalities" must list the number of choices of each of 1 to ${genes} genes, but ` +
        (Array.isArray(value) ? `has ${value.length} elements` : `is ${show(value)}`),
    );
  return value.map((count: unknown, i) => {
    if (
      typeof count !== 'number' ||
      !Number.isInteger(count) ||
      count < cardinality.min ||
      count > cardinality.max
    )
      throw tableFault(
        `"cardinalities": gene ${i + 1} must have ${cardinality.min} to ${cardinality.max} choices, but has ${show(count)}: ` +
          'leave a gene of a single choice out',
      );
    return count;
  });
}

function readEntries(value: unknown, cardinalities: readonly number[]): Record<string, TableEntry> {
  const written = readMap('entries', value);
  const genomes = Object.keys(written);
  if (genomes.length === 0) throw tableFault('"entries" is empty: a table needs at least one genome');
  return Object.fromEntries(
    genomes.map((genome) => {
      requireGenome('entries', genome, cardinalities);
      return [genome, readTableEntry(genome, written[genome])];
    }),
  );
}

function readCanonical(
  value: unknown,
  cardinalities: readonly number[],
  entries: Readonly<Record<string, TableEntry>>,
): Record<string, string> {
  const written = readMap('canonical', value);
  return Object.fromEntries(
    Object.keys(written).map((genome) => {
      requireGenome('canonical', genome, cardinalities);
      const target = written[genome];
      const where = `"canonical" of genome ${show(genome)}`;
      if (typeof target !== 'string' || !Object.hasOwn(entries, target))
        throw tableFault(`${where} must be a genome with an entry, but is ${show(target)}: add the entry`);
      if (Object.hasOwn(written, target) && written[target] !== target)
        throw tableFault(
          `${where} is ${show(target)}, whose own canonical genome is ${show(written[target])}: name the latter`,
        );
      return [genome, target];
    }),
  );
}

function readMap(field: string, value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw tableFault(`"${field}" must be an object by genome, but is ${show(value)}`);
  const count = Object.keys(value).length;
  if (count > LIMITS.entries)
    throw tableFault(`"${field}" has ${count} genomes, more than ${LIMITS.entries}: make the table smaller`);
  return value;
}

function requireGenome(field: string, text: string, cardinalities: readonly number[]): void {
  if (readGenes(text, cardinalities) === null)
    throw tableFault(
      `"${field}" has a genome ${show(text)}, but with these cardinalities a genome is ${describeText(cardinalities)}`,
    );
}
