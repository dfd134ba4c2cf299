'use client';

import type { SearchView } from '@naschain/protocol';
import { type ReactElement, useMemo, useState } from 'react';
import { Pager, usePage } from '../components/Pager.tsx';
import { Section } from '../components/Section.tsx';
import { Segmented } from '../components/Segmented.tsx';
import { Empty } from '../components/States.tsx';
import { useProgress } from '../live/LiveProvider.tsx';
import { JobRow } from './JobRow.tsx';
import { orderJobs } from './jobOrder.ts';

const ROWS = 20;
const FILTERS = ['all', 'open', 'agreed', 'failed'] as const;
type Filter = (typeof FILTERS)[number];
const FILTER_TEXT: Record<Filter, string> = {
  all: 'All',
  open: 'Open',
  agreed: 'Agreed',
  failed: 'Failed',
};

interface JobsTableProps {
  readonly view: SearchView;
  /** Shows an individual in the explorer. */
  readonly onReveal: (individualId: string) => void;
}

/** Every job of the search with its replicas: those being trained first, then the latest verdicts, then the queue. */
export function JobsTable({ view, onReveal }: JobsTableProps): ReactElement {
  const [filter, setFilter] = useState<Filter>('all');
  const { jobs } = view;
  const counts = useMemo(() => {
    const total = { all: jobs.length, open: 0, agreed: 0, failed: 0 };
    for (const job of jobs) total[job.state] += 1;
    return total;
  }, [jobs]);
  const listed = useMemo(
    () => orderJobs(jobs.filter((job) => filter === 'all' || job.state === filter)),
    [jobs, filter],
  );
  const owners = useMemo(
    () => new Map(view.individuals.toReversed().map((individual) => [individual.jobId, individual])),
    [view.individuals],
  );
  const page = usePage(listed, ROWS);
  const progress = useProgress();
  return (
    <Section
      title="Jobs"
      id="jobs"
      className="mt-10"
      aside={
        <Segmented
          label="Which jobs"
          value={filter}
          choices={FILTERS.map((value) => ({ value, text: `${FILTER_TEXT[value]} ${counts[value]}` }))}
          onChange={setFilter}
        />
      }
    >
      <div className="panel">
        {listed.length === 0 ? (
          <Empty title={jobs.length === 0 ? 'No job has been opened yet' : 'No job is in this state'}>
            {jobs.length === 0
              ? 'One job per distinct network appears here; three miners train each of them.'
              : 'Choose another state above to see the others.'}
          </Empty>
        ) : (
          <div className="overflow-x-auto">
            <table className="w-full text-right">
              <JobsHead />
              <tbody className="divide-y divide-line">
                {page.items.map((job) => (
                  <JobRow
                    key={job.jobId}
                    job={job}
                    individual={owners.get(job.jobId)}
                    config={view.config}
                    progress={progress}
                    onReveal={onReveal}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
        <Pager page={page} noun="jobs" />
      </div>
    </Section>
  );
}

function JobsHead(): ReactElement {
  const cell = 'px-3 py-2 font-normal';
  return (
    <thead>
      <tr className="border-b border-line text-[13px] text-soft">
        <th scope="col" className={`${cell} pl-5 text-left`}>
          Job
        </th>
        <th scope="col" className={`${cell} text-left max-md:hidden`}>
          Genome
        </th>
        <th scope="col" className={`${cell} max-lg:hidden`}>
          Params
        </th>
        <th scope="col" className={`${cell} max-sm:hidden`}>
          FLOPs
        </th>
        <th scope="col" className={cell}>
          Accuracy
        </th>
        <th scope="col" className={`${cell} text-left max-xl:hidden`}>
          State
        </th>
        <th scope="col" className={`${cell} text-left`}>
          Replicas
        </th>
        <th scope="col" className={`${cell} max-lg:hidden`}>
          Opened
        </th>
        <th scope="col" className={`${cell} pr-5 max-lg:hidden`}>
          Elapsed
        </th>
      </tr>
    </thead>
  );
}
