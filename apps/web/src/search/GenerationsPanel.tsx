'use client';

import { LineFigure, type LineOptions } from '@naschain/charts';
import type { GenerationView, SearchView } from '@naschain/protocol';
import { type ReactElement, useMemo } from 'react';
import { Elapsed } from '../components/Elapsed.tsx';
import { Figure } from '../components/Figure.tsx';
import { Section } from '../components/Section.tsx';
import { Empty } from '../components/States.tsx';
import { countQuantity, flopsQuantity, percentQuantity, plain, shareQuantity } from '../format.ts';

/** The course of the search: hypervolume per generation as a line, and everything per generation as a table. */
export function GenerationsPanel({ view }: { readonly view: SearchView }): ReactElement {
  const { reference, generations } = view;
  return (
    <Section
      title="Generations"
      id="generations"
      className="mt-10"
      aside={
        <p className="text-[13px] text-soft">
          Hypervolume is measured from a fixed reference point: error{' '}
          <Figure value={percentQuantity(reference.error)} className="text-ink" />,{' '}
          <Figure value={flopsQuantity(reference.flops)} className="text-ink" /> FLOPs. It never falls.
        </p>
      }
    >
      <div className="grid gap-6 lg:grid-cols-12">
        <div className="panel h-72 min-w-0 p-5 lg:col-span-7">
          <Hypervolume view={view} />
        </div>
        <div className="panel max-h-72 min-w-0 overflow-auto lg:col-span-5">
          {generations.length === 0 ? (
            <Empty title="No generation has been opened yet">
              Each generation becomes a line in this table.
            </Empty>
          ) : (
            <GenerationTable generations={generations} view={view} />
          )}
        </div>
      </div>
    </Section>
  );
}

function Hypervolume({ view }: { readonly view: SearchView }): ReactElement {
  const total = view.config.algorithm.generations;
  const options = useMemo(
    (): LineOptions => ({
      xTitle: 'Generation',
      yTitle: 'Hypervolume of the archive',
      xDomain: [1, total],
      yBounds: [0, 1],
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

interface GenerationTableProps {
  readonly view: SearchView;
  readonly generations: readonly GenerationView[];
}

function GenerationTable({ view, generations }: GenerationTableProps): ReactElement {
  const verdicts = useMemo(() => {
    const states = new Map(view.jobs.map((job) => [job.jobId, job.state]));
    const counts = new Map<number, number>();
    for (const individual of view.individuals) {
      if (states.get(individual.jobId) === 'open') continue;
      counts.set(individual.generation, (counts.get(individual.generation) ?? 0) + 1);
    }
    return counts;
  }, [view]);
  return (
    <table className="w-full text-right">
      <thead className="sticky top-0 bg-raised">
        <tr className="border-b border-line text-[13px] text-soft">
          {['Generation', 'Verdicts', 'Front', 'Hypervolume', 'Took'].map((text, index) => (
            <th
              key={text}
              scope="col"
              className={`px-2 py-2 font-normal first:pl-5 first:text-left last:pr-5 ${index === 3 ? 'max-sm:pr-5' : ''} ${index === 4 ? 'max-sm:hidden' : ''}`}
            >
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {generations.toReversed().map((generation) => (
          <tr key={generation.index} className={generation.state === 'open' ? 'text-ink' : ''}>
            <td className="py-1.5 pl-5 pr-2 text-left">
              {generation.index + 1}
              {generation.state === 'open' && <span className="ml-2 text-[13px] text-accent">open</span>}
            </td>
            <td className="px-2">
              {verdicts.get(generation.index) ?? 0}
              <span className="text-soft">{` / ${generation.size}`}</span>
            </td>
            <td className="px-2">
              <Figure
                value={generation.state === 'open' ? null : countQuantity(generation.front.length)}
                absent="known when it closes"
              />
            </td>
            <td className="px-2 max-sm:pr-5">
              <Figure
                value={generation.hypervolume === null ? null : shareQuantity(generation.hypervolume)}
                absent="known when it closes"
              />
            </td>
            <td className="whitespace-nowrap pl-2 pr-5 max-sm:hidden">
              <Elapsed from={generation.openedAt} to={generation.closedAt ?? view.finishedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
