import type { AssignmentView, GenerationView, IndividualView, JobView, SearchView } from './searchView.ts';
import { ViewError } from './viewError.ts';

type ListName = 'generations' | 'individuals' | 'jobs';

/**
 * A view being changed: fields are replaced, and each list is copied at its first change only, so that a batch of events
 * costs one copy. The view it was made from is never touched, and what did not change is shared with it.
 */
export class SearchDraft {
  private readonly view: SearchView;
  private readonly owned = new Set<ListName>();

  constructor(base: SearchView) {
    this.view = { ...base };
  }

  /** The result; the draft must not be used afterwards. */
  finish(): SearchView {
    return this.view;
  }

  get seq(): number {
    return this.view.seq;
  }

  get searchId(): string {
    return this.view.searchId;
  }

  set(fields: Partial<Omit<SearchView, ListName>>): void {
    Object.assign(this.view, fields);
  }

  addGeneration(generation: GenerationView): void {
    insertOrdered(this.own('generations').generations, generation, (item) => item.index);
  }

  addIndividual(individual: IndividualView): void {
    insertOrdered(this.own('individuals').individuals, individual, (item) => item.ordinal);
  }

  addJob(job: JobView): void {
    insertOrdered(this.own('jobs').jobs, job, (item) => item.ordinal);
  }

  changeGeneration(index: number, change: (generation: GenerationView) => GenerationView): void {
    const { generations } = this.own('generations');
    replaceLast(generations, (generation) => generation.index === index, change, `generation ${index}`);
  }

  changeJob(jobId: string, change: (job: JobView) => JobView): void {
    replaceLast(this.own('jobs').jobs, (job) => job.jobId === jobId, change, `job ${jobId}`);
  }

  changeAssignment(assignmentId: string, change: (assignment: AssignmentView) => AssignmentView): void {
    const isIt = (assignment: AssignmentView) => assignment.assignmentId === assignmentId;
    replaceLast(
      this.own('jobs').jobs,
      (job) => job.assignments.some(isIt),
      (job) => ({ ...job, assignments: job.assignments.map((item) => (isIt(item) ? change(item) : item)) }),
      `assignment ${assignmentId}`,
    );
  }

  private own(name: ListName): SearchView {
    if (!this.owned.has(name)) {
      this.owned.add(name);
      if (name === 'generations') this.view.generations = [...this.view.generations];
      else if (name === 'individuals') this.view.individuals = [...this.view.individuals];
      else this.view.jobs = [...this.view.jobs];
    }
    return this.view;
  }
}

/** Events come in order, so the place is nearly always the end. */
function insertOrdered<T>(list: T[], item: T, keyOf: (item: T) => number): void {
  const before = list.findLastIndex((other) => keyOf(other) <= keyOf(item));
  list.splice(before + 1, 0, item);
}

/** Searches from the end: what changes is nearly always young. */
function replaceLast<T>(
  list: T[],
  isIt: (item: T) => boolean,
  change: (item: T) => T,
  description: string,
): void {
  const index = list.findLastIndex(isIt);
  const found = list[index];
  if (found === undefined) {
    throw new ViewError('inconsistent', `${description} is unknown to the view: fetch a fresh one`);
  }
  list[index] = change(found);
}
