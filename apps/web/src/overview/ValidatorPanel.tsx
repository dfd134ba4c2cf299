import type { ValidatorView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { Ago } from '../components/Elapsed.tsx';
import { Figure } from '../components/Figure.tsx';
import { Hotkey } from '../components/Hotkey.tsx';
import { Empty } from '../components/States.tsx';
import { percentQuantity, shareQuantity } from '../format.ts';

/** Miners listed per validator. */
const MOST_ROWS = 8;

/** Weights as the validators reported them, each beside the score it follows from. */
export function ValidatorPanel({
  validators,
}: {
  readonly validators: readonly ValidatorView[];
}): ReactElement {
  if (validators.length === 0) {
    return (
      <div className="panel">
        <Empty title="No validator has reported yet">
          A validator checks every closed job by itself and then reports a weight per miner; the weights
          appear here after its first epoch.
        </Empty>
      </div>
    );
  }
  return (
    <div className="panel divide-y divide-line">
      {validators.map((validator) => (
        <Weights key={validator.hotkey} validator={validator} />
      ))}
    </div>
  );
}

function Weights({ validator }: { readonly validator: ValidatorView }): ReactElement {
  const rows = [...validator.scores].sort((a, b) => b.weight - a.weight || (a.hotkey < b.hotkey ? -1 : 1));
  const most = rows[0]?.weight ?? 0;
  const hidden = rows.length - MOST_ROWS;
  return (
    <div className="p-5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Hotkey hotkey={validator.hotkey} />
        <span className="text-[13px] text-soft">
          epoch {validator.epoch}, <Ago at={validator.reportedAt} />
        </span>
      </p>
      <table className="mt-3 w-full">
        <thead>
          <tr className="text-left text-[13px] text-soft">
            <th className="pb-1 font-normal">Miner</th>
            <th className="pb-1 text-right font-normal">Score</th>
            <th colSpan={2} className="pb-1 text-right font-normal">
              Weight
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <tr key={row.hotkey}>
              <td className="py-1">
                <Hotkey hotkey={row.hotkey} />
              </td>
              <td className="py-1 text-right">
                <Figure value={shareQuantity(row.score)} />
              </td>
              <td className="w-24 py-1 pl-4">
                <span
                  aria-hidden="true"
                  className="block h-0.5 rounded-full bg-accent"
                  style={{ width: `${most === 0 ? 0 : (row.weight / most) * 100}%` }}
                />
              </td>
              <td className="py-1 pl-3 text-right">
                <Figure value={percentQuantity(row.weight * 100)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p className="mt-2 text-[13px] text-soft">and {hidden} more</p>}
    </div>
  );
}
