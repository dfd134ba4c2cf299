import type { SearchView } from '@naschain/protocol';
import { ChevronDown } from 'lucide-react';
import type { ReactElement } from 'react';
import { searchTerms } from './algorithmWords.ts';

/** Terms that fit beside the dataset on a phone: the algorithm. */
const ON_PHONES = 1;

/** What is searched and how, in short words; opened, each with its meaning. */
export function SearchTerms({ view }: { readonly view: SearchView }): ReactElement {
  const terms = searchTerms(view.config);
  return (
    <details className="group mt-1 text-soft" data-testid="search-terms">
      <summary className="-mx-2 w-fit max-w-full cursor-pointer list-none rounded px-2 py-1 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <span className="text-ink">{view.datasetName}</span>
        {terms.map(({ text, meaning }, index) => (
          <span key={text} title={meaning} className={index < ON_PHONES ? '' : 'max-sm:hidden'}>
            {' · '}
            <span className={index === 0 ? 'text-ink' : ''}>{text}</span>
          </span>
        ))}
        <ChevronDown
          size={14}
          aria-hidden
          className="ml-1.5 inline-block group-open:rotate-180 motion-safe:transition-transform"
        />
        <span className="sr-only">: what these words mean</span>
      </summary>
      <dl className="panel mt-2 grid gap-x-8 gap-y-4 p-5 sm:grid-cols-2 xl:grid-cols-4">
        {terms.map(({ text, meaning }) => (
          <div key={text}>
            <dt className="font-medium text-ink">{text}</dt>
            <dd className="mt-0.5 text-[13px]">{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
