import { GenomeFigure, genomePhases } from '@naschain/charts';
import type { IndividualView, SearchView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { CloseButton } from '../components/CloseButton.tsx';
import { Figure } from '../components/Figure.tsx';
import { flopsQuantity, paramsQuantity, percentQuantity } from '../format.ts';
import type { SearchModel } from './model.ts';
import { ReplicaList } from './ReplicaList.tsx';
import { individualName } from './words.ts';

interface IndividualPanelProps {
  readonly view: SearchView;
  readonly model: SearchModel;
  readonly individual: IndividualView;
  readonly onSelect: (id: string | null) => void;
}

/** All about one network: its objectives, origin, genome, and the results its accuracy rests on. */
export function IndividualPanel({ view, model, individual, onSelect }: IndividualPanelProps): ReactElement {
  const entry = model.evaluated.get(individual.individualId);
  const job = model.jobs.get(individual.jobId);
  return (
    <div data-testid="individual-panel" className="divide-y divide-line">
      <div className="p-5">
        <div className="flex items-start justify-between gap-4">
          <div>
            <h3 className="text-lg font-semibold tracking-[-0.012em]">{individualName(individual)}</h3>
            <p className="text-[13px] text-soft">
              generation {individual.generation + 1}
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
        <Origin model={model} individual={individual} onSelect={onSelect} />
      </div>
      <Genome genome={individual.genome} nodes={view.config.space.nodes} />
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

function Origin({ model, individual, onSelect }: Omit<IndividualPanelProps, 'view'>): ReactElement {
  const parents = individual.parents.flatMap((id) => model.individuals.get(id) ?? []);
  return (
    <p className="mt-4 text-soft">
      Made by <span className="text-ink">{individual.operator}</span>
      {parents.length > 0 && ' from '}
      {parents.map((parent, index) => (
        <span key={parent.individualId}>
          {index > 0 && ' and '}
          <button
            type="button"
            onClick={() => onSelect(parent.individualId)}
            className="rounded text-ink underline decoration-line-strong underline-offset-4 hover:decoration-soft"
          >
            {individualName(parent).toLowerCase()}
          </button>
        </span>
      ))}
      .
    </p>
  );
}

function Genome({ genome, nodes }: { readonly genome: string; readonly nodes: number }): ReactElement {
  return (
    <div className="p-5">
      <h4 className="font-medium">Genome</h4>
      <ol className="mt-2 grid gap-3">
        {genomePhases(genome, nodes).map((phase, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a phase is known by its index
          <li key={index} className="flex flex-wrap items-center justify-between gap-x-4">
            <p className="text-[13px]">
              <span className="block text-soft">
                Phase {index + 1}
                {!phase.active && ', left out'}
              </span>
              <code className="break-all font-mono" title="bits of node 2, 3, … and the skip bit">
                {phase.rows.join(' ')} <span className="text-soft">{phase.skip ? '1' : '0'}</span>
              </code>
            </p>
            {phase.active && (
              <div className="min-w-0 overflow-x-auto">
                <GenomeFigure phase={phase} name={`Phase ${index + 1}`} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
