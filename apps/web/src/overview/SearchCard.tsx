'use client';

import { MiniPareto } from '@naschain/charts';
import type { SearchSummary, SearchView } from '@naschain/protocol';
import Link from 'next/link';
import { type ReactElement, useMemo } from 'react';
import { Figure } from '../components/Figure.tsx';
import { GenerationBar } from '../components/GenerationBar.tsx';
import { GenerationCounter } from '../components/GenerationCounter.tsx';
import { SearchStateBadge } from '../components/SearchStateBadge.tsx';
import { Skeleton } from '../components/States.tsx';
import { countQuantity, percentQuantity, shareQuantity } from '../format.ts';
import type { FeedState } from '../live/streamFeed.ts';
import { algorithmName } from '../search/algorithmWords.ts';
import { type SearchModel, searchModel } from '../search/model.ts';
import { WaitingBanner } from '../search/WaitingBanner.tsx';
import { paretoText } from '../search/words.ts';

interface SearchCardProps {
  readonly summary: SearchSummary;
  readonly state: FeedState<SearchView>;
  /** Alone on the page: wide, with a large picture. */
  readonly prominent: boolean;
}

/** A running search with its Pareto front in small. The whole card leads to the search. */
export function SearchCard({ summary, state, prominent }: SearchCardProps): ReactElement {
  const view = state.kind === 'ready' ? state.value : null;
  return (
    <article
      data-testid="search-card"
      className={`panel relative grid gap-x-8 gap-y-4 p-5 hover:border-line-strong ${
        prominent ? 'lg:grid-cols-12 lg:p-6' : 'grid-rows-[1fr_auto]'
      }`}
    >
      <div className={`flex flex-col ${prominent ? 'lg:col-span-5' : ''}`}>
        <div className="flex items-start justify-between gap-4">
          <h3
            className={`min-w-0 break-words font-semibold tracking-[-0.012em] ${prominent ? 'text-2xl leading-8' : 'text-base'}`}
          >
            <Link
              href={`/searches/${summary.searchId}`}
              className="after:absolute after:inset-0 after:rounded-lg"
            >
              {summary.name}
            </Link>
          </h3>
          <SearchStateBadge state={summary.state} />
        </div>
        <p className="mt-1 text-soft">
          {summary.datasetName}
          <span data-testid="algorithm-name">{` · ${algorithmName({ kind: summary.algorithm, mode: summary.mode })}`}</span>
        </p>
        {view === null ? <Skeleton className="mt-4 h-24" /> : <CardFacts view={view} prominent={prominent} />}
      </div>
      <div className={prominent ? 'h-64 lg:col-span-7 lg:h-80' : 'h-44'}>
        {view === null ? <Skeleton className="h-full" /> : <CardPicture view={view} />}
      </div>
    </article>
  );
}

function CardFacts({ view, prominent }: { view: SearchView; prominent: boolean }): ReactElement {
  const model = useMemo(() => searchModel(view), [view]);
  const size = prominent ? 'text-lg' : 'text-[15px]';
  return (
    <>
      <div className="mt-4">
        <p className={`mb-2 font-medium ${size}`}>
          <GenerationCounter view={view} />
        </p>
        <GenerationBar view={view} />
      </div>
      <dl
        className={`mt-4 grid grid-cols-2 gap-x-4 gap-y-3 ${prominent ? 'lg:mt-auto lg:gap-y-5 lg:pt-6' : ''}`}
      >
        <Fact label="Best accuracy" size={size}>
          <Figure
            value={model.bestAccuracy === null ? null : percentQuantity(model.bestAccuracy)}
            absent="no result yet"
          />
        </Fact>
        <Fact label="On the front" size={size}>
          <Figure value={countQuantity(model.front.length)} />
        </Fact>
        <Fact label="Evaluations" size={size}>
          <Figure value={countQuantity(model.evaluated.size)} />
        </Fact>
        <Fact label="Hypervolume" size={size}>
          <Figure
            value={model.hypervolume === null ? null : shareQuantity(model.hypervolume)}
            absent="known when the first generation closes"
          />
        </Fact>
        {prominent && <SavingFacts model={model} size={size} />}
      </dl>
      {view.waiting !== null && (
        <div className="mt-4">
          <WaitingBanner view={view} />
        </div>
      )}
    </>
  );
}

/** What was not trained, in two facts. */
function SavingFacts({ model, size }: { model: SearchModel; size: string }): ReactElement {
  const { savings, config } = model;
  const read = (amount: number | undefined): ReactElement => (
    <Figure
      value={amount === undefined ? null : countQuantity(amount)}
      absent="known when the first generation closes"
    />
  );
  return (
    <>
      <Fact label="Saved by duplicates" size={size}>
        {read(savings?.duplicates)}
      </Fact>
      {config.algorithm.kind === 'surrogate' && (
        <Fact label="Judged by the surrogate" size={size}>
          {read(savings?.screened)}
        </Fact>
      )}
    </>
  );
}

function Fact(props: { label: string; size: string; children: ReactElement }): ReactElement {
  return (
    <div>
      <dt className="text-[13px] text-soft">{props.label}</dt>
      <dd className={`font-medium ${props.size}`}>{props.children}</dd>
    </div>
  );
}

function CardPicture({ view }: { view: SearchView }): ReactElement {
  const model = useMemo(() => searchModel(view), [view]);
  if (model.points.length === 0) {
    return (
      <p className="grid h-full place-items-center rounded border border-dashed border-line px-4 text-center text-soft">
        The first networks appear here as soon as they are proposed.
      </p>
    );
  }
  return (
    <div className="relative h-full">
      <MiniPareto
        data={model.points}
        cost={model.cost}
        generations={view.config.algorithm.generations}
        label={paretoText(model)}
      />
      {model.evaluated.size === 0 && (
        <p className="absolute inset-0 grid place-items-center text-soft">The first results appear here.</p>
      )}
    </div>
  );
}
