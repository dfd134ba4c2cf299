import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalMicro,
  decodeMicro,
  type Layer,
  microCellsInUse,
  microGenomeCardinalities,
  type NetworkGraph,
  printMicroGenome,
} from './index.ts';

const IMAGE = { height: 16, width: 16, channels: 3 };
const task = { channels: 2, classes: 3, image: IMAGE };

const genomes = (frame: { blocks: number; cells: number }) =>
  fc.tuple(...microGenomeCardinalities(frame).map((values) => fc.nat({ max: values - 1 })));

type Block = readonly (readonly [op: number, input: number])[];

function toBlocks(half: readonly number[]): Block[] {
  return Array.from({ length: half.length / 4 }, (_, k) => {
    const [op1 = 0, input1 = 0, op2 = 0, input2 = 0] = half.slice(4 * k, 4 * k + 4);
    return [
      [op1, input1],
      [op2, input2],
    ];
  });
}

/** The cell with block `order[k]` at place k; null where a block would come before one that it reads. */
function reorder(blocks: readonly Block[], order: readonly number[]): Block[] | null {
  const result = order.map((from) =>
    (blocks[from] ?? []).map(
      ([op, input]) => [op, input < 2 ? input : 2 + order.indexOf(input - 2)] as const,
    ),
  );
  return result.every((block, k) => block.every(([, input]) => input < k + 2)) ? result : null;
}

function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
  );
}

/** Whether one cell is the other with blocks renamed and operands exchanged, by trying all bijections. */
function isomorphic(a: readonly Block[], b: readonly Block[]): boolean {
  const key = (blocks: readonly Block[]) =>
    JSON.stringify(blocks.map((block) => block.map((operand) => operand.join()).sort()));
  return permutations(a.length).some((order) => {
    const renamed = reorder(a, order);
    return renamed !== null && key(renamed) === key(b);
  });
}

describe.each([1, 2, 3, 4, 5])('%i blocks', (blocks) => {
  const frames = fc.integer({ min: 1, max: 12 }).map((cells) => ({ blocks, cells }));
  const cases = frames.chain((frame) => fc.tuple(fc.constant(frame), genomes(frame)));

  test('canonical genomes are canonical, and keep params and FLOPs', () => {
    fc.assert(
      fc.property(cases, ([frame, genome]) => {
        const canonical = canonicalMicro(genome, frame);
        expect(canonicalMicro(canonical, frame)).toEqual(canonical);
        const { params, flops } = decodeMicro(genome, { ...frame, ...task });
        expect(decodeMicro(canonical, { ...frame, ...task })).toMatchObject({ params, flops });
      }),
    );
  });

  test('the cells in use are those that the layers come from', () => {
    fc.assert(
      fc.property(cases, ([frame, genome]) => {
        const { layers } = decodeMicro(genome, { ...frame, ...task });
        const isBuilt = (type: string) => layers.some(({ label }) => label.includes(`(${type})`));
        expect(microCellsInUse(genome, frame)).toEqual({
          normal: isBuilt('normal'),
          reduction: isBuilt('reduction'),
        });
      }),
    );
  });

  test('renaming blocks and exchanging operands changes nothing', () => {
    const orders = permutations(blocks);
    fc.assert(
      fc.property(cases, fc.nat(), fc.nat({ max: 1023 }), ([frame, genome], choice, exchanged) => {
        const half = genome.length / 2;
        const renamed = [genome.slice(0, half), genome.slice(half)].flatMap((genes, side) => {
          const possible = orders.flatMap((order) => {
            const cell = reorder(toBlocks(genes), order);
            return cell === null ? [] : [cell];
          });
          const cell = possible[choice % possible.length] ?? [];
          return cell.flatMap((block, k) =>
            (exchanged >> (5 * side + k)) & 1 ? block.toReversed().flat() : block.flat(),
          );
        });
        expect(canonicalMicro(renamed, frame)).toEqual(canonicalMicro(genome, frame));
      }),
    );
  });
});

