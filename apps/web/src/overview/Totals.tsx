import { type NetworkView, progressOf, type SearchView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { Figure } from '../components/Figure.tsx';
import { Stat } from '../components/Stat.tsx';
import { countQuantity, throughputQuantity } from '../format.ts';

interface TotalsProps {
  readonly network: NetworkView;
  /** The running searches whose views have arrived. */
  readonly views: readonly SearchView[];
}

/** The network in five readings. Lost miners count for nothing here. */
export function Totals({ network, views }: TotalsProps): ReactElement {
  const live = network.miners.filter((miner) => miner.state === 'live');
  const running = network.searches.filter((search) => search.state === 'running').length;
  const jobs = views.map((view) => progressOf(view).jobs);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const throughput = sum(live.map((miner) => miner.flopsPerSecond ?? 0));
  return (
    <dl className="panel grid grid-cols-2 gap-x-4 gap-y-5 p-5 sm:grid-cols-3 lg:grid-cols-5 lg:gap-0 lg:divide-x lg:divide-line lg:px-0 lg:*:px-6">
      <Stat label="Miners live" note={`${network.miners.length - live.length} lost`}>
        <Figure value={countQuantity(live.length)} />
      </Stat>
      <Stat label="Running searches" note={`${network.searches.length - running} ended`}>
        <Figure value={countQuantity(running)} />
      </Stat>
      <Stat
        label="Open jobs"
        note={`${countQuantity(sum(jobs.map((job) => job.agreed))).text} agreed, ${countQuantity(sum(jobs.map((job) => job.failed))).text} failed`}
      >
        <Figure value={countQuantity(sum(jobs.map((job) => job.open)))} />
      </Stat>
      <Stat label="Trainings" note="agreed in the last hour">
        <Figure value={countQuantity(sum(live.map((miner) => miner.trainingsPerHour)), '/h')} />
      </Stat>
      <Stat label="Throughput" note="training, all live miners">
        <Figure value={throughput === 0 ? null : throughputQuantity(throughput)} absent="no result yet" />
      </Stat>
    </dl>
  );
}
