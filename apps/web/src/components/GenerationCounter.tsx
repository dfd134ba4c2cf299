import type { SearchView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { generationText } from '../search/generationProgress.ts';

/** Which generation the search is in, or which are open. */
export function GenerationCounter({ view }: { readonly view: SearchView }): ReactElement {
  return (
    <span data-testid="generation-counter" className="tabular whitespace-nowrap">
      {generationText(view)}
    </span>
  );
}
