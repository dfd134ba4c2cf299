'use client';

import type { ReactElement } from 'react';
import { Failed, Skeleton } from '../components/States.tsx';
import { useNetwork, useSearches } from '../live/LiveProvider.tsx';
import { MinersTable } from './MinersTable.tsx';

/** Running searches listened to: their events tell that miners' numbers have changed. */
const MOST_SEARCHES = 9;

export function Miners(): ReactElement {
  const { state, retry } = useNetwork();
  const network = state.kind === 'ready' ? state.value : null;
  const running = network?.searches.filter((search) => search.state === 'running') ?? [];
  useSearches(running.slice(0, MOST_SEARCHES).map((search) => search.searchId));
  if (state.kind === 'failed') return <Failed message={state.message} retry={retry} />;
  return (
    <>
      <h1 className="text-2xl font-semibold leading-8 tracking-[-0.012em]">Miners</h1>
      <p className="mb-6 mt-1 max-w-[72ch] text-soft">
        Every hotkey that has ever trained here. A job counts for a miner when its result agreed with others;
        a rejected result counts against it.
      </p>
      {network === null ? (
        <div role="status">
          <span className="sr-only">Loading the miners</span>
          <Skeleton className="h-80" />
        </div>
      ) : (
        <MinersTable miners={network.miners} />
      )}
    </>
  );
}
