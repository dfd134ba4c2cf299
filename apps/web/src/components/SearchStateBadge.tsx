import type { SearchState } from '@naschain/protocol';
import { Activity, CircleCheck, CircleSlash, CircleX, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';

const LOOK: Record<SearchState, { icon: LucideIcon; tone: string }> = {
  running: { icon: Activity, tone: 'text-accent' },
  completed: { icon: CircleCheck, tone: 'text-ink' },
  cancelled: { icon: CircleSlash, tone: 'text-soft' },
  failed: { icon: CircleX, tone: 'text-bad' },
};

/** State of a search, by icon and word. */
export function SearchStateBadge({ state }: { readonly state: SearchState }): ReactElement {
  const { icon: Icon, tone } = LOOK[state];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap text-[13px] ${tone}`}>
      <Icon size={14} aria-hidden />
      {state}
    </span>
  );
}
