import type { MinerView } from '@naschain/protocol';

export const MINER_COLUMNS = [
  'hotkey',
  'flopsPerSecond',
  'trainingsPerHour',
  'running',
  'agreed',
  'rejected',
  'weight',
] as const;
export type MinerColumn = (typeof MINER_COLUMNS)[number];

export interface MinerOrder {
  readonly column: MinerColumn;
  readonly descending: boolean;
}

/** Live miners before lost ones, then by the column; unknown values last, ties by hotkey. */
export function sortMiners(miners: readonly MinerView[], order: MinerOrder): readonly MinerView[] {
  const direction = order.descending ? -1 : 1;
  return [...miners].sort((a, b) => {
    if (a.state !== b.state) return a.state === 'live' ? -1 : 1;
    return compare(a[order.column], b[order.column], direction) || compare(a.hotkey, b.hotkey, 1);
  });
}

function compare(a: string | number | null, b: string | number | null, direction: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -direction : direction;
}
