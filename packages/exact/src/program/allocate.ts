import { type Arena, linesOf } from './arena.ts';
import type { Geometry, ProgramBuilder } from './instruction.ts';

/** Where a buffer lies: `Buffer` of `cpp/memory.h` without its geometry, in lines. */
export interface Placement {
  readonly base: number;
  readonly imageStride: number;
  readonly threadStride: number;
}

interface Lifetime {
  first: number;
  last: number;
  firstSection: number;
  lastSection: number;
}

/**
 * Places the buffers of a program. A buffer that lives within one section exists once for each image of a thread's group,
 * others once per image of the batch. Memory passes from one buffer to a later one only if both have the same geometry: then whatever nobody writes
 * (halo and padding lanes) stays zero for ever.
 */
export function placeBuffers(
  builder: ProgramBuilder,
  arena: Arena,
  batchSize: number,
  threads: number,
): Placement[] {
  const lifetimes = lifetimesOf(builder);
  const free = new Map<string, { placement: Placement; until: number }[]>();
  const placements: Placement[] = builder.buffers.map(() => ({ base: 0, imageStride: 0, threadStride: 0 }));
  const order = [...lifetimes.keys()].sort(
    (a, b) => (lifetimes.get(a)?.first ?? 0) - (lifetimes.get(b)?.first ?? 0),
  );
  for (const id of order) {
    const life = lifetimes.get(id);
    const geometry = builder.buffers[id];
    if (!life || !geometry) continue;
    const group =
      life.firstSection === life.lastSection ? (builder.sections[life.firstSection]?.group ?? 1) : null;
    const key = `${group} ${Object.values(geometry).join(' ')}`;
    const slots = free.get(key) ?? [];
    free.set(key, slots);
    let slot = slots.find((candidate) => candidate.until < life.first);
    if (!slot) {
      slot = { placement: reserve(arena, geometry, group, group === null ? batchSize : threads), until: 0 };
      slots.push(slot);
    }
    slot.until = life.last;
    placements[id] = slot.placement;
  }
  return placements;
}

/** `group`: images of a thread that exist at once, null if all images of the batch do. */
function reserve(arena: Arena, geometry: Geometry, group: number | null, copies: number): Placement {
  const { height, lanes, halo, extraRows } = geometry;
  const imageStride = linesOf((height + 2 * halo + extraRows) * rowPixels(geometry) * lanes);
  const base = arena.lines(imageStride * copies * (group ?? 1));
  return { base, imageStride, threadStride: group === null ? 0 : imageStride * group };
}

/** Pixels from row to row. */
export function rowPixels({ width, halo, extraColumns }: Geometry): number {
  return width + 2 * halo + extraColumns;
}

function lifetimesOf(builder: ProgramBuilder): Map<number, Lifetime> {
  const lifetimes = new Map<number, Lifetime>();
  let position = 0;
  builder.sections.forEach((section, sectionIndex) => {
    for (const instruction of section.instructions) {
      for (const id of instruction.buffers) {
        const life = lifetimes.get(id);
        if (life) {
          life.last = position;
          life.lastSection = sectionIndex;
        } else {
          const span = { firstSection: sectionIndex, lastSection: sectionIndex };
          lifetimes.set(id, { first: position, last: position, ...span });
        }
      }
      position++;
    }
  });
  return lifetimes;
}