test.each([
  [2, [0, 2, 7]],
  [3, [4]],
])('%i blocks of operations %j: equal canonical genomes iff isomorphic, by brute force', (blocks, ops) => {
  const frame = { blocks, cells: 8 };
  let cells: number[][] = [[]];
  microGenomeCardinalities(frame)
    .slice(0, 4 * blocks)
    .forEach((values, k) => {
      const alleles = k % 2 === 0 ? ops : Array.from({ length: values }, (_, input) => input);
      cells = cells.flatMap((cell) => alleles.map((allele) => [...cell, allele]));
    });
  // One representative of each class found so far, by canonical genome.
  const classes = new Map<string, Block[]>();
  for (const cell of cells) {
    const blocksOfCell = toBlocks(cell);
    const key = printMicroGenome(canonicalMicro([...cell, ...cell], frame), frame);
    const known = classes.get(key);
    if (known === undefined) {
      expect([...classes.values()].some((other) => isomorphic(other, blocksOfCell))).toBe(false);
      classes.set(key, blocksOfCell);
    } else expect(isomorphic(known, blocksOfCell)).toBe(true);
  }
});

/** Everything about a layer but its place in the graph. */
function labelOf(layer: Layer): string {
  const { id: _id, label: _label, phase: _phase, inputs: _inputs, ...rest } = layer;
  return JSON.stringify(rest);
}

/** Colour refinement from a start where one layer may stand out: an invariant of the network and that layer. */
function refine({ layers }: NetworkGraph, chosen: number | null, interned: Map<string, number>): string {
  const intern = (text: string): number => {
    const known = interned.get(text);
    if (known !== undefined) return known;
    interned.set(text, interned.size);
    return interned.size - 1;
  };
  const readers = layers.map((): number[] => []);
  for (const { id, inputs } of layers) for (const input of inputs) readers[input]?.push(id);
  const colours = layers.map((layer) => intern(labelOf(layer) + (layer.id === chosen ? '!' : '')));
  const paint = (id: number, neighbours: readonly number[]): void => {
    // A sum may read one layer twice, which is not the same as reading two equal ones.
    const list = [...new Set(neighbours)].map((other) => {
      const edges = neighbours.filter((neighbour) => neighbour === other).length;
      return `${edges}x${colours[other]}`;
    });
    colours[id] = intern(`${colours[id]}|${list.sort()}`);
  };
  for (let round = 0; round < 2; round++) {
    for (const { id, inputs } of layers) paint(id, inputs);
    for (const { id } of layers.toReversed()) paint(id, readers[id] ?? []);
  }
  return colours.toSorted((a, b) => a - b).join();
}

/** Networks with different signatures are not isomorphic. In a lone cell, refinement alone would not tell all apart. */
function signature(graph: NetworkGraph, cells: number, interned: Map<string, number>): string {
  if (cells > 1) return refine(graph, null, interned);
  const stem = graph.layers.findIndex((layer) => layer.kind === 'batchNorm');
  const chosen = graph.layers.filter((layer) => layer.inputs.includes(stem));
  return chosen
    .map(({ id }) => refine(graph, id, interned))
    .sort()
    .join(';');
}

describe.each([1, 2, 3, 4, 5, 8, 11])('%i cells, whole networks', (cells) => {
  test.each([
    [1, [2, 3]],
    [2, [2]],
  ])('%i blocks of operations %j: one canonical genome per network', (blocks, ops) => {
    const frame = { blocks, cells };
    let all: number[][] = [[]];
    microGenomeCardinalities(frame).forEach((values, k) => {
      const alleles = k % 2 === 0 ? ops : Array.from({ length: values }, (_, input) => input);
      all = all.flatMap((genome) => alleles.map((allele) => [...genome, allele]));
    });
    const interned = new Map<string, number>();
    const bySignature = new Map<string, string>();
    const canonicals = new Set<string>();
    for (const genome of all) {
      const canonical = printMicroGenome(canonicalMicro(genome, frame), frame);
      const key = signature(decodeMicro(genome, { ...frame, ...task }), cells, interned);
      const other = bySignature.get(key) ?? canonical;
      expect(other).toBe(canonical);
      bySignature.set(key, canonical);
      canonicals.add(canonical);
    }
    expect(canonicals.size).toBe(bySignature.size);
  });
});
