import type { MinerView } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { sortMiners } from './sortMiners.ts';

function miner(hotkey: string, over: Partial<MinerView>): MinerView {
  return {
    hotkey,
    state: 'live',
    workers: 1,
    slots: 1,
    engine: 'exact',
    device: 'cpu',
    firstSeenAt: '',
    lastSeenAt: '',
    running: 0,
    agreed: 0,
    rejected: 0,
    trainingsPerHour: 0,
    flopsPerSecond: null,
    weight: null,
    ...over,
  };
}

const miners = [
  miner('lost', { state: 'lost', flopsPerSecond: 9 }),
  miner('new', {}),
  miner('slow', { flopsPerSecond: 1 }),
  miner('fast', { flopsPerSecond: 2 }),
];

describe('sortMiners', () => {
  it.each([
    [true, ['fast', 'slow', 'new', 'lost']],
    [false, ['slow', 'fast', 'new', 'lost']],
  ])('has unknown values and lost miners last (descending: %s)', (descending, expected) => {
    const sorted = sortMiners(miners, { column: 'flopsPerSecond', descending });
    expect(sorted.map(({ hotkey }) => hotkey)).toEqual(expected);
  });

  it('breaks ties by hotkey', () => {
    const sorted = sortMiners(miners, { column: 'agreed', descending: true });
    expect(sorted.map(({ hotkey }) => hotkey)).toEqual(['fast', 'new', 'slow', 'lost']);
  });
});
