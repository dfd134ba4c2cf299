/** Share of the processors that others may keep busy. */
const MOST_LOAD = 0.5;

/**
 * A warning where others keep the machine busy, or null; `load` is the system's average over a minute. Threads of
 * OpenMP, which PyTorch uses, spin while they wait for each other, so a lack of processors slows it many times over.
 */
export function busyWarning(benchmark: string, load: number, processors: number): string | null {
  if (load <= MOST_LOAD * processors) return null;
  return (
    `${benchmark}: THIS MACHINE IS BUSY (load ${load.toFixed(1)} on ${processors} processors). That slows PyTorch ` +
    'far more than our engine, so ratios mean little; measure again when nothing else runs.'
  );
}
