import { currentGeneration, type SearchView } from '@naschain/protocol';
import type { ReactElement } from 'react';

/** "generation 3 of 8"; 0 before the first. */
export function GenerationCounter({ view }: { readonly view: SearchView }): ReactElement {
  const current = currentGeneration(view);
  const shown = current === null ? 0 : current.index + 1;
  return (
    <span data-testid="generation-counter" className="tabular whitespace-nowrap">
      generation {shown} of {view.config.algorithm.generations}
    </span>
  );
}
