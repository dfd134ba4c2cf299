import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Size } from '../geometry.ts';

/** Size of an element in CSS pixels, kept up to date; null until it has been laid out. */
export function useSize<T extends Element>(): { ref: RefObject<T | null>; size: Size | null } {
  const ref = useRef<T | null>(null);
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const measure = (): void => {
      const { width, height } = element.getBoundingClientRect();
      setSize((before) =>
        before !== null && before.width === width && before.height === height ? before : { width, height },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, size };
}
