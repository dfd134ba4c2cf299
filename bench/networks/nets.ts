import { decodeMacro, decodeMicro, type NetworkGraph, parseMicroGenome } from '@naschain/network';
import { planFromGraph } from '@naschain/training';
import { describePlan, type NetworkDescription } from './description.ts';
import { handmadeNetwork } from './handmade.ts';

export const NET_NAMES = ['a', 'b', 'c', 'd'] as const;
export type NetName = (typeof NET_NAMES)[number];

const TASK = { image: { height: 32, width: 32, channels: 3 }, classes: 10 };
/** A network that a miner of the subnet that came before NASChain trained, from that subnet's own log (MIT). */
const LARGE_GENOME =
  '010010110110000010010101000001001000001000010001111101110000000000001000001000100000000000110000000000000000000000000000000000000000000000';
const LARGE = { phases: 3, nodes: 10, channels: 36 };

/** All nine operations; 1,010,350 parameters in 11 cells of 20 channels. */
const MICRO_GENOME = '3021510142116083712431207001114250836142';
const MICRO = { blocks: 5, cells: 11, channels: 20 };

/** One of the networks that the README lists. */
export function netOf(net: NetName): NetworkDescription {
  switch (net) {
    case 'a':
      return handmadeNetwork();
    case 'b':
      return macroNetwork('1111111');
    case 'c':
      return fromGraph(decodeMacro(LARGE_GENOME, { ...LARGE, ...TASK }));
    case 'd':
      return fromGraph(decodeMicro(parseMicroGenome(MICRO_GENOME, MICRO), { ...MICRO, ...TASK }));
  }
}

/** Three phases of four nodes, each of which reads the one before it; 16 channels. */
export function chainNetwork(): NetworkDescription {
  return macroNetwork('1010010');
}

/** Three times the same phase of four nodes. */
function macroNetwork(phase: string): NetworkDescription {
  const frame = { phases: 3, nodes: 4, channels: 16 };
  return fromGraph(decodeMacro(phase.repeat(frame.phases), { ...frame, ...TASK }));
}

function fromGraph(graph: NetworkGraph): NetworkDescription {
  return describePlan(planFromGraph(graph));
}
