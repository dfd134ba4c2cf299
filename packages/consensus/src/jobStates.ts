import { follow, renderStateDiagram, sourcesIn, type TransitionTable } from './stateMachine.ts';

/** States of a job: one network to train, with its batch of assignments. */
export const JOB_STATE = { open: 'open', agreed: 'agreed', failed: 'failed' } as const;
export type JobState = (typeof JOB_STATE)[keyof typeof JOB_STATE];

export const JOB_EVENT = { agree: 'agree', fail: 'fail' } as const;
export type JobEvent = (typeof JOB_EVENT)[keyof typeof JOB_EVENT];

const table: TransitionTable<JobState, JobEvent> = {
  open: { agree: 'agreed', fail: 'failed' },
  agreed: {},
  failed: {},
};

const states = Object.values(JOB_STATE);

/** @throws ConsensusError `illegalTransition` */
export function transitionJob(state: JobState, event: JobEvent): JobState {
  return follow('a job', table, state, event);
}

/** The states that accept an event: the guard of the SQL statement that writes the new state. */
export function jobSourcesOf(event: JobEvent): JobState[] {
  return sourcesIn(table, states, event);
}

/** The table as a Mermaid diagram, for the README. */
export function jobDiagram(): string {
  return renderStateDiagram(table, states, Object.values(JOB_EVENT), JOB_STATE.open);
}
