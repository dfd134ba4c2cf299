import { type MacroFrame, phaseBitCount } from './options.ts';
import { isActive, type Phase, readPhases } from './phase.ts';

/** The connected nodes of a phase, renumbered from 0, in topological order. */
interface Dag {
  readonly inputs: readonly (readonly number[])[];
  readonly successors: readonly (readonly number[])[];
}

/** `colours[v]` of each node; equal colour = not told apart. Ordered: an input's colour is below its reader's. */
type Colours = readonly number[];

/**
 * The genome that stands for all genomes decoding to the same network: two genomes have equal canonical genomes iff
 * their networks are isomorphic as computation graphs (up to the order of concatenated inputs). Pruned nodes and
 * inactive phases go to the end, nodes within a phase are renumbered.
 * @throws NetworkError `phases`, `nodes`, `genome-length`, `genome-alphabet`.
 */
export function canonicalMacro(bits: string, frame: MacroFrame): string {
  const size = phaseBitCount(frame.nodes);
  return readPhases(bits, frame)
    .filter(isActive)
    .map((phase) => canonicalDag(connectedNodes(phase)).padEnd(size - 1, '0') + (phase.skip ? '1' : '0'))
    .join('')
    .padEnd(size * frame.phases, '0');
}

function connectedNodes(phase: Phase): Dag {
  const read = new Set(phase.inputs.flat());
  const kept = phase.inputs.flatMap((inputs, i) => (inputs.length > 0 || read.has(i + 1) ? [i + 1] : []));
  const inputs = kept.map((node) => (phase.inputs[node - 1] ?? []).map((from) => kept.indexOf(from)));
  const successors = kept.map((_, v) => kept.flatMap((_, w) => (inputs[w]?.includes(v) ? [w] : [])));
  return { inputs, successors };
}

/**
 * Connection bits of the canonical numbering: individualisation and refinement, all leaves visited, the smallest
 * bit string wins. Isomorphic graphs have the same leaves, so the result is exact; and as the string is the graph
 * itself, different graphs can never meet. A graph of at most 10 nodes has few automorphisms once interchangeable
 * nodes are set aside, so the tree stays small (five parallel edges: 120 leaves).
 */
function canonicalDag(dag: Dag): string {
  return smallestLeaf(dag, refine(dag, levels(dag)));
}

function smallestLeaf(dag: Dag, colours: Colours): string {
  const cell = firstSharedCell(colours);
  if (cell.length === 0) return connectionBits(dag, colours);
  const leaves = withoutTwins(dag, cell).map((chosen) =>
    smallestLeaf(dag, refine(dag, individualise(colours, chosen))),
  );
  return leaves.reduce((best, leaf) => (leaf < best ? leaf : best));
}

/** Longest distance from a node without inputs: a colouring that every isomorphism keeps and that sorts topologically. */
function levels(dag: Dag): number[] {
  const level: number[] = [];
  for (const inputs of dag.inputs) level.push(Math.max(-1, ...inputs.map((from) => level[from] ?? 0)) + 1);
  return level;
}

/** Splits colours by the colours of inputs and successors until nothing changes; keeps the order of old colours. */
function refine(dag: Dag, start: Colours): Colours {
  let colours = start;
  for (;;) {
    const seen = colours;
    const list = (nodes: readonly number[]): string =>
      nodes
        .map((v) => seen[v] ?? 0)
        .sort((a, b) => a - b)
        .join('');
    // Colours are single digits (at most 10 nodes), so comparing the keys as strings compares colours first.
    const keys = seen.map(
      (colour, v) => `${colour}|${list(dag.inputs[v] ?? [])}|${list(dag.successors[v] ?? [])}`,
    );
    colours = ranks(keys);
    if (new Set(colours).size === new Set(seen).size) return colours;
  }
}

function ranks(keys: readonly string[]): number[] {
  const sorted = [...new Set(keys)].sort();
  return keys.map((key) => sorted.indexOf(key));
}

function individualise(colours: Colours, chosen: number): Colours {
  const cell = colours[chosen];
  return ranks(colours.map((colour, v) => `${colour}${colour === cell && v !== chosen ? 1 : 0}`));
}

/** The nodes of the lowest colour that several nodes share; empty when all differ. */
function firstSharedCell(colours: Colours): number[] {
  for (let colour = 0; colour < colours.length; colour++) {
    const cell = colours.flatMap((c, v) => (c === colour ? [v] : []));
    if (cell.length > 1) return cell;
  }
  return [];
}

/** Nodes with the same inputs and successors are interchangeable: one of them leads to the same leaves as all. */
function withoutTwins(dag: Dag, cell: readonly number[]): number[] {
  const seen = new Set<string>();
  return cell.filter((v) => {
    const key = `${dag.inputs[v]?.join()}|${dag.successors[v]?.join()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function connectionBits(dag: Dag, colours: Colours): string {
  const order = colours.map((_, colour) => colours.indexOf(colour));
  return order
    .map((v, k) =>
      order
        .slice(0, k)
        .map((from) => (dag.inputs[v]?.includes(from) ? '1' : '0'))
        .join(''),
    )
    .join('');
}
