'use client';

import type { SearchView } from '@naschain/protocol';
import { type ReactElement, useCallback, useEffect, useMemo } from 'react';
import { Failed, NotFound, Skeleton } from '../components/States.tsx';
import { useUrlState } from '../components/useUrlState.ts';
import { useSearch } from '../live/LiveProvider.tsx';
import { Explorer } from './Explorer.tsx';
import { GenerationsPanel } from './GenerationsPanel.tsx';
import { JobsTable } from './JobsTable.tsx';
import { searchModel } from './model.ts';
import { SearchHeader } from './SearchHeader.tsx';
import { SearchMiners } from './SearchMiners.tsx';

export function SearchPage({ searchId }: { readonly searchId: string }): ReactElement {
  const { state, retry } = useSearch(searchId);
  switch (state.kind) {
    case 'ready':
      return <Loaded view={state.value} />;
    case 'failed':
      return <Failed message={state.message} retry={retry} />;
    case 'notFound':
      return (
        <NotFound title="There is no such search">
          The Genomaster does not know a search with this id. It may have been deleted, or the link may be for
          another Genomaster.
        </NotFound>
      );
    case 'loading':
      return <Loading />;
  }
}

function Loading(): ReactElement {
  return (
    <div role="status">
      <span className="sr-only">Loading the search</span>
      <Skeleton className="h-9 w-96 max-w-full" />
      <Skeleton className="mt-4 h-16" />
      <div className="mt-8 grid gap-6 lg:grid-cols-12">
        <Skeleton className="h-[560px] lg:col-span-8" />
        <Skeleton className="h-[560px] lg:col-span-4" />
      </div>
    </div>
  );
}

function Loaded({ view }: { readonly view: SearchView }): ReactElement {
  const model = useMemo(() => searchModel(view), [view]);
  const [selectedId, select] = useUrlState('individual');
  const { name } = view.config;
  useEffect(() => {
    document.title = `${name} · NASChain`;
  }, [name]);
  const reveal = useCallback(
    (individualId: string) => {
      select(individualId);
      const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      document
        .getElementById('explorer')
        ?.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
    },
    [select],
  );
  return (
    <>
      <SearchHeader view={view} model={model} />
      <Explorer view={view} model={model} selectedId={selectedId} onSelect={select} />
      <GenerationsPanel view={view} model={model} />
      <JobsTable view={view} onReveal={reveal} />
      <SearchMiners view={view} />
    </>
  );
}
