import { parseArgs } from 'node:util';
import { ExactError } from '@naschain/exact';
import {
  decodeGenome,
  NetworkError,
  type NetworkSpace,
  type NetworkSummary,
  type Shape,
  summarise,
} from '@naschain/network';
import { describeMemory, type TrainingMemory, type TrainingSize, trainingMemory } from './genomeMemory.ts';

/** What a command printed and how it ended; the caller does the printing. */
export interface CommandOutcome {
  readonly exitCode: 0 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

const USAGE = `Usage: npm run genome -- [options] GENOME

Decodes a genome and prints its network, parameters, FLOPs (of one image), and the memory that the exact engine
needs to train it.

  --space NAME    macro (bits) or micro (digits) (default macro)
  --channels N    width of the first active phase or of the first cells (default 36)
  --classes N     classes of the classifier (default 10)
  --image HxWxC   image height, width and channels (default 32x32x3)
  --batch N       images of a training step, for the memory (default 128)
  --threads N     threads that train, for the memory (default 1)
  --json          print one JSON object: params, flops, memory (bytes), layers
  --help          print this text

The macro space only:
  --nodes N       nodes per phase, 2 to 10 (default 10)
  --phases N      phases, 1 to 5 (default 3)

The micro space only:
  --blocks N      blocks per cell, 1 to 5 (default 5)
  --cells N       cells of the network, 1 to 40 (default 20)
`;

class UsageError extends Error {}

/** Runs `npm run genome` with the arguments after the script's name. Bad input gives exit code 2 and one line. */
export function genomeCommand(args: readonly string[]): CommandOutcome {
  try {
    const { values, positionals } = parse(args);
    if (values.help) return { exitCode: 0, stdout: USAGE, stderr: '' };
    const [genome, ...rest] = positionals;
    if (genome === undefined || rest.length > 0)
      throw new UsageError(`expected one genome after the options, got ${positionals.length}; see --help`);
    const task = { image: toShape(values.image), classes: toInteger('classes', values.classes) };
    const graph = decodeGenome(spaceOf(values), genome, task);
    const { params, flops, layers } = graph;
    const size = {
      batchSize: toInteger('batch', values.batch),
      threads: toInteger('threads', values.threads),
    };
    const memory = trainingMemory(graph, size);
    const stdout = values.json
      ? `${JSON.stringify({ params, flops, memory: typeof memory === 'string' ? null : memory, layers })}\n`
      : table(summarise(graph), memory, size);
    return { exitCode: 0, stdout, stderr: '' };
  } catch (error) {
    const refused = [UsageError, NetworkError, ExactError].some((known) => error instanceof known);
    if (!(error instanceof Error && refused)) throw error;
    return { exitCode: 2, stdout: '', stderr: `genome: ${error.message}\n` };
  }
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        space: { type: 'string', default: 'macro' },
        nodes: { type: 'string' },
        phases: { type: 'string' },
        blocks: { type: 'string' },
        cells: { type: 'string' },
        channels: { type: 'string', default: '36' },
        classes: { type: 'string', default: '10' },
        image: { type: 'string', default: '32x32x3' },
        batch: { type: 'string', default: '128' },
        threads: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    // parseArgs explains over several lines; the first sentence says what is wrong.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    throw new UsageError(`${reason.replace(/\.$/, '')}; see --help`);
  }
}

function spaceOf(values: Values): NetworkSpace {
  const channels = toInteger('channels', values.channels);
  switch (values.space) {
    case 'macro': {
      refuse('macro', { blocks: values.blocks, cells: values.cells });
      const phases = toInteger('phases', values.phases ?? '3');
      const nodes = toInteger('nodes', values.nodes ?? '10');
      return { kind: 'macro', phases, nodes, channels };
    }
    case 'micro': {
      refuse('micro', { nodes: values.nodes, phases: values.phases });
      const blocks = toInteger('blocks', values.blocks ?? '5');
      const cells = toInteger('cells', values.cells ?? '20');
      return { kind: 'micro', blocks, cells, channels };
    }
    default:
      throw new UsageError(`--space must be macro or micro, but is "${values.space}"`);
  }
}

/** An option of the other space would be ignored, so it is a mistake. */
function refuse(space: string, foreign: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(foreign))
    if (value !== undefined) throw new UsageError(`--${name} is no option of the ${space} space; see --help`);
}

function toInteger(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} must be a whole number, but is "${text}"`);
  return Number(text);
}

function toShape(text: string): Shape {
  const [, height, width, channels] = /^(\d{1,5})x(\d{1,5})x(\d{1,5})$/.exec(text) ?? [];
  if (height === undefined)
    throw new UsageError(`--image must be height x width x channels such as 32x32x3, but is "${text}"`);
  return { height: Number(height), width: Number(width), channels: Number(channels) };
}

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

function table(summary: NetworkSummary, memory: TrainingMemory | string, size: TrainingSize): string {
  const head = ['#', 'layer', 'operation', 'reads', 'output', 'params', 'FLOPs'];
  const rows = summary.layers.map((layer) => [
    String(layer.id),
    layer.label,
    layer.operation,
    layer.inputs.join(' '),
    layer.output,
    grouped(layer.params),
    grouped(layer.flops),
  ]);
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((row) => row[k]?.length ?? 0)));
  const rightAligned = new Set(['#', 'params', 'FLOPs']);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, k) =>
        rightAligned.has(head[k] ?? '') ? cell.padStart(widths[k] ?? 0) : cell.padEnd(widths[k] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const unused =
    summary.unusedParams > 0 ? ` (${grouped(summary.unusedParams)} of them counted but never applied)` : '';
  const totals = [
    `params ${grouped(summary.params)}${unused}`,
    `FLOPs  ${grouped(summary.flops)} per image`,
    `memory ${describeMemory(memory, size, grouped)}`,
  ];
  return `${[line(head), ...rows.map(line), '', ...totals].join('\n')}\n`;
}
