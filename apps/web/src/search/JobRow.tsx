import type { IndividualView, JobView, SearchConfig } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { Elapsed } from '../components/Elapsed.tsx';
import { Figure } from '../components/Figure.tsx';
import { Hotkey } from '../components/Hotkey.tsx';
import { flopsQuantity, formatClock, formatDate, paramsQuantity, percentQuantity } from '../format.ts';
import type { ProgressByAssignment } from '../live/progressBoard.ts';
import { GenomeGlyph } from './GenomeGlyph.tsx';
import { jobLook } from './jobLook.ts';
import { FreeSeats, ReplicaCounts, ReplicaState } from './ReplicaState.tsx';
import { freeSeats } from './replicaWords.ts';
import { shortText } from './rungs.ts';
import { reasonText } from './words.ts';

interface JobRowProps {
  readonly job: JobView;
  readonly config: SearchConfig;
  /** The first that the job stands for. */
  readonly individual: IndividualView | undefined;
  readonly progress: ProgressByAssignment;
  readonly onReveal: (individualId: string) => void;
}

const CELL = 'px-3 py-2.5 align-top';

/** One job in one line; rejected results add a line with their reason. */
export function JobRow({ job, config, individual, progress, onReveal }: JobRowProps): ReactElement {
  const { word, icon: Icon, tone } = jobLook(job);
  const short = individual === undefined ? null : shortText(config, individual.rung);
  return (
    <tr data-testid="job-row" data-job={job.jobId} data-state={job.state} className="hover:bg-hover">
      <td className={`${CELL} pl-5 text-left`}>
        {individual === undefined ? (
          job.ordinal
        ) : (
          <button
            type="button"
            title="Show its network in the explorer"
            onClick={() => onReveal(individual.individualId)}
            className="rounded underline decoration-line-strong underline-offset-4 hover:decoration-soft"
          >
            {job.ordinal}
          </button>
        )}
      </td>
      <td className={`${CELL} max-md:hidden`}>
        <GenomeGlyph genome={job.genome} space={config.space} />
      </td>
      <td className={`${CELL} max-lg:hidden`}>
        <Figure value={paramsQuantity(job.params)} />
      </td>
      <td className={`${CELL} max-sm:hidden`}>
        <Figure value={flopsQuantity(job.flops)} />
      </td>
      <td className={CELL}>
        <Figure
          value={job.accuracy === null ? null : percentQuantity(job.accuracy)}
          absent={job.state === 'failed' ? 'the job failed' : 'sealed until the job closes'}
        />
        {short !== null && <span className="block whitespace-nowrap text-[13px] text-soft">{short}</span>}
      </td>
      <td className={`${CELL} text-left max-xl:hidden`}>
        <span className={`inline-flex items-center gap-1.5 whitespace-nowrap text-[13px] ${tone}`}>
          <Icon size={13} aria-hidden />
          {word}
        </span>
      </td>
      <td className={`${CELL} text-left`}>
        <Replicas job={job} progress={progress} />
      </td>
      <td className={`${CELL} whitespace-nowrap text-soft max-lg:hidden`} title={formatDate(job.openedAt)}>
        {formatClock(job.openedAt)}
      </td>
      <td className={`${CELL} whitespace-nowrap pr-5 max-lg:hidden`}>
        <Elapsed from={job.openedAt} to={job.closedAt} />
      </td>
    </tr>
  );
}

function Replicas({
  job,
  progress,
}: {
  readonly job: JobView;
  readonly progress: ProgressByAssignment;
}): ReactElement {
  const free = freeSeats(job);
  const rejected = job.assignments.filter((assignment) => assignment.state === 'rejected');
  return (
    <>
      <div className="flex flex-wrap gap-x-4 gap-y-1 max-sm:hidden lg:grid lg:grid-cols-[repeat(3,7.5rem)]">
        {job.assignments.map((assignment) => (
          <span key={assignment.assignmentId}>
            <ReplicaState
              assignment={assignment}
              fraction={progress.get(assignment.assignmentId)?.fraction}
            />
          </span>
        ))}
        <FreeSeats count={free} />
      </div>
      <div className="flex flex-wrap gap-x-3 sm:hidden">
        <ReplicaCounts job={job} free={free} />
      </div>
      {rejected.map((assignment) => (
        <p key={assignment.assignmentId} className="mt-1 text-[13px] text-bad">
          <Hotkey hotkey={assignment.hotkey} />:{' '}
          {assignment.reason === null ? 'rejected' : reasonText(assignment.reason)}
        </p>
      ))}
    </>
  );
}
