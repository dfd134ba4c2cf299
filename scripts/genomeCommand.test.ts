import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ExactEngine } from '@naschain/exact';
import { decodeGenome } from '@naschain/network';
import { planFromGraph } from '@naschain/training';
import { describe, expect, test } from 'vitest';
import { genomeCommand } from './genomeCommand.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DATA = process.env.NASCHAIN_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
const PUBLISHED = `${DATA}/genomes/macro-10node-30.csv`;

const SMALL = ['--nodes', '4', '--channels', '8', '--classes', '10', '--image', '32x32x3'];
const GENOME = '100000100000000000000';

const present = existsSync(PUBLISHED);
if (!present)
  console.warn(`SKIPPED: ${PUBLISHED} is absent; set NASCHAIN_DATA to the folder of the test data`);

describe.skipIf(!present)("the 30 genomes of the published subnet's log", () => {
  test('come out with exactly the logged params and FLOPs', () => {
    const [header = '', ...lines] = readFileSync(PUBLISHED, 'utf8').trim().split(/\r?\n/);
    const columns = header.split(',');
    expect(lines).toHaveLength(30);
    for (const line of lines) {
      const cells = line.split(',');
      const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
      const sizes = ['--nodes', cell('n_nodes'), '--channels', cell('init_channels')];
      const { stdout } = genomeCommand(['--json', ...sizes, cell('genome_string')]);
      const { params, flops } = JSON.parse(stdout);
      expect({ params, flops }).toEqual({ params: Number(cell('params')), flops: Number(cell('flops')) });
    }
  });
});

test("--json prints one object with params, flops, memory and the graph's layers", () => {
  const { exitCode, stdout, stderr } = genomeCommand(['--json', ...SMALL, GENOME]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const printed = JSON.parse(stdout);
  expect(Object.keys(printed)).toEqual(['params', 'flops', 'memory', 'layers']);
  expect(printed.layers[1]).toMatchObject({ kind: 'conv', kernel: 3, padding: 'valid', inputs: [0] });
  expect(printed.params).toBe(216 + 2 * (576 + 16) + 128 + 16 + 90);
  expect(printed.memory).toEqual({ least: expect.any(Number), most: expect.any(Number) });
});

test('the table reads well', () => {
  expect(genomeCommand([...SMALL, GENOME]).stdout).toMatchInlineSnapshot(`
    " #  layer                                 operation                             reads  output    params    FLOPs
     0  image                                 input                                        32x32x3        0        0
     1  phase 1 / entry conv 3x3              conv 3x3, 3 → 8 channels, no padding  0      30x30x8      216  194,400
     2  phase 1 / node 1 / conv 3x3           conv 3x3, 8 → 8 channels              1      30x30x8      576  518,400
     3  phase 1 / node 1 / batch norm + relu  batch norm + relu                     2      30x30x8       16   21,600
     4  phase 1 / node 2 / conv 3x3           conv 3x3, 8 → 8 channels              3      30x30x8      576  518,400
     5  phase 1 / node 2 / batch norm + relu  batch norm + relu                     4      30x30x8       16   21,600
     6  phase 1 / output / concat             concat of 2                           1 5    30x30x16       0        0
     7  phase 1 / output / conv 1x1           conv 1x1, 16 → 8 channels             6      30x30x8      128  115,200
     8  phase 1 / output / batch norm + relu  batch norm + relu                     7      30x30x8       16   21,600
     9  global average pool                   global average pool                   8      1x1x8          0    7,200
    10  classifier                            dense, 8 → 10 features                9      1x1x10        90       80

    params 1,634
    FLOPs  1,418,480 per image
    memory 24 MiB to train by the exact engine in batches of 128 on 1 thread; up to 43 MiB in its wider builds
    "
  `);
});

describe('--space micro', () => {
  const micro = (...args: string[]) => genomeCommand(['--space', 'micro', ...args]);

  test("the cells of NSGA-Net at 36 channels, as NSGA-Net's code counts them", () => {
    const { exitCode, stdout } = micro('--json', '2000600061330143313010315100226122116151');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ params: 3_442_870, flops: 563_868_288 });
  });

  test('the table reads well', () => {
    const frame = ['--blocks', '1', '--cells', '1', '--channels', '4', '--image', '8x8x3'];
    expect(micro(...frame, '00003010').stdout).toMatchInlineSnapshot(`
      " #  layer                                                            operation                                 reads  output  params   FLOPs
       0  image                                                            input                                            8x8x3        0       0
       1  stem / conv 3x3                                                  conv 3x3, 3 → 12 channels                 0      8x8x12     324  20,736
       2  stem / batch norm                                                batch norm                                1      8x8x12      24   1,536
       3  cell 1 (reduction) / input 0 / relu                              relu                                      2      8x8x12       0     768
       4  cell 1 (reduction) / input 0 / conv 1x1                          conv 1x1, 12 → 8 channels                 3      8x8x8       96   6,144
       5  cell 1 (reduction) / input 0 / batch norm                        batch norm                                4      8x8x8       16   1,024
       6  cell 1 (reduction) / block 1a sep_conv_3x3 / relu                relu                                      5      8x8x8        0     512
       7  cell 1 (reduction) / block 1a sep_conv_3x3 / depthwise conv 3x3  depthwise conv 3x3, 8 channels, stride 2  6      4x4x8       72   1,152
       8  cell 1 (reduction) / block 1a sep_conv_3x3 / conv 1x1            conv 1x1, 8 → 8 channels                  7      4x4x8       64   1,024
       9  cell 1 (reduction) / block 1a sep_conv_3x3 / batch norm + relu   batch norm + relu                         8      4x4x8       16     384
      10  cell 1 (reduction) / block 1a sep_conv_3x3 / depthwise conv 3x3  depthwise conv 3x3, 8 channels            9      4x4x8       72   1,152
      11  cell 1 (reduction) / block 1a sep_conv_3x3 / conv 1x1            conv 1x1, 8 → 8 channels                  10     4x4x8       64   1,024
      12  cell 1 (reduction) / block 1a sep_conv_3x3 / batch norm          batch norm                                11     4x4x8       16     256
      13  cell 1 (reduction) / block 1b avg_pool_3x3 / average pool 3x3    average pool 3x3, stride 2, padded        5      4x4x8        0     512
      14  cell 1 (reduction) / block 1 / sum                               sum of 2                                  12 13  4x4x8        0       0
      15  global average pool                                              global average pool                       14     1x1x8        0     128
      16  classifier                                                       dense, 8 → 10 features                    15     1x1x10      90      80

      params 854
      FLOPs  36,432 per image
      memory 3 MiB to train by the exact engine in batches of 128 on 1 thread; up to 5 MiB in its wider builds
      "
    `);
  });
});

