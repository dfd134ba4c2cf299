/** Milliseconds that a call takes: the median of several. Repeats until the time is used up, three to `most` times. */
export function medianMs(call: () => unknown, seconds = 1, most = 15): number {
  const times: number[] = [];
  const began = performance.now();
  while (times.length < 3 || (times.length < most && performance.now() - began < seconds * 1000)) {
    const start = performance.now();
    call();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1] ?? Number.NaN;
}

/** Milliseconds of a single call, for what is too slow to repeat; and its result. */
export function once<Result>(call: () => Result): { readonly ms: number; readonly result: Result } {
  const start = performance.now();
  const result = call();
  return { ms: performance.now() - start, result };
}
