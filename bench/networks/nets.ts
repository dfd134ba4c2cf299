import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeMacro, decodeMicro, type NetworkGraph, parseMicroGenome } from '@naschain/network';
import { planFromGraph, TrainingError } from '@naschain/training';
import { describePlan, isRunnable, type NetworkDescription } from './description.ts';
import { handmadeNetwork } from './handmade.ts';

export const NET_NAMES = ['a', 'b', 'c', 'd'] as const;
export type NetName = (typeof NET_NAMES)[number];

/** A network to measure, or why there is none. */
export type Net =
  | { readonly net: NetName; readonly network: NetworkDescription; readonly remark?: string }
  | { readonly net: NetName; readonly absent: string };

const TASK = { image: { height: 32, width: 32, channels: 3 }, classes: 10 };
const GENOMES = new URL('../../packages/network/src/fixtures/macro-random-48.csv', import.meta.url);
const LARGE = { phases: 3, nodes: 10, channels: 36 };

/** All nine operations; 1,010,350 parameters in 11 cells of 20 channels. */
const MICRO_GENOME = '3021510142116083712431207001114250836142';
const MICRO = { blocks: 5, cells: 11, channels: 20 };

/** One of the networks that the README lists. */
export function netOf(net: NetName): Net {
  switch (net) {
    case 'a':
      return handmadeNet();
    case 'b':
      return { net, network: denseMacroNetwork() };
    case 'c':
      return { net, network: fromGraph(decodeMacro(largeGenome(), { ...LARGE, ...TASK })) };
    case 'd':
      return microNet();
  }
}

/** Three phases of four nodes, each of which reads all before it; 16 channels. */
export function denseMacroNetwork(): NetworkDescription {
  const frame = { phases: 3, nodes: 4 };
  return fromGraph(decodeMacro('1'.repeat(21), { ...frame, channels: 16, ...TASK }));
}

function handmadeNet(): Net {
  const network = handmadeNetwork('sum');
  if (isRunnable(network)) return { net: 'a', network };
  const remark =
    'the exact engine of this version knows no sum; node 3 reads a concatenation through a 1x1 convolution instead';
  return { net: 'a', network: handmadeNetwork('concatenation'), remark };
}

function microNet(): Net {
  try {
    const graph = decodeMicro(parseMicroGenome(MICRO_GENOME, MICRO), { ...MICRO, ...TASK });
    return { net: 'd', network: fromGraph(graph) };
  } catch (error) {
    if (!(error instanceof TrainingError) || error.code !== 'network-unsupported') throw error;
    return { net: 'd', absent: error.message };
  }
}

/** The first genome of ten nodes and 36 channels among the random ones that the network package is tested with. */
function largeGenome(): string {
  const rows = readFileSync(fileURLToPath(GENOMES), 'utf8').split(/\r?\n/);
  for (const row of rows) {
    const [genome = '', nodes, channels] = row.split(',');
    if (Number(nodes) === LARGE.nodes && Number(channels) === LARGE.channels) return genome;
  }
  throw new RangeError('the fixture has lost its networks of ten nodes');
}

function fromGraph(graph: NetworkGraph): NetworkDescription {
  return describePlan(planFromGraph(graph));
}
