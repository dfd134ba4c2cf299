import { describe, expect, test } from 'vitest';
import { SearchError } from '../error.ts';
import { allGenomes } from '../space.ts';
import { parseSearchTable } from './parseSearchTable.ts';

const entry = { error: 12.5, params: 1000, flops: 50_000 };
const good = {
  name: 'good',
  cardinalities: [2, 3],
  entries: { '00': entry, '12': entry },
  canonical: { '01': '00', '00': '00' },
};

/** The message of the refusal. */
function refusal(json: unknown): string {
  try {
    parseSearchTable(json);
  } catch (error) {
    if (error instanceof SearchError && error.code === 'table') return error.message;
    throw error;
  }
  throw new Error('accepted');
}

describe('tables', () => {
  test('pass as they are', () => {
    expect(parseSearchTable(good)).toEqual(good);
    const { canonical: _, ...plain } = good;
    expect(parseSearchTable(JSON.parse(JSON.stringify(plain)))).toEqual(plain);
    expect(
      parseSearchTable({ name: 'wide', cardinalities: [37, 2], entries: { '36-1': entry } }),
    ).toBeDefined();
  });

  test.each<[unknown, string]>([
    [null, 'a table must be an object {"name", "cardinalities", "entries", "canonical"?}, but is null'],
    [[], 'a table must be an object {"name", "cardinalities", "entries", "canonical"?}, but is a list'],
    [
      { ...good, names: 1 },
      'the table has a field "names": remove it, the fields are "name", "cardinalities"',
    ],
    [{ ...good, name: '' }, '"name" must be a text of 1 to 100 characters, but is ""'],
    [{ ...good, name: undefined }, '"name" must be a text of 1 to 100 characters, but is missing'],
    [{ ...good, cardinalities: 3 }, 'but is 3'],
    [{ ...good, cardinalities: [] }, 'of each of 1 to 200 genes, but has 0 elements'],
    [{ ...good, cardinalities: new Array(201).fill(2) }, 'but has 201 elements'],
    [{ ...good, cardinalities: [2, 1] }, 'gene 2 must have 2 to 1000 choices, but has 1: leave a gene'],
    [{ ...good, cardinalities: [2, 1001] }, 'gene 2 must have 2 to 1000 choices, but has 1001'],
    [{ ...good, cardinalities: ['2', 3] }, 'gene 1 must have 2 to 1000 choices, but has "2"'],
    [{ ...good, entries: [] }, '"entries" must be an object by genome, but is a list'],
    [{ ...good, entries: {} }, '"entries" is empty'],
    [{ ...good, canonical: null }, '"canonical" must be an object by genome, but is null'],
  ])('%j is refused with words: %s', (json, message) => {
    expect(refusal(json)).toContain(message);
  });
});

describe('entries', () => {
  test.each<[string, unknown, string]>([
    ['02x', entry, '"entries" has a genome "02x", but with these cardinalities a genome is 2 characters'],
    ['03', entry, 'digits and lower-case letters up to 1, 2'],
    ['constructor', entry, '"entries" has a genome "constructor"'],
    ['01', 7, 'the entry of genome "01" must be an object {"error": …, "params": …, "flops": …}, but is 7'],
    ['01', { ...entry, latency: 1 }, 'the entry of genome "01" has a field "latency": remove it'],
    ['01', { ...entry, error: -0.1 }, '"error" in the entry of genome "01" must be a number from 0'],
    ['01', { ...entry, error: 100.1 }, 'from 0 to 100, the validation error in percent, but is 100.1'],
    ['01', { ...entry, error: null }, 'but is null: correct it or remove the entry'],
    ['01', { ...entry, error: Number.NaN }, 'but is NaN'],
    [
      '01',
      { error: 1, flops: 1 },
      '"params" in the entry of genome "01" must be an integer from 0 below 2^53, but is missing',
    ],
    ['01', { ...entry, flops: 7.8 }, 'but is 7.8: give single parameters and FLOPs, not millions of them'],
    ['01', { ...entry, params: -1 }, 'but is -1'],
    ['01', { ...entry, params: '1' }, 'but is "1"'],
  ])('%s: %j is refused with words: %s', (genome, value, message) => {
    expect(refusal({ ...good, entries: { ...good.entries, [genome]: value } })).toContain(message);
  });

  test('__proto__ is a genome like any other bad one', () => {
    const json = `{"name": "a", "cardinalities": [2, 3], "entries": {"__proto__": ${JSON.stringify(entry)}}}`;
    expect(refusal(JSON.parse(json))).toContain('has a genome "__proto__"');
  });

  test('more than a million are too many', () => {
    const entries = Object.fromEntries(Array.from({ length: 1_000_001 }, (_, i) => [`g${i}`, entry]));
    expect(refusal({ ...good, entries })).toContain('has 1000001 genomes, more than 1000000');
  });
});

test.each<[Record<string, unknown>, string]>([
  [{ '01': '02' }, '"canonical" of genome "01" must be a genome with an entry, but is "02": add the entry'],
  [{ '01': 'toString' }, 'must be a genome with an entry, but is "toString"'],
  [{ '01': 0 }, 'must be a genome with an entry, but is 0'],
  [{ '99': '00' }, '"canonical" has a genome "99"'],
  [
    { '01': '00', '00': '12' },
    '"canonical" of genome "01" is "00", whose own canonical genome is "12": name the latter',
  ],
])('canonical %j is refused with words: %s', (canonical, message) => {
  expect(refusal({ ...good, canonical })).toContain(message);
});

describe('the published NAS-Bench-Macro file', () => {
  const genomes = [...allGenomes(new Array(8).fill(3))].map((genes) => genes.join(''));
  const row = { test_acc: [90, 91, 92], mean_acc: 91, std: 0.8, params: 400_000, flops: 12_000_000 };
  const file = Object.fromEntries(genomes.map((genome) => [genome, row]));

  test('is taken as it is, with its 3,969 networks', () => {
    const table = parseSearchTable(file);
    expect(table).toMatchObject({ name: 'nas-bench-macro', cardinalities: new Array(8).fill(3) });
    expect(Object.keys(table.entries)).toHaveLength(6561);
    expect(table.entries['00000000']).toEqual({ error: 9, params: 400_000, flops: 12_000_000 });
    expect(new Set(Object.values(table.canonical ?? {})).size).toBe(3969);
    expect(table.canonical).toMatchObject({ '00102001': '00120010', '01001000': '01010000' });
    expect(parseSearchTable(table)).toEqual(table);
  });

  test('is refused with words when damaged', () => {
    expect(refusal({ ...file, '01201201': { ...row, mean_acc: '91' } })).toContain(
      '"mean_acc" of genome 01201201 must be a number from 0 to 100, but is "91"',
    );
    expect(refusal({ ...file, '01201201': { ...row, flops: 0.5 } })).toContain(
      '"flops" in the entry of genome "01201201"',
    );
    expect(refusal({ ...file, name: 'mine' })).toContain('"name" must be eight digits');
    const { '00110000': _, ...rest } = file;
    expect(refusal(rest)).toBe(
      'NAS-Bench-Macro file: genome 00101000 is the network of 00110000, which is missing: take the complete file',
    );
  });
});
