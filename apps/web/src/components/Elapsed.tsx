'use client';

import type { ReactElement } from 'react';
import { formatDate, formatDuration } from '../format.ts';
import { useNow } from './useNow.ts';

interface ElapsedProps {
  readonly from: string;
  /** Null while it goes on. */
  readonly to: string | null;
}

/** Time since `from`, counting while `to` is null. */
export function Elapsed({ from, to }: ElapsedProps): ReactElement {
  const now = useNow(to === null);
  const end = to === null ? now : Date.parse(to);
  const title = to === null ? `since ${formatDate(from)}` : `${formatDate(from)} to ${formatDate(to)}`;
  return (
    <span className="tabular" title={title}>
      {formatDuration(end - Date.parse(from))}
    </span>
  );
}

/** How long ago something was. */
export function Ago({ at }: { readonly at: string }): ReactElement {
  const now = useNow(true);
  return (
    <span className="tabular" title={formatDate(at)}>
      {formatDuration(now - Date.parse(at))} ago
    </span>
  );
}
