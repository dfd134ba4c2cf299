export type QuorumGate =
  | { readonly kind: 'open' }
  | { readonly kind: 'needMiners'; readonly have: number; readonly need: number };

/** A search hands out work only while enough live hotkeys exist to agree on it. */
export function quorumGate({ liveHotkeys, quorum }: { liveHotkeys: number; quorum: number }): QuorumGate {
  return liveHotkeys >= quorum ? { kind: 'open' } : { kind: 'needMiners', have: liveHotkeys, need: quorum };
}

export type RefereeGate =
  | { readonly kind: 'open' }
  | { readonly kind: 'needReferee'; readonly have: number; readonly need: number };

/**
 * A dispute waits while every live hotkey already has a seat in its batch: `need` live hotkeys would fill its open
 * seats, `have` are live. `seatedHotkeys` are all that ever had a seat in the batch, live or not.
 */
export function refereeGate(batch: {
  readonly liveHotkeys: readonly string[];
  readonly seatedHotkeys: readonly string[];
  readonly openSeats: number;
}): RefereeGate {
  const live = new Set(batch.liveHotkeys);
  const seated = new Set(batch.seatedHotkeys);
  const free = [...live].some((hotkey) => !seated.has(hotkey));
  if (free || batch.openSeats <= 0) return { kind: 'open' };
  return { kind: 'needReferee', have: live.size, need: live.size + batch.openSeats };
}
