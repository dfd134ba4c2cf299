import { assertNever } from '../assertNever.ts';
import { type EventPayload, type JournalEvent, searchStream } from '../event.ts';
import { applyToAssignment } from './applyToAssignment.ts';
import type { EventOf } from './eventOf.ts';
import { SearchDraft } from './searchDraft.ts';
import type { SearchView } from './searchView.ts';
import { ViewError } from './viewError.ts';

/**
 * The view after one more event of the search's stream; null is the view before `search.created`. The argument is not
 * changed. All times in the view are the events' `at`.
 * @throws ViewError
 */
export function applySearchEvent(view: SearchView | null, event: JournalEvent): SearchView {
  if (view === null) return created(event);
  const draft = new SearchDraft(view);
  applyTo(draft, event);
  return draft.finish();
}

/**
 * The same for many events, with one copy of each list that changes instead of one per event.
 * @throws ViewError
 */
export function applySearchEvents(
  view: SearchView | null,
  events: readonly JournalEvent[],
): SearchView | null {
  const [first, ...others] = events;
  if (first === undefined) return view;
  const draft = new SearchDraft(applySearchEvent(view, first));
  for (const event of others) applyTo(draft, event);
  return draft.finish();
}

function created(event: JournalEvent): SearchView {
  if (event.seq !== 1) {
    throw new ViewError('gap', `a view begins with event 1, not ${event.seq}: fetch a fresh one`);
  }
  if (event.type !== 'search.created') {
    throw new ViewError('inconsistent', `a search's journal begins with search.created, not ${event.type}`);
  }
  const { searchId, config, datasetName, reference } = event.payload;
  assertStream(event, searchId);
  return {
    seq: event.seq,
    searchId,
    config,
    datasetName,
    reference,
    state: 'running',
    stateReason: null,
    waiting: null,
    createdAt: event.at,
    finishedAt: null,
    generations: [],
    individuals: [],
    jobs: [],
  };
}

function assertStream(event: JournalEvent, searchId: string): void {
  if (event.stream !== searchStream(searchId)) {
    throw new ViewError('wrongStream', `event of stream ${event.stream} applied to search ${searchId}`);
  }
}

function applyTo(draft: SearchDraft, event: JournalEvent): void {
  assertStream(event, draft.searchId);
  if (event.seq !== draft.seq + 1) {
    throw new ViewError('gap', `event ${event.seq} follows ${draft.seq}: fetch a fresh view`);
  }
  draft.set({ seq: event.seq });
  switch (event.type) {
    case 'search.stateChanged':
    case 'search.waitingChanged':
      applyToSearch(draft, event);
      break;
    case 'generation.opened':
    case 'generation.closed':
      applyToGeneration(draft, event);
      break;
    case 'individual.proposed':
      draft.addIndividual(event.payload);
      break;
    case 'job.opened':
    case 'job.seatsAdded':
    case 'job.closed':
      applyToJob(draft, event);
      break;
    case 'assignment.leased':
    case 'assignment.submitted':
    case 'assignment.expired':
    case 'assignment.revoked':
    case 'assignment.returned':
    case 'assignment.rejected':
      applyToAssignment(draft, event);
      break;
    case 'search.created':
      throw new ViewError('inconsistent', `search ${draft.searchId} was created twice`);
    case 'network.searchCreated':
    case 'network.searchStateChanged':
    case 'miner.registered':
    case 'miner.lost':
    case 'miner.returned':
    case 'validator.weights':
      throw new ViewError('wrongStream', `${event.type} does not belong to the stream of a search`);
    default:
      assertNever(event);
  }
}

function applyToSearch(
  draft: SearchDraft,
  event: EventOf<'search.stateChanged' | 'search.waitingChanged'>,
): void {
  if (event.type === 'search.waitingChanged') {
    draft.set({ waiting: event.payload.waiting });
    return;
  }
  const { state, reason } = event.payload;
  draft.set({ state, stateReason: reason, finishedAt: state === 'running' ? null : event.at });
}

function applyToGeneration(
  draft: SearchDraft,
  event: EventOf<'generation.opened' | 'generation.closed'>,
): void {
  const { at } = event;
  if (event.type === 'generation.opened') {
    const unknown = { hypervolume: null, evaluations: null, savings: null, predictor: null, closedAt: null };
    draft.addGeneration({ ...event.payload, ...unknown, front: [], state: 'open', openedAt: at });
    return;
  }
  const { index, ...summary } = event.payload;
  draft.changeGeneration(index, (generation) => ({
    ...generation,
    ...summary,
    state: 'closed',
    closedAt: at,
  }));
}

function applyToJob(
  draft: SearchDraft,
  event: EventOf<'job.opened' | 'job.seatsAdded' | 'job.closed'>,
): void {
  switch (event.type) {
    case 'job.opened':
      openJob(draft, event.payload, event.at);
      break;
    case 'job.seatsAdded': {
      const { jobId, seats } = event.payload;
      draft.changeJob(jobId, (job) => ({ ...job, seats: job.seats + seats }));
      break;
    }
    case 'job.closed':
      closeJob(draft, event.payload, event.at);
      break;
    default:
      assertNever(event);
  }
}

function openJob(draft: SearchDraft, payload: EventPayload<'job.opened'>, at: string): void {
  draft.addJob({
    ...payload,
    state: 'open',
    accuracy: null,
    digest: null,
    numericClass: null,
    openedAt: at,
    closedAt: null,
    assignments: [],
  });
}

function closeJob(draft: SearchDraft, payload: EventPayload<'job.closed'>, at: string): void {
  const { jobId, outcome, accuracy, digest, numericClass } = payload;
  const verdicts = new Map(payload.replicas.map((replica) => [replica.assignmentId, replica]));
  draft.changeJob(jobId, (job) => ({
    ...job,
    state: outcome,
    accuracy,
    digest,
    numericClass,
    closedAt: at,
    assignments: job.assignments.map((assignment) => {
      const replica = verdicts.get(assignment.assignmentId);
      return replica === undefined
        ? assignment
        : { ...assignment, state: replica.verdict, reason: replica.reason, outcome: replica };
    }),
  }));
}
