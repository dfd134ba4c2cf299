/** Something that can be listened to. */
export interface Store<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => T;
}

/** Many stores as one: its snapshot is the same array until one of them changes. */
export function combine<T>(stores: readonly Store<T>[]): Store<readonly T[]> {
  let last: readonly T[] = [];
  return {
    subscribe: (listener) => {
      const stops = stores.map((store) => store.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    getSnapshot: () => {
      const next = stores.map((store) => store.getSnapshot());
      if (next.length !== last.length || next.some((value, index) => value !== last[index])) last = next;
      return last;
    },
  };
}
