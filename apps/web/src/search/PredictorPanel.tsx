'use client';

import { LineFigure, type LineOptions } from '@naschain/charts';
import type { PredictorReport, SearchView } from '@naschain/protocol';
import { CircleCheck, CircleDashed } from 'lucide-react';
import { type ReactElement, useMemo } from 'react';
import { Figure } from '../components/Figure.tsx';
import { percentQuantity, plain, shareQuantity } from '../format.ts';
import { count } from './algorithmWords.ts';
import type { SearchModel } from './model.ts';

/** So many networks must have been predicted before their training until a rank correlation says something. */
const LEAST_PREDICTED = 8;
const UNKNOWN = `not yet known: needs ${LEAST_PREDICTED} predicted trainings`;

interface PredictorPanelProps {
  readonly view: SearchView;
  readonly model: SearchModel;
}

/** How well the surrogate ranks networks before they are trained. */
export function PredictorPanel({ view, model }: PredictorPanelProps): ReactElement {
  const { predictor } = model;
  return (
    <div className="panel p-5" data-testid="predictor">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="font-medium">How good the surrogate is</h3>
        <Trust predictor={predictor} />
      </div>
      <div className="mt-4 grid gap-x-6 gap-y-4 sm:grid-cols-[1fr_14rem]">
        <div className="h-44 min-w-0">
          <Correlation view={view} />
        </div>
        <dl className="grid content-center gap-3">
          <Reading
            label="Rank correlation"
            note="of predicted and measured errors; 0 is chance, 1 is perfect"
          >
            <Figure
              value={predictor?.rankCorrelation == null ? null : shareQuantity(predictor.rankCorrelation)}
              absent={UNKNOWN}
            />
          </Reading>
          <Reading
            label="Within the 90 % interval"
            note="of the measured errors; 90 % if it knows its limits"
          >
            <Figure
              value={predictor?.coverage == null ? null : percentQuantity(predictor.coverage * 100)}
              absent={UNKNOWN}
            />
          </Reading>
        </dl>
      </div>
    </div>
  );
}

function Trust({ predictor }: { readonly predictor: PredictorReport | null }): ReactElement {
  if (predictor === null) return <span className="text-[13px] text-soft">it has not been asked yet</span>;
  const { trusted, trainedOn, leaveOneOut } = predictor;
  const Icon = trusted ? CircleCheck : CircleDashed;
  const basis =
    leaveOneOut === null ? 'learned from' : `leave-one-out ${plain(shareQuantity(leaveOneOut))} over`;
  return (
    <span className="text-[13px] text-soft">
      <span
        className={`mr-2 whitespace-nowrap ${trusted ? 'text-ink' : 'text-warn'}`}
        title={
          trusted
            ? 'It ranks the networks it learned from well enough to choose the next ones.'
            : 'It does not rank the networks it learned from well enough: the next ones are bred as by NSGA-II.'
        }
      >
        <Icon size={13} aria-hidden className="mr-1.5 inline align-[-2px]" />
        {trusted ? 'trusted' : 'not trusted'}
      </span>
      <span title="the rank correlation when each network it learned from is predicted from the others">
        {basis} {count(trainedOn, 'network')}
      </span>
    </span>
  );
}

interface ReadingProps {
  readonly label: string;
  readonly note: string;
  readonly children: ReactElement;
}

function Reading({ label, note, children }: ReadingProps): ReactElement {
  return (
    <div>
      <dt className="text-[13px] text-soft">{label}</dt>
      <dd className="text-lg font-medium tracking-[-0.012em]">{children}</dd>
      <dd className="text-[13px] text-soft">{note}</dd>
    </div>
  );
}

function Correlation({ view }: { readonly view: SearchView }): ReactElement {
  const total = view.config.algorithm.generations;
  const data = useMemo(
    () =>
      view.generations.flatMap(({ index, predictor }) => {
        const value = predictor?.rankCorrelation ?? null;
        return value === null ? [] : [{ id: String(index), x: index + 1, y: value }];
      }),
    [view.generations],
  );
  const floor = data.some(({ y }) => y < 0) ? -1 : 0;
  const options = useMemo(
    (): LineOptions => ({
      xTitle: 'Generation',
      yTitle: 'Rank correlation',
      xDomain: [1, total],
      yBounds: [floor, 1],
      yFrame: 'bounds',
      xLabel: String,
      yLabel: (value) => value.toFixed(1),
    }),
    [total, floor],
  );
  const last = data.at(-1);
  if (last === undefined) {
    return (
      <p className="grid h-full place-items-center rounded border border-dashed border-line px-6 text-center text-soft">
        {`The rank correlation is ${UNKNOWN}. It is then drawn here, generation by generation.`}
      </p>
    );
  }
  const text = (id: string): string => {
    const point = data.find((candidate) => candidate.id === id);
    return point === undefined
      ? ''
      : `Generation ${point.x}: rank correlation ${plain(shareQuantity(point.y))}`;
  };
  return (
    <LineFigure
      data={data}
      options={options}
      label={`Rank correlation of predicted and measured errors, now ${plain(shareQuantity(last.y))}.`}
      lastLabel={plain(shareQuantity(last.y))}
      describe={text}
      renderTooltip={(id) => text(id)}
    />
  );
}
