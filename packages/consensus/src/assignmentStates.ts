import { follow, renderStateDiagram, sourcesIn, type TransitionTable } from './stateMachine.ts';

/** States of an assignment: one replica of a job in the hands of one hotkey. */
export const ASSIGNMENT_STATE = {
  leased: 'leased',
  submitted: 'submitted',
  agreed: 'agreed',
  rejected: 'rejected',
  expired: 'expired',
  returned: 'returned',
  revoked: 'revoked',
} as const;
export type AssignmentState = (typeof ASSIGNMENT_STATE)[keyof typeof ASSIGNMENT_STATE];

export const ASSIGNMENT_EVENT = {
  submit: 'submit',
  agree: 'agree',
  reject: 'reject',
  expire: 'expire',
  giveBack: 'giveBack',
  revoke: 'revoke',
} as const;
export type AssignmentEvent = (typeof ASSIGNMENT_EVENT)[keyof typeof ASSIGNMENT_EVENT];

const table: TransitionTable<AssignmentState, AssignmentEvent> = {
  leased: {
    submit: 'submitted',
    // A result that is wrong on its own (malformed, wrong parameter count, ...) never takes a seat.
    reject: 'rejected',
    expire: 'expired',
    giveBack: 'returned',
    revoke: 'revoked',
  },
  submitted: { agree: 'agreed', reject: 'rejected' },
  agreed: {},
  rejected: {},
  // Late is not wrong: while the job is open, the first valid results win its seats.
  expired: { submit: 'submitted' },
  returned: {},
  revoked: { submit: 'submitted' },
};

const states = Object.values(ASSIGNMENT_STATE);
const events = Object.values(ASSIGNMENT_EVENT);

/** @throws ConsensusError `illegalTransition` */
export function transitionAssignment(state: AssignmentState, event: AssignmentEvent): AssignmentState {
  return follow('an assignment', table, state, event);
}

/** The states that accept an event: the guard of the SQL statement that writes the new state. */
export function assignmentSourcesOf(event: AssignmentEvent): AssignmentState[] {
  return sourcesIn(table, states, event);
}

/** The table as a Mermaid diagram, for the README. */
export function assignmentDiagram(): string {
  return renderStateDiagram(table, states, events, ASSIGNMENT_STATE.leased);
}
