import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { USAGE } from './options.ts';
import { parseTableOptions } from './tableOptions.ts';
import { tableSearch } from './tableSearch.ts';

const folder = mkdtempSync(join(tmpdir(), 'naschain-table-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Four genes of three values; error falls and FLOPs grow with the genes, the later ones matter less. */
function generatedTable(): object {
  const entries: Record<string, object> = {};
  for (let i = 0; i < 81; i++) {
    const genome = i.toString(3).padStart(4, '0');
    const genes = Array.from(genome, Number);
    const sum = genes.reduce((total, gene) => total + gene, 0);
    const gain = genes.reduce((total, gene, k) => total + gene * (4 - k), 0);
    entries[genome] = {
      error: 60 - 2.5 * gain + ((i * 7) % 5),
      params: 1000 + 10 * i,
      flops: 5000 + 900 * sum,
    };
  }
  return { name: 'generated', cardinalities: [3, 3, 3, 3], entries };
}

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function demo(...args: string[]): { code: number; said: string[]; complaints: string[] } {
  const options = parseTableOptions(args);
  if (options === null || 'text' in options) throw new Error(options?.text ?? 'no --table');
  const said: string[] = [];
  const complaints: string[] = [];
  const code = tableSearch(
    options,
    (line) => said.push(line),
    (line) => complaints.push(line),
  );
  return { code, said, complaints };
}

const path = written('generated.json', JSON.stringify(generatedTable()));

describe('npm run demo -- --table', () => {
  test.each(['generational', 'steady-state'])('shows a search in %s mode and compares it', (mode) => {
    const { code, said } = demo('--table', path, '--mode', mode, '--population', '6', '--generations', '4');
    expect(code).toBe(0);
    const text = said.join('\n');
    expect(text).toContain('Table generated, 81 networks of 4 genes');
    expect(text).toMatch(
      /generation 1 of 4 · 6 evaluations · front \d+ · hypervolume 0\.\d{5} \(\d+\.\d\d %\)/,
    );
    expect(text).toMatch(/Pareto front after \d+ evaluations/);
    expect(text).toMatch(/genome +│ +error │ +params │ +FLOPs/);
    expect(text).toMatch(/99 % of the true hypervolume (after|was not)/);
    expect(text).toMatch(/this run \(surrogate\).*nsga2.*random/s);
  });

  test('ends with the whole front once it is found', () => {
    const { said } = demo('--table', path, '--algorithm', 'random', '--generations', '50');
    expect(said.join('\n')).toContain('(it is the whole true front)');
  });

  test('equal options show the same', () => {
    const run = () => demo('--table', path, '--generations', '3', '--seed', '7').said;
    expect(run()).toEqual(run());
  });

  test('lists the tables of a folder, and says what is none', () => {
    const broken = written('broken.json', '{"name": 1}');
    const { code, said } = demo('--table', folder);
    expect(code).toBe(0);
    expect(said[0]).toContain(`Not a table: ${broken}: "name"`);
    expect(said[1]).toContain(`${path}: generated, 81 networks`);
  });

  test.each([
    ['a missing file', () => join(folder, 'none.json'), /there is no file .*none\.json$/],
    ['other text', () => written('text.txt', '# no'), /text\.txt is not JSON/],
    ['other JSON', () => written('other.txt', '[1]'), /other\.txt: a table must be an object/],
    ['a folder without tables', () => mkdtempSync(join(folder, 'empty-')), /has no tables/],
  ])('%s is refused in one line', (_, file, message) => {
    const { code, said, complaints } = demo('--table', file());
    expect({ code, said }).toEqual({ code: 2, said: [] });
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(message);
    expect(complaints[0]).not.toContain('\n');
  });
});

describe('parseTableOptions', () => {
  test('leaves a demo without a table alone', () => {
    expect(parseTableOptions(['--miners', '3'])).toBeNull();
  });

  test('defaults to the default algorithm and a population that suits it', () => {
    const settings = {
      algorithm: 'surrogate',
      mode: 'generational',
      population: 12,
      generations: 30,
      seed: 1,
    };
    expect(parseTableOptions(['--table=a.json'])).toMatchObject({ table: 'a.json', ...settings });
    expect(parseTableOptions(['--table', 'a', '--algorithm', 'nsga2'])).toMatchObject({ population: 16 });
  });

  test.each([
    ['--miners', '3'],
    ['--algorithm', 'best'],
    ['--population', '1'],
    ['--seed', 'x'],
  ])('%s %s is refused in one line', (...args) => {
    const refused = parseTableOptions(['--table', path, ...args]);
    expect(refused).toMatchObject({ exitCode: 2, text: expect.stringContaining(args[0] ?? '') });
    expect(refused).not.toMatchObject({ text: expect.stringContaining('\n') });
  });

  test('--help explains it', () => {
    expect(parseTableOptions(['--table', path, '--help'])).toEqual({ text: USAGE, exitCode: 0 });
    expect(USAGE).toContain('--table FILE.json');
  });
});
