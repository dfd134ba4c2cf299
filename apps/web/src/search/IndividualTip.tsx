import type { ReactElement } from 'react';
import { Figure } from '../components/Figure.tsx';
import { flopsQuantity, paramsQuantity, percentQuantity } from '../format.ts';
import type { SearchModel } from './model.ts';
import { shortText } from './rungs.ts';
import { individualName } from './words.ts';

/** Content of the picture's tooltip. */
export function IndividualTip({
  model,
  id,
}: {
  readonly model: SearchModel;
  readonly id: string;
}): ReactElement | null {
  const individual = model.individuals.get(id);
  if (individual === undefined) return null;
  const entry = model.evaluated.get(id);
  const short = shortText(model.config, individual.rung);
  return (
    <>
      <p className="font-medium">
        {individualName(individual)}
        {entry?.onFront === true && <span className="text-accent"> on the front</span>}
      </p>
      <dl className="mt-1 grid grid-cols-[auto_auto] gap-x-4">
        <dt className="text-soft">accuracy</dt>
        <dd className="text-right">
          {entry === undefined ? (
            <span className="text-soft">pending</span>
          ) : (
            <Figure value={percentQuantity(entry.accuracy)} />
          )}
        </dd>
        <dt className="text-soft">FLOPs</dt>
        <dd className="text-right">
          <Figure value={flopsQuantity(individual.flops)} />
        </dd>
        <dt className="text-soft">parameters</dt>
        <dd className="text-right">
          <Figure value={paramsQuantity(individual.params)} />
        </dd>
        <dt className="text-soft">generation</dt>
        <dd className="text-right">{individual.generation + 1}</dd>
        {short !== null && (
          <>
            <dt className="text-soft">short training</dt>
            <dd className="text-right">{short}</dd>
          </>
        )}
      </dl>
    </>
  );
}
