import { groupedInteger } from '@naschain/charts';
import { type ReactElement, useMemo } from 'react';
import { Figure } from '../components/Figure.tsx';
import { Pager, usePage } from '../components/Pager.tsx';
import { flopsQuantity, paramsQuantity, percentQuantity } from '../format.ts';
import type { SearchModel } from './model.ts';
import { shortText } from './rungs.ts';
import { individualName } from './words.ts';

const ROWS = 14;
const HEAD = 'px-3 py-1.5 font-normal';

interface ParetoTableProps {
  readonly model: SearchModel;
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** The picture's data as a table, best accuracy first. */
export function ParetoTable({ model, selectedId, onSelect }: ParetoTableProps): ReactElement {
  const rows = useMemo(
    () =>
      [...model.evaluated.values()].sort(
        (a, b) => b.accuracy - a.accuracy || a.individual.flops - b.individual.flops,
      ),
    [model],
  );
  const page = usePage(rows, ROWS);
  return (
    <div className="mt-3 flex min-h-0 flex-1 flex-col justify-between">
      <div className="overflow-x-auto">
        <table className="w-full text-right">
          <caption className="sr-only">
            {groupedInteger(rows.length)} evaluated networks, best accuracy first
          </caption>
          <thead>
            <tr className="border-b border-line text-[13px] text-soft">
              <th scope="col" className={`${HEAD} pl-5 text-left`}>
                Network
              </th>
              <th scope="col" className={HEAD}>
                Accuracy
              </th>
              <th scope="col" className={HEAD}>
                FLOPs
              </th>
              <th scope="col" className={HEAD}>
                Params
              </th>
              <th scope="col" className={`${HEAD} max-sm:hidden`}>
                Generation
              </th>
              <th scope="col" className={`${HEAD} pr-5 text-left`}>
                Status
              </th>
            </tr>
          </thead>
          <tbody>
            {page.items.map(({ individual, accuracy, onFront }) => (
              <tr
                key={individual.individualId}
                className={`relative hover:bg-hover ${individual.individualId === selectedId ? 'bg-line' : ''}`}
              >
                <td className="py-1.5 pl-5 pr-3 text-left">
                  <button
                    type="button"
                    onClick={() => onSelect(individual.individualId)}
                    className="after:absolute after:inset-0"
                  >
                    {individualName(individual)}
                  </button>
                </td>
                <td className="px-3">
                  <Figure value={percentQuantity(accuracy)} />
                </td>
                <td className="px-3">
                  <Figure value={flopsQuantity(individual.flops)} />
                </td>
                <td className="px-3">
                  <Figure value={paramsQuantity(individual.params)} />
                </td>
                <td className="px-3 max-sm:hidden">{individual.generation + 1}</td>
                <td className="px-3 pr-5 text-left">
                  <Status onFront={onFront} short={shortText(model.config, individual.rung)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={page} noun="evaluated networks" />
    </div>
  );
}

function Status({ onFront, short }: { onFront: boolean; short: string | null }): ReactElement {
  if (onFront) return <span className="whitespace-nowrap text-accent">on the front</span>;
  return (
    <span className="text-soft" title={short ?? undefined}>
      {short === null ? 'dominated' : 'short training'}
    </span>
  );
}
