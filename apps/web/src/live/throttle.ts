/** Calls an action at most once per interval: at once after a pause, else when the interval is over. */
export interface Throttle {
  readonly request: () => void;
  readonly cancel: () => void;
}

/** @param interval ms between two calls, asked for at each request */
export function createThrottle(
  interval: () => number,
  action: () => void,
  now: () => number = Date.now,
): Throttle {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last = Number.NEGATIVE_INFINITY;
  const fire = (): void => {
    timer = null;
    last = now();
    action();
  };
  return {
    request: () => {
      if (timer !== null) return;
      const wait = last + interval() - now();
      if (wait <= 0) fire();
      else timer = setTimeout(fire, wait);
    },
    cancel: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
