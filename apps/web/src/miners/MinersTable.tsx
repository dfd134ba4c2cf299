'use client';

import type { MinerView } from '@naschain/protocol';
import { ArrowDown, ArrowUp, CircleDot, Unplug } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Figure } from '../components/Figure.tsx';
import { Hotkey } from '../components/Hotkey.tsx';
import { Empty } from '../components/States.tsx';
import { countQuantity, percentQuantity, throughputQuantity } from '../format.ts';
import { type MinerColumn, type MinerOrder, sortMiners } from './sortMiners.ts';

/** `wide`: left out where the table has little room. */
const COLUMNS: readonly { readonly key: MinerColumn; readonly text: string; readonly wide: boolean }[] = [
  { key: 'hotkey', text: 'Hotkey', wide: false },
  { key: 'flopsPerSecond', text: 'Throughput', wide: false },
  { key: 'trainingsPerHour', text: 'Trainings/h', wide: true },
  { key: 'running', text: 'In hand', wide: true },
  { key: 'agreed', text: 'Agreed', wide: false },
  { key: 'rejected', text: 'Rejected', wide: true },
  { key: 'weight', text: 'Weight', wide: false },
];
const CELL = 'px-1 py-2.5 text-right sm:px-3';
const WIDE = 'max-md:hidden';

/** Miners with what they do, sortable by any column; the last line adds up those that are live. */
export function MinersTable({ miners }: { readonly miners: readonly MinerView[] }): ReactElement {
  const [order, setOrder] = useState<MinerOrder>({ column: 'flopsPerSecond', descending: true });
  if (miners.length === 0) {
    return (
      <div className="panel">
        <Empty title="No miner has registered yet">
          A miner shows here as soon as it registers with this Genomaster. A search needs as many of them as
          its jobs need equal results, three by default.
        </Empty>
      </div>
    );
  }
  const live = miners.filter((miner) => miner.state === 'live');
  const most = live.reduce((greatest, miner) => Math.max(greatest, miner.flopsPerSecond ?? 0), 0);
  return (
    <div className="panel overflow-x-auto">
      <table className="w-full max-sm:text-[13px]">
        <thead>
          <tr className="border-b border-line text-[13px] text-soft">
            {COLUMNS.map((column) => (
              <HeaderCell key={column.key} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {sortMiners(miners, order).map((miner) => (
            <MinerRow key={miner.hotkey} miner={miner} most={most} />
          ))}
        </tbody>
        <TotalsRow live={live} />
      </table>
    </div>
  );
}

interface HeaderCellProps {
  readonly column: (typeof COLUMNS)[number];
  readonly order: MinerOrder;
  readonly onOrder: (order: MinerOrder) => void;
}

function HeaderCell({ column, order, onOrder }: HeaderCellProps): ReactElement {
  const chosen = order.column === column.key;
  const descending = chosen ? !order.descending : column.key !== 'hotkey';
  const Arrow = order.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={chosen ? (order.descending ? 'descending' : 'ascending') : undefined}
      className={`p-0 font-normal ${column.wide ? WIDE : ''}`}
    >
      <button
        type="button"
        onClick={() => onOrder({ column: column.key, descending })}
        className={`flex h-10 w-full items-center gap-1 px-1 hover:text-ink sm:px-3 ${
          column.key === 'hotkey' ? 'pl-3 sm:pl-5' : 'justify-end'
        } ${chosen ? 'text-ink' : ''} ${column.key === 'weight' ? 'pr-3 sm:pr-5' : ''}`}
      >
        {column.text}
        {chosen && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  );
}

function MinerRow({ miner, most }: { readonly miner: MinerView; readonly most: number }): ReactElement {
  const lost = miner.state === 'lost';
  const Icon = lost ? Unplug : CircleDot;
  const speed = miner.flopsPerSecond;
  return (
    <tr
      data-testid="miner-row"
      data-hotkey={miner.hotkey}
      data-state={miner.state}
      className={lost ? 'text-soft' : ''}
    >
      <td className="py-2.5 pl-3 pr-1 sm:px-3 sm:pl-5">
        <div className="flex flex-wrap items-center gap-x-3">
          <Hotkey hotkey={miner.hotkey} />
          <span className={`inline-flex items-center gap-1 text-[13px] ${lost ? 'text-warn' : 'text-soft'}`}>
            <Icon size={12} className={lost ? '' : 'text-accent'} aria-hidden />
            {miner.state}
          </span>
        </div>
        <div
          className="max-w-[40ch] truncate text-[13px] normal-nums text-soft max-sm:max-w-[11ch]"
          title={`${miner.engine}, ${miner.device}`}
        >
          {miner.engine}, {miner.device}
        </div>
      </td>
      <td className={`${CELL} relative`}>
        {!lost && speed !== null && most > 0 && (
          <span
            aria-hidden="true"
            className="absolute bottom-1.5 right-3 h-0.5 rounded-full bg-accent"
            style={{ width: `calc(${(speed / most) * 100}% - 24px)` }}
          />
        )}
        <Figure value={speed === null ? null : throughputQuantity(speed)} absent="no result yet" />
      </td>
      <td className={`${CELL} ${WIDE}`}>
        <Figure value={countQuantity(miner.trainingsPerHour)} />
      </td>
      <td className={`${CELL} ${WIDE}`}>
        {miner.running}
        <span
          className="text-soft"
          title={`${miner.slots} slots on ${miner.workers} workers`}
        >{` / ${miner.slots}`}</span>
      </td>
      <td className={CELL}>
        <Figure value={countQuantity(miner.agreed)} />
        {miner.rejected > 0 && (
          <span className="block text-[13px] text-bad md:hidden">{miner.rejected} rejected</span>
        )}
      </td>
      <td className={`${CELL} ${WIDE} ${miner.rejected > 0 ? 'text-bad' : ''}`}>
        <Figure value={countQuantity(miner.rejected)} />
      </td>
      <td className={`${CELL} pr-3 sm:pr-5`}>
        <Figure
          value={miner.weight === null ? null : percentQuantity(miner.weight * 100)}
          absent="not weighted yet"
        />
      </td>
    </tr>
  );
}

function TotalsRow({ live }: { readonly live: readonly MinerView[] }): ReactElement {
  const sum = (pick: (miner: MinerView) => number): number =>
    live.reduce((total, miner) => total + pick(miner), 0);
  const cell = `${CELL} font-medium`;
  return (
    <tfoot className="border-t border-line-strong">
      <tr>
        <th scope="row" className="py-2.5 pl-3 pr-1 text-left font-medium sm:px-3 sm:pl-5">
          {live.length} live
        </th>
        <td className={cell}>
          <Figure value={throughputQuantity(sum((miner) => miner.flopsPerSecond ?? 0))} />
        </td>
        <td className={`${cell} ${WIDE}`}>
          <Figure value={countQuantity(sum((miner) => miner.trainingsPerHour))} />
        </td>
        <td className={`${cell} ${WIDE}`}>
          {sum((miner) => miner.running)}
          <span className="text-soft">{` / ${sum((miner) => miner.slots)}`}</span>
        </td>
        <td className={cell}>
          <Figure value={countQuantity(sum((miner) => miner.agreed))} />
        </td>
        <td className={`${cell} ${WIDE}`}>
          <Figure value={countQuantity(sum((miner) => miner.rejected))} />
        </td>
        <td className={`${cell} pr-3 sm:pr-5`}>
          <Figure value={percentQuantity(sum((miner) => miner.weight ?? 0) * 100)} />
        </td>
      </tr>
    </tfoot>
  );
}
