import type { Savings } from '@naschain/protocol';
import type { ReactElement, ReactNode } from 'react';
import { Figure } from '../components/Figure.tsx';
import { countQuantity } from '../format.ts';
import type { SearchModel } from './model.ts';

/** The search so far in networks that were not trained, and why not. */
export function SavingsPanel({ model }: { readonly model: SearchModel }): ReactElement {
  const { savings, config } = model;
  const { kind, constraints } = config.algorithm;
  const limited = constraints.params !== null || constraints.flops !== null;
  const read = (name: keyof Savings): ReactElement => (
    <Figure
      value={savings === null ? null : countQuantity(savings[name])}
      absent="known when a generation closes"
    />
  );
  return (
    <div className="panel p-5" data-testid="savings">
      <h3 className="font-medium">Networks not trained</h3>
      <p className="text-[13px] text-soft">The whole search, up to the last closed generation.</p>
      <dl className="mt-4 grid gap-4">
        <Saving label="Trainings saved by duplicates" value={read('duplicates')}>
          offspring whose network the search knew already; none was trained twice
        </Saving>
        {kind === 'surrogate' && (
          <Saving label="Judged by the surrogate instead of trained" value={read('screened')}>
            new networks that only the predictor looked at; one may be looked at again later
          </Saving>
        )}
        {limited && (
          <Saving label="Over the limits" value={read('infeasible')}>
            offspring with more params or FLOPs than allowed
          </Saving>
        )}
      </dl>
    </div>
  );
}

interface SavingProps {
  readonly label: string;
  readonly value: ReactElement;
  readonly children: ReactNode;
}

function Saving({ label, value, children }: SavingProps): ReactElement {
  return (
    <div className="grid grid-cols-[1fr_auto] items-baseline gap-x-6">
      <dt>{label}</dt>
      <dd className="text-xl font-medium tracking-[-0.012em]">{value}</dd>
      <dd className="text-[13px] text-soft">{children}</dd>
    </div>
  );
}
