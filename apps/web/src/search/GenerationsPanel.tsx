'use client';

import { LineFigure, type LineOptions } from '@naschain/charts';
import { assertNever, type HypervolumeReference, type SearchView } from '@naschain/protocol';
import { type ReactElement, useMemo } from 'react';
import { Figure } from '../components/Figure.tsx';
import { Section } from '../components/Section.tsx';
import { Empty } from '../components/States.tsx';
import { flopsQuantity, paramsQuantity, percentQuantity, plain, shareQuantity } from '../format.ts';
import { GenerationTable } from './GenerationTable.tsx';
import type { SearchModel } from './model.ts';
import { PredictorPanel } from './PredictorPanel.tsx';
import { SavingsPanel } from './SavingsPanel.tsx';

interface GenerationsPanelProps {
  readonly view: SearchView;
  readonly model: SearchModel;
}

/** The course of the search: hypervolume per generation, everything per generation as a table, and what was not trained. */
export function GenerationsPanel({ view, model }: GenerationsPanelProps): ReactElement {
  const hasPredictor = view.config.algorithm.kind === 'surrogate';
  return (
    <Section
      title="Generations"
      id="generations"
      className="mt-10"
      aside={
        <p className="text-[13px] text-soft">
          Hypervolume is measured from a fixed reference point: <Reference view={view} />. It never falls.
        </p>
      }
    >
      <div className="grid gap-6 lg:grid-cols-12">
        <div className="panel h-72 min-w-0 p-5 lg:col-span-7">
          <Hypervolume view={view} />
        </div>
        <div className="panel max-h-72 min-w-0 overflow-auto lg:col-span-5">
          {view.generations.length === 0 ? (
            <Empty title="No generation has been opened yet">
              Each generation becomes a line in this table.
            </Empty>
          ) : (
            <GenerationTable view={view} />
          )}
        </div>
        {hasPredictor && (
          <div className="min-w-0 *:h-full lg:col-span-7">
            <PredictorPanel view={view} model={model} />
          </div>
        )}
        <div className={`min-w-0 *:h-full ${hasPredictor ? 'lg:col-span-5' : 'lg:col-span-12'}`}>
          <SavingsPanel model={model} />
        </div>
      </div>
    </Section>
  );
}

/** The reference point, objective by objective. */
function Reference({ view }: { readonly view: SearchView }): ReactElement {
  const { objectives } = view.config.algorithm;
  return (
    <>
      {objectives.map((name, index) => (
        <span key={name} className="whitespace-nowrap">
          {index > 0 && ', '}
          <ReferenceValue name={name} reference={view.reference} />
        </span>
      ))}
    </>
  );
}

interface ReferenceValueProps {
  readonly name: keyof HypervolumeReference;
  readonly reference: HypervolumeReference;
}

function ReferenceValue({ name, reference }: ReferenceValueProps): ReactElement {
  switch (name) {
    case 'error':
      return (
        <>
          error <Figure value={percentQuantity(reference.error)} className="text-ink" />
        </>
      );
    case 'flops':
      return (
        <>
          <Figure value={flopsQuantity(reference.flops)} className="text-ink" /> FLOPs
        </>
      );
    case 'params':
      return (
        <>
          <Figure
            value={reference.params === undefined ? null : paramsQuantity(reference.params)}
            className="text-ink"
          />{' '}
          params
        </>
      );
    default:
      return assertNever(name);
  }
}

function Hypervolume({ view }: { readonly view: SearchView }): ReactElement {
  const total = view.config.algorithm.generations;
  const options = useMemo(
    (): LineOptions => ({
      xTitle: 'Generation',
      yTitle: 'Hypervolume of the archive',
      xDomain: [1, total],
      yBounds: [0, 1],
      yFrame: 'data',
      xLabel: String,
      yLabel: (value) => value.toFixed(3).replace(/0$/, ''),
    }),
    [total],
  );
  const data = useMemo(
    () =>
      view.generations.flatMap(({ index, hypervolume }) =>
        hypervolume === null ? [] : [{ id: String(index), x: index + 1, y: hypervolume }],
      ),
    [view.generations],
  );
  const last = data.at(-1);
  if (last === undefined) {
    return (
      <Empty title="No generation has closed yet">
        When all networks of a generation have their verdict, the volume that the Pareto front encloses is
        plotted here.
      </Empty>
    );
  }
  const text = (id: string): string => {
    const point = data.find((candidate) => candidate.id === id);
    return point === undefined ? '' : `Generation ${point.x}: hypervolume ${plain(shareQuantity(point.y))}`;
  };
  return (
    <LineFigure
      data={data}
      options={options}
      label={`Hypervolume after ${data.length} of ${total} generations, now ${plain(shareQuantity(last.y))}. The table beside has all values.`}
      lastLabel={plain(shareQuantity(last.y))}
      describe={text}
      renderTooltip={(id) => text(id)}
    />
  );
}
