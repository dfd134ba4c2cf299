'use client';

import type { AssignmentView, JobView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { Figure } from '../components/Figure.tsx';
import { Hotkey } from '../components/Hotkey.tsx';
import { formatDuration, percentQuantity, shorten } from '../format.ts';
import { useProgress } from '../live/LiveProvider.tsx';
import { RecordLink } from './RecordLink.tsx';
import { FreeSeats, ReplicaState } from './ReplicaState.tsx';
import { freeSeats } from './replicaWords.ts';
import { reasonText } from './words.ts';

const JOB_WORDS: Record<JobView['state'], string> = {
  open: 'The values stay sealed until the job closes, so that nobody can copy.',
  agreed: 'Enough results are equal: the job is agreed.',
  failed: 'No result was agreed on, or the training diverged: the job failed, its network does not count.',
};

/** The results of one job, with what each miner claimed once the job has closed. */
export function ReplicaList({ job }: { readonly job: JobView }): ReactElement {
  const progress = useProgress();
  const free = freeSeats(job);
  return (
    <div className="p-5">
      <h4 className="font-medium">Replicas of job {job.ordinal}</h4>
      <p className="text-[13px] text-soft">{JOB_WORDS[job.state]}</p>
      <RecordLink job={job} />
      <ul className="mt-3 divide-y divide-line">
        {job.assignments.map((assignment) => (
          <Replica
            key={assignment.assignmentId}
            assignment={assignment}
            fraction={progress.get(assignment.assignmentId)?.fraction}
          />
        ))}
        {free > 0 && (
          <li className="py-2">
            <FreeSeats count={free} />
          </li>
        )}
      </ul>
    </div>
  );
}

function Replica(props: {
  readonly assignment: AssignmentView;
  readonly fraction: number | undefined;
}): ReactElement {
  const { assignment, fraction } = props;
  const { outcome, reason } = assignment;
  return (
    <li className="py-2">
      <p className="flex items-center justify-between gap-4">
        <Hotkey hotkey={assignment.hotkey} />
        <ReplicaState assignment={assignment} fraction={fraction} />
      </p>
      {reason !== null && assignment.state === 'rejected' && (
        <p className="text-[13px] text-bad">{reasonText(reason)}</p>
      )}
      {outcome !== null && (
        <dl className="mt-1 flex flex-wrap justify-between gap-x-4 text-[13px]">
          <Claim label="accuracy">
            <Figure
              value={outcome.accuracy === null ? null : percentQuantity(outcome.accuracy)}
              absent="none given"
            />
          </Claim>
          <Claim label="digest">
            {outcome.digest === null ? (
              <Figure value={null} absent="none given" />
            ) : (
              <span className="font-mono" title={outcome.digest}>
                {shorten(outcome.digest, 8, 4)}
              </span>
            )}
          </Claim>
          <Claim label="took">
            {outcome.seconds === null ? (
              <Figure value={null} absent="none given" />
            ) : (
              <span title={`${outcome.seconds} s`}>{formatDuration(outcome.seconds * 1000)}</span>
            )}
          </Claim>
        </dl>
      )}
    </li>
  );
}

function Claim({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactElement;
}): ReactElement {
  return (
    <div className="flex gap-1.5">
      <dt className="text-soft">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
