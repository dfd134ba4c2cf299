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

function connectedNodes({ inputs: written }: Phase): Dag {
  const read = new Set<number>();
  for (const inputs of written) for (const from of inputs) read.add(from);
  const inputs: number[][] = [];
  const successors: number[][] = [];
  const numbers = new Map<number, number>();
  for (const [i, froms] of written.entries()) {
    if (froms.length === 0 && !read.has(i + 1)) continue;
    const v = inputs.length;
    numbers.set(i + 1, v);
    const own = froms.map((from) => numbers.get(from) ?? 0);
    for (const from of own) successors[from]?.push(v);
    inputs.push(own);
    successors.push([]);
  }
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
  let count = new Set(start).size;
  for (;;) {
    const seen = colours;
    colours = ranks(
      seen.map((colour, v) => surroundings(colour, dag.inputs[v] ?? [], dag.successors[v] ?? [], seen)),
    );
    const before = count;
    count = new Set(colours).size;
    if (count === before || count === colours.length) return colours;
  }
}

// A node of ten has at most nine neighbours: its colour, theirs and the bar between them are at most 11 symbols, so that
// numbers of that many digits to this base stay below 2^53.
const SYMBOLS = 11;
const BASE = 12;
const BAR = 11;

/**
 * Colour of a node, sorted colours of its inputs, a bar, and sorted colours of its successors, as one number: the
 * numbers are ordered as these lists are, where a list's end comes first and the bar last.
 */
function surroundings(
  colour: number,
  inputs: readonly number[],
  successors: readonly number[],
  colours: Colours,
): number {
  let key = appendSorted(colour + 1, inputs, colours) * BASE + BAR;
  key = appendSorted(key, successors, colours);
  for (let left = SYMBOLS - 2 - inputs.length - successors.length; left > 0; left--) key *= BASE;
  return key;
}

function appendSorted(start: number, nodes: readonly number[], colours: Colours): number {
  let key = start;
  for (let colour = 0, left = nodes.length; left > 0; colour++)
    for (const v of nodes)
      if (colours[v] === colour) {
        key = key * BASE + colour + 1;
        left--;
      }
  return key;
}

function ranks(keys: readonly number[]): number[] {
  const sorted = [...new Set(keys)].sort((a, b) => a - b);
  return keys.map((key) => sorted.indexOf(key));
}

function individualise(colours: Colours, chosen: number): Colours {
  const cell = colours[chosen];
  return ranks(colours.map((colour, v) => 2 * colour + (colour === cell && v !== chosen ? 1 : 0)));
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
  const bits = new Array<string>((colours.length * (colours.length - 1)) / 2).fill('0');
  colours.forEach((to, v) => {
    const row = (to * (to - 1)) / 2;
    for (const from of dag.inputs[v] ?? []) bits[row + (colours[from] ?? 0)] = '1';
  });
  return bits.join('');
}
