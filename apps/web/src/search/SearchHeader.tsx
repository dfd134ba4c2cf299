import type { SearchView } from '@naschain/protocol';
import { ChevronLeft } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { Elapsed } from '../components/Elapsed.tsx';
import { Figure } from '../components/Figure.tsx';
import { GenerationBar } from '../components/GenerationBar.tsx';
import { GenerationCounter } from '../components/GenerationCounter.tsx';
import { SearchStateBadge } from '../components/SearchStateBadge.tsx';
import { Stat } from '../components/Stat.tsx';
import { countQuantity, percentQuantity, shareQuantity } from '../format.ts';
import type { SearchModel } from './model.ts';
import { SearchTerms } from './SearchTerms.tsx';
import { WaitingBanner } from './WaitingBanner.tsx';

interface SearchHeaderProps {
  readonly view: SearchView;
  readonly model: SearchModel;
}

export function SearchHeader({ view, model }: SearchHeaderProps): ReactElement {
  return (
    <header>
      <Link
        href="/"
        className="-ml-1 inline-flex items-center gap-1 rounded text-[13px] text-soft hover:text-ink"
      >
        <ChevronLeft size={14} aria-hidden />
        Overview
      </Link>
      <div className="mt-1 flex flex-wrap items-baseline gap-x-4">
        <h1 className="min-w-0 break-words text-2xl font-semibold leading-8 tracking-[-0.012em]">
          {view.config.name}
        </h1>
        <SearchStateBadge state={view.state} />
      </div>
      <SearchTerms view={view} />
      {view.stateReason !== null && <p className="mt-1 text-soft">{view.stateReason}</p>}
      <dl className="mt-5 grid grid-cols-2 gap-x-6 gap-y-4 lg:grid-cols-12">
        <div className="col-span-2 lg:col-span-4">
          <dt className="text-[13px] text-soft">Progress</dt>
          <dd className="mb-2 mt-1 text-xl font-medium tracking-[-0.012em]">
            <GenerationCounter view={view} />
          </dd>
          <dd>
            <GenerationBar view={view} />
          </dd>
        </div>
        <Readings view={view} model={model} />
      </dl>
      {view.waiting !== null && (
        <div className="mt-5">
          <WaitingBanner view={view} />
        </div>
      )}
    </header>
  );
}

function Readings({ view, model }: SearchHeaderProps): ReactElement {
  return (
    <div className="col-span-2 grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4 lg:col-span-8">
      <Stat label="Evaluations" note={evaluationsNote(model)}>
        <Figure value={countQuantity(model.evaluated.size)} />
      </Stat>
      <Stat label="Hypervolume" note="last closed generation">
        <span data-testid="hypervolume">
          <Figure
            value={model.hypervolume === null ? null : shareQuantity(model.hypervolume)}
            absent="known when the first generation closes"
          />
        </span>
      </Stat>
      <Stat label="Best accuracy" note={`${model.front.length} on the front`}>
        <Figure
          value={model.bestAccuracy === null ? null : percentQuantity(model.bestAccuracy)}
          absent="no result yet"
        />
      </Stat>
      <Stat label="Elapsed" note={view.finishedAt === null ? 'still searching' : 'from start to end'}>
        <Elapsed from={view.createdAt} to={view.finishedAt} />
      </Stat>
    </div>
  );
}

function evaluationsNote({ points, evaluated, full }: SearchModel): string {
  const pending = `${points.length - evaluated.size} pending`;
  return full === evaluated.size ? pending : `${full} in full, ${pending}`;
}
