import type { IndividualView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { CloseButton } from '../components/CloseButton.tsx';
import { Figure } from '../components/Figure.tsx';
import { flopsQuantity, paramsQuantity, percentQuantity } from '../format.ts';
import { Forecast } from './Forecast.tsx';
import { Genome } from './Genome.tsx';
import { Lineage } from './Lineage.tsx';
import type { SearchModel } from './model.ts';
import { ReplicaList } from './ReplicaList.tsx';
import { shortText } from './rungs.ts';
import { individualName } from './words.ts';

interface IndividualPanelProps {
  readonly model: SearchModel;
  readonly individual: IndividualView;
  readonly onSelect: (id: string | null) => void;
}

/** All about one network: its objectives, origin, genome, and the results its accuracy rests on. */
export function IndividualPanel({ model, individual, onSelect }: IndividualPanelProps): ReactElement {
  const entry = model.evaluated.get(individual.individualId);
  const job = model.jobs.get(individual.jobId);
  const short = shortText(model.config, individual.rung);
  return (
    <div data-testid="individual-panel" className="divide-y divide-line">
      <div className="p-5">
        <div className="flex items-start justify-between gap-4">
          <div>
            <h3 className="text-lg font-semibold tracking-[-0.012em]">{individualName(individual)}</h3>
            <p className="text-[13px] text-soft">
              generation {individual.generation + 1}
              {short !== null && `, short training: ${short}`}
              {entry?.onFront === true && <span className="text-accent">, on the Pareto front</span>}
            </p>
          </div>
          <CloseButton onClose={() => onSelect(null)} />
        </div>
        <dl className="mt-4 grid grid-cols-3 gap-3">
          <Objective label="Accuracy">
            <Figure
              value={entry === undefined ? null : percentQuantity(entry.accuracy)}
              absent={job?.state === 'failed' ? 'its job failed' : 'pending'}
            />
          </Objective>
          <Objective label="FLOPs">
            <Figure value={flopsQuantity(individual.flops)} />
          </Objective>
          <Objective label="Parameters">
            <Figure value={paramsQuantity(individual.params)} />
          </Objective>
        </dl>
        <Forecast model={model} individual={individual} />
      </div>
      <Lineage model={model} individual={individual} onSelect={onSelect} />
      <Genome model={model} individual={individual} />
      {job !== undefined && <ReplicaList job={job} />}
    </div>
  );
}

function Objective({ label, children }: { label: string; children: ReactElement }): ReactElement {
  return (
    <div>
      <dt className="text-[13px] text-soft">{label}</dt>
      <dd className="text-lg font-medium tracking-[-0.012em]">{children}</dd>
    </div>
  );
}
