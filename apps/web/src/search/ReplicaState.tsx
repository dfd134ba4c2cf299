import type { AssignmentState, AssignmentView, JobView } from '@naschain/protocol';
import { CircleDashed } from 'lucide-react';
import type { ReactElement } from 'react';
import { REPLICA_LOOK } from './replicaWords.ts';
import { reasonText } from './words.ts';

interface ReplicaStateProps {
  readonly assignment: AssignmentView;
  /** Share of the training finished, 0 to 1, while it runs. */
  readonly fraction: number | undefined;
}

/** State of one replica by icon and word, with its progress while it runs. */
export function ReplicaState({ assignment, fraction }: ReplicaStateProps): ReactElement {
  const { state, hotkey, reason } = assignment;
  const { word, icon: Icon, tone, meaning } = REPLICA_LOOK[state];
  const percent = state === 'leased' && fraction !== undefined ? Math.round(fraction * 100) : null;
  const why = reason === null ? meaning : reasonText(reason);
  return (
    <span
      data-testid="replica-state"
      data-state={state}
      data-hotkey={hotkey}
      title={`${hotkey}: ${why}`}
      className={`relative inline-flex items-center gap-1.5 whitespace-nowrap pb-0.5 text-[13px] ${tone}`}
    >
      <Icon size={13} aria-hidden />
      <span className={state === 'leased' ? 'text-ink' : ''}>
        {word}
        {percent !== null && <span className="text-soft">{` ${percent}\u202f%`}</span>}
      </span>
      {state === 'leased' && (
        <span
          aria-hidden="true"
          className="absolute inset-x-0 -bottom-0.5 h-0.5 overflow-hidden rounded-full bg-line"
        >
          <span
            className="block h-full bg-accent motion-safe:transition-[width] motion-safe:duration-240"
            style={{ width: `${percent ?? 0}%` }}
          />
        </span>
      )}
    </span>
  );
}

/** Seats that no miner has taken yet; nothing when there are none. */
export function FreeSeats({ count }: { readonly count: number }): ReactElement | null {
  if (count === 0) return null;
  return (
    <span
      title="the next miner that asks for work and has no seat in this job gets it"
      className="inline-flex items-center gap-1.5 whitespace-nowrap pb-0.5 text-[13px] text-soft"
    >
      <CircleDashed size={13} aria-hidden />
      {count} waiting
    </span>
  );
}

interface ReplicaCountsProps {
  readonly job: JobView;
  /** Seats that no miner has taken. */
  readonly free: number;
}

/** The replicas of a job counted by state, for narrow screens. */
export function ReplicaCounts({ job, free }: ReplicaCountsProps): ReactElement {
  const counts = new Map<AssignmentState, number>();
  for (const { state } of job.assignments) counts.set(state, (counts.get(state) ?? 0) + 1);
  return (
    <>
      {[...counts].map(([state, count]) => {
        const { word, icon: Icon, tone } = REPLICA_LOOK[state];
        return (
          <span
            key={state}
            className={`inline-flex items-center gap-1.5 whitespace-nowrap text-[13px] ${tone}`}
          >
            <Icon size={13} aria-hidden />
            {count} {word}
          </span>
        );
      })}
      <FreeSeats count={free} />
    </>
  );
}
