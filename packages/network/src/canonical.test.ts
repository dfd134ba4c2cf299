import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalMacro, decodeMacro, macroGenomeLength } from './index.ts';

/** Directed graph on nodes 0…n-1: `edges[to]` holds the nodes that `to` reads. */
type Edges = readonly ReadonlySet<number>[];

const bitsOfLength = (length: number) =>
  fc.array(fc.constantFrom('0', '1'), { minLength: length, maxLength: length }).map((list) => list.join(''));
/** Genomes from sparse to dense: uniform bits alone would hardly ever leave a node unconnected. */
const genomes = (phases: number, nodes: number) =>
  fc.integer({ min: 1, max: 9 }).chain((tenths) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), {
        minLength: macroGenomeLength({ phases, nodes }),
        maxLength: macroGenomeLength({ phases, nodes }),
      })
      .map((list) => list.map((value) => (value < tenths ? '1' : '0')).join('')),
  );

function toEdges(bits: string, nodes: number): Edges {
  let position = 0;
  return Array.from({ length: nodes }, (_, to) => {
    const from = new Set<number>();
    for (let k = 0; k < to; k++) if (bits.charAt(position++) === '1') from.add(k);
    return from;
  });
}

/** The same phase with node v renamed to position[v]; `position` must keep every edge pointing forwards. */
function rename(bits: string, nodes: number, position: readonly number[]): string {
  const edges = toEdges(bits, nodes);
  const at = position.map((_, k) => position.indexOf(k));
  let result = '';
  for (let to = 1; to < nodes; to++)
    for (let from = 0; from < to; from++) result += edges[at[to] ?? -1]?.has(at[from] ?? -1) ? '1' : '0';
  return result + bits.slice(result.length);
}

/** A random topological order; `choices` picks among the nodes that are ready. */
function shuffledOrder(edges: Edges, choices: readonly number[]): number[] {
  const position: number[] = edges.map(() => -1);
  for (let k = 0; k < edges.length; k++) {
    const ready = edges.flatMap((from, v) =>
      position[v] === -1 && [...from].every((w) => position[w] !== -1) ? [v] : [],
    );
    position[ready[(choices[k] ?? 0) % ready.length] ?? -1] = k;
  }
  return position;
}

/** Isomorphism by backtracking over all bijections: independent of colours and canonical forms. */
function isomorphic(a: Edges, b: Edges, mapped: readonly number[] = []): boolean {
  const v = mapped.length;
  if (v === a.length) return true;
  return b.some((_, w) => {
    if (mapped.includes(w)) return false;
    const fits = mapped.every(
      (image, u) => a[v]?.has(u) === b[w]?.has(image) && a[u]?.has(v) === b[image]?.has(w),
    );
    return fits && isomorphic(a, b, [...mapped, w]);
  });
}

