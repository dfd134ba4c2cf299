import { assertNever } from '../assertNever.ts';
import type { EventPayload, EventType } from '../event.ts';
import type { EventOf } from './eventOf.ts';
import type { SearchDraft } from './searchDraft.ts';
import type { AssignmentState } from './searchView.ts';

export function applyToAssignment(
  draft: SearchDraft,
  event: EventOf<Extract<EventType, `assignment.${string}`>>,
): void {
  const { at } = event;
  switch (event.type) {
    case 'assignment.leased':
      leaseAssignment(draft, event.payload, at);
      break;
    case 'assignment.submitted':
      endAssignment(draft, event.payload.assignmentId, 'submitted', at, null);
      break;
    case 'assignment.expired':
      endAssignment(draft, event.payload.assignmentId, 'expired', at, null);
      break;
    case 'assignment.revoked':
      endAssignment(draft, event.payload.assignmentId, 'revoked', at, null);
      break;
    case 'assignment.returned':
      endAssignment(draft, event.payload.assignmentId, 'returned', at, event.payload.reason);
      break;
    case 'assignment.rejected': {
      const { assignmentId, reason } = event.payload;
      draft.changeAssignment(assignmentId, (assignment) => ({
        ...assignment,
        state: 'rejected',
        reason,
        // The work ended when the result arrived, whenever it was judged.
        endedAt: assignment.endedAt ?? at,
      }));
      break;
    }
    default:
      assertNever(event);
  }
}

function leaseAssignment(draft: SearchDraft, payload: EventPayload<'assignment.leased'>, at: string): void {
  const { jobId, assignmentId, hotkey } = payload;
  const leased = {
    assignmentId,
    hotkey,
    state: 'leased',
    leasedAt: at,
    endedAt: null,
    reason: null,
    outcome: null,
  } as const;
  draft.changeJob(jobId, (job) => ({ ...job, assignments: [...job.assignments, leased] }));
}

function endAssignment(
  draft: SearchDraft,
  assignmentId: string,
  state: AssignmentState,
  at: string,
  reason: string | null,
): void {
  draft.changeAssignment(assignmentId, (assignment) => ({ ...assignment, state, reason, endedAt: at }));
}
