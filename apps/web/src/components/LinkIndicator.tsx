'use client';

import type { ReactElement } from 'react';
import { useGenomasterAddress, useLinkState } from '../live/LiveProvider.tsx';

const WORDS = { connecting: 'connecting', live: 'live', stale: 'stale' } as const;

/** Whether the page is current, in a dot and a word. */
export function LinkIndicator(): ReactElement {
  const { kind } = useLinkState();
  const address = useGenomasterAddress();
  return (
    <span
      className="flex items-center gap-2 text-[13px] text-soft"
      title={address === null ? undefined : `Genomaster at ${address}`}
    >
      <span
        aria-hidden="true"
        className={
          kind === 'live'
            ? 'beacon size-2 rounded-full bg-accent'
            : kind === 'stale'
              ? 'size-2 rounded-full border-2 border-warn'
              : 'size-2 rounded-full border border-soft'
        }
      />
      {WORDS[kind]}
    </span>
  );
}
