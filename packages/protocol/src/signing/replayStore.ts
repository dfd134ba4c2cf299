import { WINDOW_BACK_NANOSECONDS } from './request.ts';

export type Admission =
  | { kind: 'fresh' }
  | { kind: 'refused'; code: 'replayed' | 'stale' | 'tooMany'; message: string };

const SECOND = 1_000_000_000n;

/**
 * Remembers the nonces of verified requests, so that none is served twice. Ask it after `verifyRequest`, never
 * before: unsigned traffic must not fill it. It forgets a nonce only when the window refuses it anyway, and refuses
 * every nonce older than itself, so that a restart does not make captured requests valid again.
 */
export class ReplayStore {
  /** Second of the nonce → hotkey → nonces. */
  private readonly seconds = new Map<bigint, Map<string, Set<bigint>>>();
  /** Nonces before this are refused; it only grows, whatever the clock does. */
  private horizon: bigint;
  private entries = 0;
  private readonly maxEntries: number;
  private readonly maxPerHotkeySecond: number;

  /** @param options.createdAt Unix time in nanoseconds */
  constructor(options: { createdAt: bigint; maxEntries?: number; maxPerHotkeySecond?: number }) {
    this.horizon = options.createdAt;
    this.maxEntries = options.maxEntries ?? 1_000_000;
    this.maxPerHotkeySecond = options.maxPerHotkeySecond ?? 2_000;
  }

  /** Nonces held now. */
  get size(): number {
    return this.entries;
  }

  /** Admits a verified request once. When full it refuses: a bounded memory must not open a gap. */
  admit(hotkey: string, nonce: bigint, nowNanoseconds: bigint): Admission {
    this.prune(nowNanoseconds);
    if (nonce < this.horizon)
      return refused('stale', 'the nonce is older than this server; send the request again');
    const second = nonce / SECOND;
    const held = this.seconds.get(second)?.get(hotkey);
    if (held?.has(nonce)) return refused('replayed', 'this request was already received');
    if ((held?.size ?? 0) >= this.maxPerHotkeySecond || this.entries >= this.maxEntries)
      return refused('tooMany', 'too many requests; wait a few seconds');
    this.keep(second, hotkey, nonce);
    return { kind: 'fresh' };
  }

  private keep(second: bigint, hotkey: string, nonce: bigint): void {
    const hotkeys = this.seconds.get(second) ?? new Map<string, Set<bigint>>();
    const nonces = hotkeys.get(hotkey) ?? new Set<bigint>();
    this.seconds.set(second, hotkeys.set(hotkey, nonces.add(nonce)));
    this.entries += 1;
  }

  private prune(nowNanoseconds: bigint): void {
    const oldest = nowNanoseconds - WINDOW_BACK_NANOSECONDS;
    if (oldest > this.horizon) this.horizon = oldest;
    for (const [second, hotkeys] of this.seconds) {
      if ((second + 1n) * SECOND > this.horizon) continue;
      for (const nonces of hotkeys.values()) this.entries -= nonces.size;
      this.seconds.delete(second);
    }
  }
}

function refused(code: 'replayed' | 'stale' | 'tooMany', message: string): Admission {
  return { kind: 'refused', code, message };
}
