import type { SearchView } from '@naschain/protocol';
import { Hourglass } from 'lucide-react';
import type { ReactElement } from 'react';
import { waitingText } from './words.ts';

/** Why nothing moves; nothing is drawn while the search does not wait. */
export function WaitingBanner({ view }: { readonly view: SearchView }): ReactElement | null {
  const { waiting } = view;
  if (waiting === null) return null;
  const job =
    waiting.kind === 'needReferee'
      ? view.jobs.find((candidate) => candidate.jobId === waiting.jobId)
      : undefined;
  return (
    <p
      role="status"
      data-testid="waiting-banner"
      className="flex items-start gap-2 rounded-md border border-line px-3 py-2 text-warn"
    >
      <Hourglass size={14} className="mt-[3px] shrink-0" aria-hidden />
      {waitingText(waiting, job?.ordinal ?? null)}
    </p>
  );
}