describe('exhaustively, one phase', () => {
  // Unlabelled acyclic digraphs on n nodes (OEIS A003087); isolated nodes are the pruned ones.
  test.each([
    [2, 2],
    [3, 6],
    [4, 31],
    [5, 302],
    [6, 5984],
  ])('%i nodes have as many canonical phases as there are acyclic digraphs: %i', (nodes, count) => {
    const pairs = (nodes * (nodes - 1)) / 2;
    const seen = new Set<string>();
    for (let code = 0; code < 2 ** pairs; code++) {
      const bits = code.toString(2).padStart(pairs, '0');
      seen.add(canonicalMacro(`${bits}0`, { phases: 1, nodes }));
    }
    expect(seen.size).toBe(count);
  });

  test('4 nodes: equal canonical genomes iff isomorphic and the same skip bit', () => {
    const frame = { phases: 1, nodes: 4 };
    const all = Array.from({ length: 128 }, (_, code) => {
      const bits = code.toString(2).padStart(7, '0');
      const active = bits.slice(0, 6).includes('1');
      return {
        edges: toEdges(bits, 4),
        skip: active && bits[6] === '1',
        canonical: canonicalMacro(bits, frame),
      };
    });
    const wrong = all.flatMap((a) =>
      all.filter((b) => {
        const same = a.skip === b.skip && isomorphic(a.edges, b.edges);
        return same !== (a.canonical === b.canonical);
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe.each([2, 3, 4, 5, 6, 7, 10])('%i nodes', (nodes) => {
  const frame = { phases: 3, nodes };
  const size = macroGenomeLength(frame) / 3;
  const phasesOf = (genome: string) => [0, 1, 2].map((k) => genome.slice(k * size, (k + 1) * size));

  test('canonical genomes are canonical, and keep params and FLOPs', () => {
    const options = { ...frame, channels: 4, classes: 7, image: { height: 20, width: 24, channels: 3 } };
    fc.assert(
      fc.property(genomes(3, nodes), (genome) => {
        const canonical = canonicalMacro(genome, frame);
        expect(canonicalMacro(canonical, frame)).toBe(canonical);
        const { params, flops } = decodeMacro(genome, options);
        expect(decodeMacro(canonical, options)).toMatchObject({ params, flops });
      }),
    );
  });

  test('renaming nodes and moving empty phases changes nothing', () => {
    const choices = fc.array(fc.nat({ max: 5039 }), { minLength: nodes, maxLength: nodes });
    fc.assert(
      fc.property(
        genomes(2, nodes),
        choices,
        fc.nat({ max: 2 }),
        fc.boolean(),
        (genome, order, hole, lone) => {
          const parts = [genome.slice(0, size), genome.slice(size)];
          const renamed = parts.map((bits) =>
            rename(bits, nodes, shuffledOrder(toEdges(bits, nodes), order)),
          );
          const empty = '0'.repeat(size - 1) + (lone ? '1' : '0');
          renamed.splice(hole, 0, empty);
          const original = genome + '0'.repeat(size);
          expect(canonicalMacro(renamed.join(''), frame)).toBe(canonicalMacro(original, frame));
        },
      ),
    );
  });

  test('a canonical phase is isomorphic to the original, by backtracking', () => {
    fc.assert(
      fc.property(genomes(3, nodes), (genome) => {
        const active = phasesOf(genome).filter((bits) => bits.slice(0, -1).includes('1'));
        phasesOf(canonicalMacro(genome, frame)).forEach((bits, k) => {
          const from = active[k];
          if (from === undefined) expect(bits).toBe('0'.repeat(size));
          else {
            expect(isomorphic(toEdges(bits, nodes), toEdges(from, nodes))).toBe(true);
            expect(bits.at(-1)).toBe(from.at(-1));
          }
        });
      }),
      { numRuns: 50 },
    );
  });
});

test('6 nodes: verdicts on pairs of sparse phases agree with backtracking', () => {
  const frame = { phases: 1, nodes: 6 };
  let equal = 0;
  fc.assert(
    fc.property(genomes(1, 6), bitsOfLength(16), fc.nat({ max: 15 }), (a, other, flipped) => {
      // A near relative: one bit of `a` flipped, so that invariants such as the degrees often agree.
      const near = [...a].map((bit, k) => (k === flipped ? String(1 - Number(bit)) : bit)).join('');
      for (const b of [near, other]) {
        const same =
          canonicalMacro(a.replace(/.$/, '1'), frame) === canonicalMacro(b.replace(/.$/, '1'), frame);
        if (same) equal++;
        expect(same).toBe(isomorphic(toEdges(a, 6), toEdges(b, 6)));
      }
    }),
    { numRuns: 500, seed: 1 },
  );
  expect(equal).toBeGreaterThan(5);
});

test('symmetric phases of 10 nodes, where refinement alone tells no nodes apart', () => {
  const frame = { phases: 1, nodes: 10 };
  const build = (edge: (from: number, to: number) => boolean): string => {
    let bits = '';
    for (let to = 1; to < 10; to++) for (let from = 0; from < to; from++) bits += edge(from, to) ? '1' : '0';
    return `${bits}0`;
  };
  const bipartite = (edge: (from: number, to: number) => boolean): string =>
    build((from, to) => from < 5 && to >= 5 && edge(from, to - 5));
  const fiveEdges = bipartite((from, to) => from === to);
  const allButFive = bipartite((from, to) => from !== to);
  const ring = bipartite((from, to) => (to - from + 5) % 5 < 2);
  // A ring of four and a ring of six: nodes of equal colour that no automorphism exchanges.
  const twoRings = bipartite((from, to) => (from < 2 ? to < 2 : to >= 2 && to - 2 !== from - 2));
  const canonical = [fiveEdges, allButFive, ring, twoRings].map((bits) => {
    const edges = toEdges(bits, 10);
    for (let seed = 1; seed <= 10; seed++) {
      const choices = edges.map((_, k) => (seed * 7919 + k * k * 31 * seed) % 5039);
      const shuffled = rename(bits, 10, shuffledOrder(edges, choices));
      expect(canonicalMacro(shuffled, frame)).toBe(canonicalMacro(bits, frame));
    }
    return canonicalMacro(bits, frame);
  });
  expect(new Set(canonical).size).toBe(4);
});

test('stars do not blow up the search', () => {
  // Nine interchangeable leaves have 362,880 orders.
  const star = Array.from({ length: 9 }, (_, k) => '1'.padEnd(k + 1, '0')).join('');
  expect(canonicalMacro(`${star}1`, { phases: 1, nodes: 10 })).toBe(`${star}1`);
}, 1000);
