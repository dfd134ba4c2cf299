import { type KeyboardEvent, type PointerEvent, useState } from 'react';

/** Which mark the pointer or the keyboard is on. */
export interface Cursor {
  readonly activeId: string | null;
  readonly onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLDivElement>) => void;
  readonly onPointerLeave: () => void;
  readonly onBlur: () => void;
}

export interface CursorOptions {
  /** Ids in the order of the left and right arrow keys. */
  readonly order: readonly string[];
  /** Ids in the order of the up and down arrow keys, bottom first. */
  readonly climb: readonly string[];
  readonly find: (x: number, y: number) => string | null;
  readonly onChoose: (id: string | null) => void;
}

/** Pointer and keyboard operation of a figure: arrows walk, Home and End jump, Enter chooses, Escape dismisses. */
export function useCursor(options: CursorOptions): Cursor {
  const [activeId, setActiveId] = useState<string | null>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'Escape') {
      if (activeId === null) options.onChoose(null);
      setActiveId(null);
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (activeId !== null) options.onChoose(activeId);
      return;
    }
    const next = step(event.key, activeId, options);
    if (next === null) return;
    event.preventDefault();
    setActiveId(next);
  };
  return {
    activeId,
    onKeyDown,
    onPointerMove: (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      setActiveId(options.find(event.clientX - box.left, event.clientY - box.top));
    },
    onPointerLeave: () => setActiveId(null),
    onBlur: () => setActiveId(null),
  };
}

function step(key: string, activeId: string | null, { order, climb }: CursorOptions): string | null {
  switch (key) {
    case 'ArrowRight':
      return neighbour(order, activeId, 1);
    case 'ArrowLeft':
      return neighbour(order, activeId, -1);
    case 'ArrowUp':
      return neighbour(climb, activeId, 1);
    case 'ArrowDown':
      return neighbour(climb, activeId, -1);
    case 'Home':
      return order[0] ?? null;
    case 'End':
      return order.at(-1) ?? null;
    default:
      return null;
  }
}

function neighbour(ids: readonly string[], activeId: string | null, by: 1 | -1): string | null {
  const at = activeId === null ? -1 : ids.indexOf(activeId);
  if (at === -1) return (by === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[at + by] ?? activeId;
}
