import type { SearchView } from '@naschain/protocol';
import { type ReactElement, useMemo } from 'react';
import { Figure } from '../components/Figure.tsx';
import { Hotkey } from '../components/Hotkey.tsx';
import { Section } from '../components/Section.tsx';
import { Empty } from '../components/States.tsx';
import { countQuantity, throughputQuantity } from '../format.ts';
import { type SearchMiner, searchMiners } from './minerStats.ts';

const CELL = 'px-2 py-2 sm:px-3';

/** The miners that have worked on this search. */
export function SearchMiners({ view }: { readonly view: SearchView }): ReactElement {
  const miners = useMemo(() => searchMiners(view), [view]);
  return (
    <Section title="Miners of this search" id="search-miners" className="mt-10">
      <div className="panel overflow-x-auto">
        {miners.length === 0 ? (
          <Empty title="No miner has taken a seat yet">
            Miners appear here with their first replica, together with their measured throughput.
          </Empty>
        ) : (
          <table className="w-full text-right">
            <thead>
              <tr className="border-b border-line text-[13px] text-soft">
                <th scope="col" className={`${CELL} text-left font-normal sm:pl-5`}>
                  Hotkey
                </th>
                <th scope="col" className={`${CELL} font-normal`}>
                  Throughput
                </th>
                <th scope="col" className={`${CELL} font-normal max-sm:hidden`}>
                  In hand
                </th>
                <th scope="col" className={`${CELL} font-normal`}>
                  Agreed
                </th>
                <th scope="col" className={`${CELL} font-normal`}>
                  Rejected
                </th>
                <th
                  scope="col"
                  className={`${CELL} font-normal max-sm:hidden sm:pr-5`}
                  title="expired, returned or revoked"
                >
                  Unfinished
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {miners.map((miner) => (
                <Row key={miner.hotkey} miner={miner} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Section>
  );
}

function Row({ miner }: { readonly miner: SearchMiner }): ReactElement {
  return (
    <tr data-testid="miner-row" data-hotkey={miner.hotkey}>
      <td className={`${CELL} text-left sm:pl-5`}>
        <Hotkey hotkey={miner.hotkey} />
      </td>
      <td className={CELL}>
        <Figure
          value={miner.flopsPerSecond === null ? null : throughputQuantity(miner.flopsPerSecond)}
          absent="no agreed result yet"
        />
      </td>
      <td className={`${CELL} max-sm:hidden`}>
        <Figure value={countQuantity(miner.running)} />
      </td>
      <td className={CELL}>
        <Figure value={countQuantity(miner.agreed)} />
      </td>
      <td className={`${CELL} ${miner.rejected > 0 ? 'text-bad' : ''}`}>
        <Figure value={countQuantity(miner.rejected)} />
      </td>
      <td className={`${CELL} max-sm:hidden sm:pr-5`}>
        <Figure value={countQuantity(miner.unfinished)} />
      </td>
    </tr>
  );
}
