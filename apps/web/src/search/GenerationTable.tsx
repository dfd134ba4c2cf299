import type { GenerationView, SearchView } from '@naschain/protocol';
import { type ReactElement, useMemo } from 'react';
import { Elapsed } from '../components/Elapsed.tsx';
import { Figure } from '../components/Figure.tsx';
import { countQuantity, shareQuantity } from '../format.ts';
import { type GenerationProgress, generationProgress } from './generationProgress.ts';

const CLOSES = 'known when it closes';

/** Everything per generation, the youngest first. */
export function GenerationTable({ view }: { readonly view: SearchView }): ReactElement {
  const progress = useMemo(() => generationProgress(view), [view]);
  const predicted = view.config.algorithm.kind === 'surrogate';
  const rows = view.generations.map((generation, index) => ({ generation, progress: progress[index] }));
  return (
    <table className="w-full text-right">
      <thead className="sticky top-0 bg-raised">
        <tr className="border-b border-line text-[13px] text-soft">
          <Head className="pl-5 text-left">Generation</Head>
          <Head>Verdicts</Head>
          <Head>Front</Head>
          <Head className="max-sm:pr-5">Hypervolume</Head>
          {predicted && (
            <Head className="max-sm:hidden" title="rank correlation of predicted and measured errors">
              Rank corr.
            </Head>
          )}
          <Head className="pr-5 max-sm:hidden">Took</Head>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.toReversed().map((row) => (
          <Row key={row.generation.index} {...row} predicted={predicted} finishedAt={view.finishedAt} />
        ))}
      </tbody>
    </table>
  );
}

interface HeadProps {
  readonly children: string;
  readonly className?: string;
  readonly title?: string;
}

function Head({ children, className = '', title }: HeadProps): ReactElement {
  return (
    <th scope="col" title={title} className={`whitespace-nowrap px-2 py-2 font-normal ${className}`}>
      {children}
    </th>
  );
}

interface RowProps {
  readonly generation: GenerationView;
  readonly progress: GenerationProgress | undefined;
  /** The search has a predictor. */
  readonly predicted: boolean;
  readonly finishedAt: string | null;
}

function Row({ generation, progress, predicted, finishedAt }: RowProps): ReactElement {
  const { index, state, front, hypervolume, predictor, openedAt, closedAt } = generation;
  const correlation = predictor?.rankCorrelation ?? null;
  return (
    <tr>
      <td className="whitespace-nowrap py-1.5 pl-5 pr-2 text-left">
        {index + 1}
        {state === 'open' && <span className="ml-2 text-[13px] text-accent">open</span>}
      </td>
      <td className="px-2 py-1.5">{progress !== undefined && <Verdicts progress={progress} />}</td>
      <td className="px-2">
        <Figure value={state === 'open' ? null : countQuantity(front.length)} absent={CLOSES} />
      </td>
      <td className="px-2 max-sm:pr-5">
        <Figure value={hypervolume === null ? null : shareQuantity(hypervolume)} absent={CLOSES} />
      </td>
      {predicted && (
        <td className="px-2 max-sm:hidden">
          <Figure
            value={correlation === null ? null : shareQuantity(correlation)}
            absent={state === 'open' ? CLOSES : 'too few networks had been predicted'}
          />
        </td>
      )}
      <td className="whitespace-nowrap pl-2 pr-5 max-sm:hidden">
        <Elapsed from={openedAt} to={closedAt ?? finishedAt} />
      </td>
    </tr>
  );
}

function Verdicts({
  progress: { networks, promotions },
}: {
  readonly progress: GenerationProgress;
}): ReactElement {
  return (
    <>
      {networks.done}
      <span className="text-soft">{` / ${networks.planned}`}</span>
      {promotions.proposed > 0 && (
        <span
          className="block whitespace-nowrap text-[13px] text-soft"
          title="the same networks, trained for longer"
        >
          + {promotions.done} / {promotions.proposed} promoted
        </span>
      )}
    </>
  );
}
