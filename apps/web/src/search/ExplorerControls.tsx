import type { CostName } from '@naschain/charts';
import type { ReactElement } from 'react';
import { Segmented } from '../components/Segmented.tsx';
import { useUrlState } from '../components/useUrlState.ts';
import type { SearchModel } from './model.ts';

/** How the explorer shows its networks; kept in the page's address. */
export interface Look {
  readonly cost: CostName;
  readonly xScale: 'log' | 'linear';
  readonly asTable: boolean;
  readonly setCost: (value: CostName) => void;
  readonly setScale: (value: 'log' | 'linear') => void;
  readonly setMode: (value: 'chart' | 'table') => void;
}

export function useLook(model: SearchModel): Look {
  const [axis, setAxis] = useUrlState('cost');
  const [scale, setScale] = useUrlState('x');
  const [mode, setMode] = useUrlState('show');
  return {
    cost: axis === 'params' || axis === 'flops' ? axis : model.cost,
    xScale: scale === 'linear' ? 'linear' : 'log',
    asTable: mode === 'table',
    setCost: (value) => setAxis(value === model.cost ? null : value),
    setScale: (value) => setScale(value === 'log' ? null : value),
    setMode: (value) => setMode(value === 'chart' ? null : value),
  };
}

/** What is on the x axis and on which scale, and whether there is a picture at all. */
export function ExplorerControls({ look }: { readonly look: Look }): ReactElement {
  return (
    <div className="flex flex-wrap gap-2">
      {!look.asTable && (
        <>
          <Segmented
            label="Cost on the x axis"
            value={look.cost}
            choices={[
              { value: 'flops', text: 'FLOPs' },
              { value: 'params', text: 'params' },
            ]}
            onChange={look.setCost}
          />
          <Segmented
            label="Scale of the x axis"
            value={look.xScale}
            choices={[
              { value: 'log', text: 'log' },
              { value: 'linear', text: 'linear' },
            ]}
            onChange={look.setScale}
          />
        </>
      )}
      <Segmented
        label="Show as"
        value={look.asTable ? 'table' : 'chart'}
        choices={[
          { value: 'chart', text: 'chart' },
          { value: 'table', text: 'table' },
        ]}
        onChange={look.setMode}
      />
    </div>
  );
}
