import { NetworkError } from './error.ts';
import { checkFrame, type MacroFrame, macroGenomeLength, phaseBitCount } from './options.ts';

/** One phase as written in the genome. Nodes are numbered from 1. */
export interface Phase {
  /** Position in the genome, 0-based. */
  readonly index: number;
  /** `inputs[k - 1]` lists the nodes that node k reads, ascending; each is smaller than k. */
  readonly inputs: readonly (readonly number[])[];
  /** Whether the phase's input also feeds its output node. */
  readonly skip: boolean;
}

/** The vertex that stands for the input of a phase among the inputs of its nodes. */
export const PHASE_INPUT = 0;

/** One phase as a network: pruned nodes are gone, every loose end is tied. */
export interface WiredPhase {
  /** Position in the genome, 0-based. */
  readonly index: number;
  /** Nodes left, ascending, each with what it reads (`PHASE_INPUT` or smaller nodes); never empty. */
  readonly nodes: readonly { readonly node: number; readonly inputs: readonly number[] }[];
  /** What the output node reads: `PHASE_INPUT` first if the skip bit is set, then the nodes without successor. */
  readonly outputs: readonly number[];
}

/**
 * Splits a macro genome into its phases: for node k = 2…n its bits from nodes 1…k-1, last the skip bit.
 * @throws NetworkError `phases`, `nodes`, `genome-length`, `genome-alphabet`.
 */
export function readPhases(bits: string, frame: MacroFrame): Phase[] {
  checkFrame(frame);
  const expected = macroGenomeLength(frame);
  if (bits.length !== expected)
    throw new NetworkError(
      'genome-length',
      `a genome of ${frame.phases} phases of ${frame.nodes} nodes has ${expected} bits, but this one has ${bits.length}`,
    );
  const stray = bits.search(/[^01]/);
  if (stray >= 0)
    throw new NetworkError(
      'genome-alphabet',
      `a genome consists of 0 and 1, but character ${stray + 1} is ${JSON.stringify(bits.charAt(stray))}`,
    );
  const size = phaseBitCount(frame.nodes);
  return Array.from({ length: frame.phases }, (_, index) =>
    readPhase(bits.slice(index * size, (index + 1) * size), index, frame.nodes),
  );
}

function readPhase(bits: string, index: number, nodes: number): Phase {
  const inputs: number[][] = [[]];
  let position = 0;
  for (let node = 2; node <= nodes; node++) {
    const read: number[] = [];
    for (let from = 1; from < node; from++) if (bits.charAt(position++) === '1') read.push(from);
    inputs.push(read);
  }
  return { index, inputs, skip: bits.charAt(position) === '1' };
}

/** A phase is active iff it has a connection between nodes; the skip bit alone does not count. */
export function isActive(phase: Phase): boolean {
  return phase.inputs.some((inputs) => inputs.length > 0);
}

/**
 * Ties the loose ends of an active phase: a node with successors but no input reads the phase input, a node with
 * inputs but no successor feeds the output node, a node with neither is pruned.
 */
export function wirePhase(phase: Phase): WiredPhase {
  const hasSuccessor = new Set(phase.inputs.flat());
  const nodes: { node: number; inputs: readonly number[] }[] = [];
  const outputs: number[] = phase.skip ? [PHASE_INPUT] : [];
  phase.inputs.forEach((inputs, i) => {
    const node = i + 1;
    if (inputs.length === 0 && !hasSuccessor.has(node)) return;
    nodes.push({ node, inputs: inputs.length > 0 ? inputs : [PHASE_INPUT] });
    if (!hasSuccessor.has(node)) outputs.push(node);
  });
  return { index: phase.index, nodes, outputs };
}
