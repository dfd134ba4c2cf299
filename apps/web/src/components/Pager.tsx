import { groupedInteger } from '@naschain/charts';
import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react';
import { type ReactElement, useState } from 'react';

export interface Page<T> {
  readonly items: readonly T[];
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly first: number;
  readonly total: number;
  readonly go: (index: number) => void;
}

/** Cuts a list into pages; the page stays when the list grows and is clamped when it shrinks. */
export function usePage<T>(list: readonly T[], size: number): Page<T> {
  const [wanted, go] = useState(0);
  const count = Math.max(1, Math.ceil(list.length / size));
  const index = Math.min(wanted, count - 1);
  const first = index * size;
  return { items: list.slice(first, first + size), index, count, first, total: list.length, go };
}

/** Buttons to the other pages; nothing when there is only one. */
export function Pager<T>({
  page,
  noun,
}: {
  readonly page: Page<T>;
  readonly noun: string;
}): ReactElement | null {
  const { index, count, first, total, items, go } = page;
  if (count === 1) return null;
  return (
    <nav
      aria-label={`Pages of ${noun}`}
      className="flex items-center justify-end gap-1 border-t border-line px-3 py-1.5"
    >
      <span className="mr-2 text-[13px] text-soft">
        {groupedInteger(first + 1)}–{groupedInteger(first + items.length)} of {groupedInteger(total)}
      </span>
      <PagerButton icon={ChevronFirst} label="First page" disabled={index === 0} onPress={() => go(0)} />
      <PagerButton
        icon={ChevronLeft}
        label="Previous page"
        disabled={index === 0}
        onPress={() => go(index - 1)}
      />
      <PagerButton
        icon={ChevronRight}
        label="Next page"
        disabled={index === count - 1}
        onPress={() => go(index + 1)}
      />
      <PagerButton
        icon={ChevronLast}
        label="Last page"
        disabled={index === count - 1}
        onPress={() => go(count - 1)}
      />
    </nav>
  );
}

interface PagerButtonProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly disabled: boolean;
  readonly onPress: () => void;
}

function PagerButton({ icon: Icon, label, disabled, onPress }: PagerButtonProps): ReactElement {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={disabled}
      onClick={onPress}
      className="grid size-9 place-items-center rounded text-soft enabled:hover:text-ink disabled:opacity-40"
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}
