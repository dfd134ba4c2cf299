'use client';

import { ParetoFigure } from '@naschain/charts';
import type { SearchView } from '@naschain/protocol';
import { Dialog } from 'radix-ui';
import { type ReactElement, useMemo } from 'react';
import { Empty } from '../components/States.tsx';
import { useMediaQuery } from '../components/useMediaQuery.ts';
import { ExplorerControls, useLook } from './ExplorerControls.tsx';
import { ExplorerLegend } from './ExplorerLegend.tsx';
import { FrontList } from './FrontList.tsx';
import { IndividualPanel } from './IndividualPanel.tsx';
import { IndividualTip } from './IndividualTip.tsx';
import type { SearchModel } from './model.ts';
import { ParetoTable } from './ParetoTable.tsx';
import { useFrontNews } from './useFrontNews.ts';
import { individualText, paretoText } from './words.ts';

export interface ExplorerProps {
  readonly view: SearchView;
  readonly model: SearchModel;
  readonly selectedId: string | null;
  readonly onSelect: (id: string | null) => void;
}

/** The Pareto explorer: the picture, or its table, with the front or the chosen network beside it. */
export function Explorer(props: ExplorerProps): ReactElement {
  const { view, model, selectedId, onSelect } = props;
  const frontIds = useMemo(() => model.front.map((entry) => entry.individual.individualId), [model]);
  const { glowing, announcement } = useFrontNews(frontIds);
  const look = useLook(model);
  const { cost, xScale, asTable } = look;
  const { generations } = view.config.algorithm;
  const options = useMemo(
    () => ({ cost, xScale, generations, frame: 'axes' }) as const,
    [cost, xScale, generations],
  );
  return (
    <section
      id="explorer"
      aria-labelledby="explorer-title"
      className="mt-6 scroll-mt-4 grid gap-6 lg:grid-cols-12"
    >
      <p aria-live="polite" className="sr-only">
        {announcement}
      </p>
      <div className="panel flex min-w-0 flex-col lg:col-span-8 lg:h-[600px]">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 pt-4">
          <h2 id="explorer-title" className="text-[15px] font-semibold tracking-[-0.012em]">
            Accuracy against cost
          </h2>
          <ExplorerControls look={look} />
        </div>
        {asTable ? (
          <ParetoTable model={model} selectedId={selectedId} onSelect={onSelect} />
        ) : (
          <>
            <ExplorerLegend algorithm={view.config.algorithm} cost={cost} />
            <div className="h-[420px] px-5 pb-3 pt-2 lg:h-auto lg:min-h-0 lg:flex-1">
              {model.points.length === 0 ? (
                <Empty title="No network has been proposed yet">
                  The first generation appears here in a moment: each network as a ring while it is trained,
                  and as a point once three miners agree on its accuracy.
                </Empty>
              ) : (
                <ParetoFigure
                  data={model.points}
                  options={options}
                  label={paretoText(model, cost)}
                  selectedId={selectedId}
                  glowing={glowing}
                  onSelect={onSelect}
                  describe={(id) => individualText(model, id)}
                  renderTooltip={(id) => <IndividualTip model={model} id={id} />}
                />
              )}
            </div>
          </>
        )}
      </div>
      <SidePanel {...props} />
    </section>
  );
}

/** Beside the picture where there is room; on small screens the chosen network slides in from below. */
function SidePanel({ model, selectedId, onSelect }: ExplorerProps): ReactElement {
  const isWide = useMediaQuery('(width >= 64rem)');
  const chosen = selectedId === null ? undefined : model.individuals.get(selectedId);
  const panel =
    chosen === undefined ? null : <IndividualPanel model={model} individual={chosen} onSelect={onSelect} />;
  return (
    <aside aria-label="Networks" className="panel min-w-0 overflow-y-auto lg:col-span-4 lg:h-[600px]">
      {panel !== null && isWide ? panel : <FrontList model={model} onSelect={onSelect} />}
      {panel !== null && !isWide && (
        <Dialog.Root open onOpenChange={(open) => !open && onSelect(null)}>
          <Dialog.Portal>
            <Dialog.Overlay className="fixed inset-0 z-30 bg-black/50" />
            <Dialog.Content
              aria-describedby={undefined}
              className="panel fixed inset-x-0 bottom-0 z-40 max-h-[85dvh] overflow-y-auto rounded-b-none"
            >
              <Dialog.Title className="sr-only">Network {chosen?.ordinal}</Dialog.Title>
              {panel}
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
      )}
    </aside>
  );
}
