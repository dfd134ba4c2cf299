import type { SearchSummary } from '@naschain/protocol';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { Figure } from '../components/Figure.tsx';
import { SearchStateBadge } from '../components/SearchStateBadge.tsx';
import { countQuantity, formatDate, shareQuantity } from '../format.ts';
import { algorithmName } from '../search/algorithmWords.ts';

/** Searches without a card of their own, as lines. */
export function EarlierSearches({ searches }: { readonly searches: readonly SearchSummary[] }): ReactElement {
  return (
    <ul className="panel divide-y divide-line">
      {searches.map((search) => (
        <li
          key={search.searchId}
          className="relative grid grid-cols-2 items-center gap-x-6 gap-y-1 px-5 py-3 hover:bg-hover md:grid-cols-12"
        >
          <p className="col-span-2 min-w-0 md:col-span-5">
            <Link href={`/searches/${search.searchId}`} className="font-medium after:absolute after:inset-0">
              {search.name}
            </Link>
            <span className="ml-2 text-soft">
              {search.datasetName} · {algorithmName({ kind: search.algorithm, mode: search.mode })}
            </span>
          </p>
          <span className="md:col-span-2">
            <SearchStateBadge state={search.state} />
          </span>
          <span className="text-right md:col-span-2">
            <Figure value={countQuantity(search.evaluations, 'evaluations')} />
          </span>
          <span className="md:col-span-1 md:text-right">
            <span className="mr-1 text-soft md:sr-only">hypervolume</span>
            <Figure
              value={search.hypervolume === null ? null : shareQuantity(search.hypervolume)}
              absent="none"
            />
          </span>
          <span className="tabular whitespace-nowrap text-right text-soft md:col-span-2">
            {formatDate(search.createdAt).slice(0, 10)}
          </span>
        </li>
      ))}
    </ul>
  );
}
