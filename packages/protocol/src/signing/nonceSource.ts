/**
 * Nonces in nanoseconds that never repeat within this process, even if the clock steps back. The digits below the
 * clock's millisecond are random, so that two workers of one hotkey do not meet in the same nonce.
 */
export function createNonceSource(clock: { nowMilliseconds(): number; random(): number }): () => bigint {
  let last = 0n;
  return () => {
    const now = BigInt(Math.floor(clock.nowMilliseconds())) * 1_000_000n;
    const nonce = now + BigInt(Math.floor(clock.random() * 1_000_000));
    last = nonce > last ? nonce : last + 1n;
    return last;
  };
}
