interface Numbered {
  readonly seq: number;
}

/** Events that continue a stream, and those that must wait for a missing one before them. */
export interface Ordered<T> {
  readonly ready: readonly T[];
  readonly held: readonly T[];
}

/**
 * Sorts arrived events into those that continue the stream after `seq` and those behind a hole. Repeated and old events
 * are dropped, so catch-up and live batches may overlap and arrive in any order.
 */
export function inOrder<T extends Numbered>(
  seq: number,
  held: readonly T[],
  arrived: readonly T[],
): Ordered<T> {
  const bySeq = new Map<number, T>();
  for (const event of [...held, ...arrived]) if (event.seq > seq) bySeq.set(event.seq, event);
  const ready: T[] = [];
  let next = seq + 1;
  for (let event = bySeq.get(next); event !== undefined; event = bySeq.get(next)) {
    ready.push(event);
    bySeq.delete(next);
    next += 1;
  }
  return { ready, held: [...bySeq.values()].sort((a, b) => a.seq - b.seq) };
}
