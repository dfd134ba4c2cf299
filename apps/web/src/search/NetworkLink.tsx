import type { IndividualView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { individualName } from './words.ts';

interface NetworkLinkProps {
  readonly individual: IndividualView;
  readonly onSelect: (id: string) => void;
}

/** A network's name within a sentence; it opens that network. */
export function NetworkLink({ individual, onSelect }: NetworkLinkProps): ReactElement {
  return (
    <button
      type="button"
      onClick={() => onSelect(individual.individualId)}
      className="whitespace-nowrap rounded text-ink underline decoration-line-strong underline-offset-4 hover:decoration-soft"
    >
      {individualName(individual).toLowerCase()}
    </button>
  );
}
