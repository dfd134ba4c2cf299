'use client';

import type { NetworkView, SearchView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { Section } from '../components/Section.tsx';
import { Empty, Failed, Skeleton } from '../components/States.tsx';
import { useNetwork, useSearches } from '../live/LiveProvider.tsx';
import { MinersTable } from '../miners/MinersTable.tsx';
import { EarlierSearches } from './EarlierSearches.tsx';
import { SearchCard } from './SearchCard.tsx';
import { Totals } from './Totals.tsx';
import { ValidatorPanel } from './ValidatorPanel.tsx';

/** Running searches that get a card with a live picture; the others are listed. */
const MOST_CARDS = 9;

export function Overview(): ReactElement {
  const { state, retry } = useNetwork();
  switch (state.kind) {
    case 'ready':
      return <Loaded network={state.value} />;
    case 'failed':
      return <Failed message={state.message} retry={retry} />;
    case 'loading':
    case 'notFound':
      return <Loading />;
  }
}

function Loading(): ReactElement {
  return (
    <div role="status">
      <span className="sr-only">Loading the network</span>
      <Skeleton className="h-28" />
      <Skeleton className="mt-10 h-96" />
      <div className="mt-10 grid gap-8 lg:grid-cols-12">
        <Skeleton className="h-64 lg:col-span-8" />
        <Skeleton className="h-64 lg:col-span-4" />
      </div>
    </div>
  );
}

function Loaded({ network }: { readonly network: NetworkView }): ReactElement {
  const running = network.searches.filter((search) => search.state === 'running');
  const cards = running.slice(0, MOST_CARDS);
  const states = useSearches(cards.map((search) => search.searchId));
  const views = states.flatMap((state): SearchView[] => (state.kind === 'ready' ? [state.value] : []));
  const listed = network.searches.filter((search) => !cards.includes(search));
  return (
    <>
      <h1 className="sr-only">Network overview</h1>
      <Totals network={network} views={views} />
      <Section title="Running searches" id="running" className="mt-10">
        {cards.length === 0 ? (
          <div className="panel">
            <Empty title="No search is running">
              A search shows here as a growing cloud of trained networks. Start one with{' '}
              <code className="font-mono text-[13px] text-ink">npm run demo</code>, or submit one to the
              Genomaster.
            </Empty>
          </div>
        ) : (
          <div className={`grid gap-6 ${cards.length === 1 ? '' : 'md:grid-cols-2 xl:grid-cols-3'}`}>
            {cards.map((summary, index) => (
              <SearchCard
                key={summary.searchId}
                summary={summary}
                state={states[index] ?? { kind: 'loading' }}
                prominent={cards.length === 1}
              />
            ))}
          </div>
        )}
      </Section>
      <div className="mt-10 grid gap-x-8 gap-y-10 lg:grid-cols-12">
        <Section title="Miners" id="miners" className="min-w-0 lg:col-span-8">
          <MinersTable miners={network.miners} />
        </Section>
        <Section title="Validators and weights" id="validators" className="min-w-0 lg:col-span-4">
          <ValidatorPanel validators={network.validators} />
        </Section>
      </div>
      {listed.length > 0 && (
        <Section
          title={cards.length === running.length ? 'Ended searches' : 'Other searches'}
          id="ended"
          className="mt-10"
        >
          <EarlierSearches searches={listed} />
        </Section>
      )}
    </>
  );
}
