import { describe, expect, it } from 'vitest';
import { ReplayStore } from './replayStore.ts';

const SECOND = 1_000_000_000n;
const START = 1_752_076_800n * SECOND;

function codeOf(admission: ReturnType<ReplayStore['admit']>): string {
  return admission.kind === 'fresh' ? 'fresh' : admission.code;
}

describe('ReplayStore', () => {
  it('admits a nonce once per hotkey', () => {
    const store = new ReplayStore({ createdAt: START });
    expect(codeOf(store.admit('a', START, START))).toBe('fresh');
    expect(codeOf(store.admit('a', START, START))).toBe('replayed');
    expect(codeOf(store.admit('b', START, START))).toBe('fresh');
    expect(codeOf(store.admit('a', START + 1n, START))).toBe('fresh');
  });

  it('refuses what an earlier process may have served already', () => {
    const store = new ReplayStore({ createdAt: START });
    expect(codeOf(store.admit('a', START - 1n, START + SECOND))).toBe('stale');
  });

  it('forgets what the window refuses, and stays bounded', () => {
    const store = new ReplayStore({ createdAt: START });
    for (let i = 0n; i < 100n; i++) store.admit('a', START + i * SECOND, START + i * SECOND);
    expect(store.size).toBeLessThanOrEqual(12);
    expect(store.size).toBeGreaterThanOrEqual(10);
  });

  it('a clock that steps back does not make a forgotten nonce fresh', () => {
    const store = new ReplayStore({ createdAt: START });
    store.admit('a', START, START);
    store.admit('a', START + 30n * SECOND, START + 30n * SECOND);
    expect(store.size).toBe(1);
    expect(codeOf(store.admit('a', START, START))).toBe('stale');
  });

  it('refuses when full instead of forgetting', () => {
    const store = new ReplayStore({ createdAt: START, maxEntries: 3, maxPerHotkeySecond: 2 });
    expect(codeOf(store.admit('a', START, START))).toBe('fresh');
    expect(codeOf(store.admit('a', START + 1n, START))).toBe('fresh');
    expect(codeOf(store.admit('a', START + 2n, START))).toBe('tooMany');
    expect(codeOf(store.admit('a', START + SECOND, START))).toBe('fresh');
    expect(codeOf(store.admit('b', START, START))).toBe('tooMany');
    expect(codeOf(store.admit('a', START, START))).toBe('replayed');
    expect(codeOf(store.admit('b', START + 20n * SECOND, START + 20n * SECOND))).toBe('fresh');
  });
});
