import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SearchError } from '../error.ts';
import { Prng } from '../prng.ts';
import { allGenomes } from '../space.ts';
import { testSpaceContract } from '../testing/spaceContract.ts';
import { printGenes } from './genomeText.ts';
import { type SearchTable, tableError } from './searchTable.ts';
import { tableSpace } from './tableSpace.ts';

/** A made-up table; `keep` chooses by number which genomes have an entry. */
function tableOf(cardinalities: number[], keep: (index: number) => boolean = () => true): SearchTable {
  const texts = [...allGenomes(cardinalities)].map((genome) => printGenes(genome, cardinalities));
  const rows = texts.map(
    (text, i) => [text, { error: (i * 37) % 100, params: i + 1, flops: 10 * i }] as const,
  );
  return { name: 'made up', cardinalities, entries: Object.fromEntries(rows.filter((_, i) => keep(i))) };
}

const complete = tableOf([3, 4, 2]);
const partial = tableOf([5, 4, 12], (i) => i % 3 !== 0);
const sparse = tableOf([30, 40, 3], (i) => i % 50 === 7);
// The order of the two genes plays no role; 10 has no entry of its own.
const merged: SearchTable = {
  name: 'unordered pairs',
  cardinalities: [2, 2],
  entries: {
    '00': { error: 30, params: 1, flops: 10 },
    '01': { error: 20, params: 2, flops: 20 },
    '11': { error: 10, params: 3, flops: 30 },
  },
  canonical: { '10': '01' },
};

testSpaceContract('a complete table', tableSpace(complete));
testSpaceContract('a partial table', tableSpace(partial));
testSpaceContract('a sparse table with more than 36 values', tableSpace(sparse));
testSpaceContract('a table with canonical genomes', tableSpace(merged), 20);

test('a genome decodes to its entry, or to that of its canonical genome', () => {
  const space = tableSpace(merged);
  expect(space.decode([1, 1])).toEqual({ error: 10, params: 3, flops: 30 });
  expect(space.decode([1, 0])).toEqual({ error: 20, params: 2, flops: 20 });
  expect(space.print(space.canonical([1, 0]))).toBe('01');
  expect(tableError(merged, '10')).toBe(20);
  expect(() => tableError(merged, '12')).toThrow('no entry for genome "12"');
  expect(() => tableError(merged, 'constructor')).toThrow(SearchError);
  expect(space).toMatchObject({ segments: [1, 1], size: 4, maxParams: 3, maxFlops: 30 });
});

test('one base-36 digit per gene, numbers beyond', () => {
  const wide = tableSpace(partial);
  expect(wide.print([2, 3, 11])).toBe('23b');
  expect(() => wide.parse('23B')).toThrow('3 characters');
  const numbers = tableSpace(sparse);
  const genome = numbers.random(Prng.fromSeed(1));
  expect(numbers.print(genome)).toBe(genome.join('-'));
  for (const text of [`0${genome.join('-')}`, ` ${genome.join('-')}`, genome.join(), `${genome.join('-')}-`])
    expect(() => numbers.parse(text)).toThrow('3 numbers joined by "-"');
});

test('a missing entry is told from a malformed genome', () => {
  const space = tableSpace(partial);
  expect(() => space.parse('000')).toThrow('the table "made up" has no entry for genome "000"');
  expect(() => space.measure([0, 0, 0])).toThrow('no entry');
  expect(() => space.measure([0, 0, 12])).toThrow('3 genes in range');
});

test('random genomes are uniform among the valid ones, whatever the order of the JSON', () => {
  const reversed = { ...sparse, entries: Object.fromEntries(Object.entries(sparse.entries).reverse()) };
  for (const table of [complete, partial, sparse, merged]) {
    const space = tableSpace(table);
    const prng = Prng.fromSeed(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 400 * space.size; i++) {
      const text = space.print(space.random(prng));
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    expect(counts.size).toBe(space.size);
    // Standard deviation 20.
    for (const count of counts.values()) expect(Math.abs(count - 400)).toBeLessThan(100);
  }
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const draw = (table: SearchTable) => tableSpace(table).random(Prng.fromSeed(seed));
      expect(draw(reversed)).toEqual(draw(sparse));
    }),
    { numRuns: 20 },
  );
});