describe('the memory to train a network', () => {
  const memoryOf = (...args: string[]): unknown =>
    JSON.parse(genomeCommand(['--json', ...SMALL, ...args, GENOME]).stdout).memory;
  const lastLine = (...args: string[]): string =>
    genomeCommand([...SMALL, ...args, GENOME])
      .stdout.trimEnd()
      .split('\n')
      .at(-1) ?? '';

  test('is what the engine takes', async () => {
    const space = { kind: 'macro', phases: 3, nodes: 4, channels: 8 } as const;
    const task = { image: { height: 32, width: 32, channels: 3 }, classes: 10 };
    const plan = planFromGraph(decodeGenome(space, GENOME, task));
    const engine = await ExactEngine.create(plan, { batchSize: 48, threads: 3, build: 'wasm' });
    expect(memoryOf('--batch', '48', '--threads', '3')).toMatchObject({ least: engine.byteLength });
    await engine.close();
    expect(memoryOf()).toEqual(memoryOf('--batch', '128', '--threads', '1'));
  });

  test('may be more than the engine can have, or unknown', () => {
    expect(lastLine('--batch', '64', '--threads', '2')).toMatch(
      /^memory \d+ MiB to train by the exact engine in batches of 64 on 2 threads; up to \d+ MiB in its wider builds$/,
    );
    expect(lastLine('--batch', '50000')).toMatch(
      /^memory [\d,]+ MiB to train .* on 1 thread, more than the engine's limit of 4,096 MiB; up to [\d,]+ MiB/,
    );
    expect(lastLine('--classes', '2000')).toMatch(
      /^memory unknown, the exact engine cannot train it: .* 2000/,
    );
    expect(memoryOf('--classes', '2000')).toBeNull();
  });
});

test('the script itself: output, error line and exit codes', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'scripts/genome.ts', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    });
  const good = run('--json', ...SMALL, GENOME);
  expect(good.status).toBe(0);
  expect(JSON.parse(good.stdout).params).toBe(1634);
  const bad = run(...SMALL, '10');
  expect(bad.status).toBe(2);
  expect(bad.stdout).toBe('');
  expect(bad.stderr).toBe('genome: a genome of 3 phases of 4 nodes has 21 bits, but this one has 2\n');
});

test.each([
  [[], 'expected one genome'],
  [[GENOME, GENOME], 'expected one genome'],
  [['--nodes', 'x', GENOME], '--nodes must be a whole number, but is "x"'],
  [['--nodes', '11', GENOME], 'nodes per phase must be an integer from 2 to 10'],
  [['--image', '32x32', GENOME], '--image must be height x width x channels'],
  [[...SMALL, '--image', '4x4x3', '1'.repeat(21)], 'use images larger than 4x4'],
  [[...SMALL, '--batch', '0', GENOME], 'batchSize must be an integer from 1 to 65536, got 0'],
  [[...SMALL, '--threads', 'x', GENOME], '--threads must be a whole number'],
  [['--nope', GENOME], '--nope'],
  [['--nodes'], '--nodes'],
  [[...SMALL, `${'0'.repeat(20)}2`], 'character 21 is "2"'],
  [['--space', 'table', GENOME], '--space must be macro or micro, but is "table"'],
  [['--cells', '8', GENOME], '--cells is no option of the macro space'],
  [['--space', 'micro', '--nodes', '4', '0'.repeat(40)], '--nodes is no option of the micro space'],
  [['--space', 'micro', '0'.repeat(39)], 'has 40 genes, but this one has 39'],
  [['--space', 'micro', `${'0'.repeat(39)}7`], 'gene 40 of this genome must be an integer from 0 to 5'],
  [['--space', 'micro', '--cells', '0', '0'.repeat(40)], 'cells must be an integer from 1 to 40'],
])('%j is refused in one line', (args, message) => {
  const { exitCode, stdout, stderr } = genomeCommand(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});
