import type { ReactElement } from 'react';
import { Figure } from '../components/Figure.tsx';
import { Empty } from '../components/States.tsx';
import { flopsQuantity, paramsQuantity, percentQuantity } from '../format.ts';
import { objectivesText } from './algorithmWords.ts';
import type { SearchModel } from './model.ts';
import { individualName } from './words.ts';

interface FrontListProps {
  readonly model: SearchModel;
  readonly onSelect: (id: string) => void;
}

/** The Pareto front, best accuracy first; a line opens its network. */
export function FrontList({ model, onSelect }: FrontListProps): ReactElement {
  if (model.front.length === 0) {
    return (
      <Empty title="The Pareto front is empty">
        Networks that no other one beats in {objectivesText(model.config.algorithm.objectives)} at once are
        listed here once the first {model.config.algorithm.fidelity === null ? 'job' : 'full training'}{' '}
        closes.
      </Empty>
    );
  }
  return (
    <>
      <div className="px-5 pb-2 pt-4">
        <h3 className="text-[15px] font-semibold tracking-[-0.012em]">Pareto front</h3>
        <p className="text-[13px] text-soft">
          {model.front.length} of {model.full} networks. Pick one to see its genome and its proofs.
        </p>
      </div>
      <table className="mb-4 w-full">
        <thead>
          <tr className="text-right text-[13px] text-soft">
            <th scope="col" className="py-1 pl-5 text-left font-normal">
              Network
            </th>
            <th scope="col" className="px-2 font-normal">
              Accuracy
            </th>
            <th scope="col" className="px-2 font-normal">
              FLOPs
            </th>
            <th scope="col" className="pl-2 pr-5 font-normal">
              Params
            </th>
          </tr>
        </thead>
        <tbody>
          {byAccuracy(model.front).map(({ individual, accuracy }) => (
            <tr key={individual.individualId} className="relative text-right hover:bg-hover">
              <td className="py-1.5 pl-5 text-left">
                <button
                  type="button"
                  onClick={() => onSelect(individual.individualId)}
                  className="flex items-center gap-2 after:absolute after:inset-0"
                >
                  <span aria-hidden="true" className="size-2 rotate-45 bg-accent" />
                  {individualName(individual)}
                </button>
              </td>
              <td className="px-2">
                <Figure value={percentQuantity(accuracy)} />
              </td>
              <td className="px-2">
                <Figure value={flopsQuantity(individual.flops)} />
              </td>
              <td className="pl-2 pr-5">
                <Figure value={paramsQuantity(individual.params)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function byAccuracy(front: SearchModel['front']): SearchModel['front'] {
  return front.toSorted((a, b) => b.accuracy - a.accuracy || a.individual.flops - b.individual.flops);
}
