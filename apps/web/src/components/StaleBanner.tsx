'use client';

import { Unplug } from 'lucide-react';
import type { ReactElement } from 'react';
import { formatClock } from '../format.ts';
import { useGenomasterAddress, useLinkState } from '../live/LiveProvider.tsx';

/** Says since when the page is out of date, without moving the page. The live region exists before it speaks, so that it is read out. */
export function StaleBanner(): ReactElement {
  const state = useLinkState();
  const address = useGenomasterAddress();
  return (
    <div role="status">
      {state.kind === 'stale' && (
        <div
          data-testid="stale-banner"
          className="fixed inset-x-0 bottom-0 z-20 border-t border-line-strong bg-raised text-warn"
        >
          <p className="page flex flex-wrap items-center gap-x-2 py-2">
            <Unplug size={14} aria-hidden />
            <strong className="tabular font-medium">stale since {formatClock(state.since)}</strong>
            <span className="text-soft">
              No live line to the Genomaster at {address}. Trying again; nothing is lost.
            </span>
          </p>
        </div>
      )}
    </div>
  );
}
