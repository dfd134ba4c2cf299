import type { AssignmentState, GenerationView, IndividualView, JobView, SearchView } from './searchView.ts';

/** An individual whose job has closed with an agreement. */
export interface EvaluatedIndividual {
  individual: IndividualView;
  /** Agreed validation accuracy in percent. */
  accuracy: number;
  /** 100 - accuracy. */
  error: number;
  /** On the Pareto front of all evaluated individuals, error and FLOPs minimised; of equal points all or none. */
  onFront: boolean;
}

/** The evaluated individuals in the order of their ordinals. */
export function evaluatedIndividuals(view: SearchView): EvaluatedIndividual[] {
  const accuracies = new Map(
    view.jobs.map((job) => [job.jobId, job.state === 'agreed' ? job.accuracy : null]),
  );
  const evaluated = view.individuals.flatMap((individual) => {
    const accuracy = accuracies.get(individual.jobId) ?? null;
    return accuracy === null ? [] : [{ individual, accuracy, error: 100 - accuracy, onFront: false }];
  });
  markFront(evaluated);
  return evaluated;
}

/** One sweep by rising error: a point is on the front iff it needs fewer FLOPs than every point of smaller error. */
function markFront(points: EvaluatedIndividual[]): void {
  const sorted = [...points].sort((a, b) => a.error - b.error || a.individual.flops - b.individual.flops);
  let fewest = Number.POSITIVE_INFINITY;
  let latest: EvaluatedIndividual | null = null;
  for (const point of sorted) {
    const { flops } = point.individual;
    const equalsLatest = latest?.error === point.error && latest.individual.flops === flops;
    if (flops < fewest || equalsLatest) {
      point.onFront = true;
      fewest = flops;
      latest = point;
    }
  }
}

/** The youngest generation, or null before the first. */
export function currentGeneration(view: SearchView): GenerationView | null {
  return view.generations.at(-1) ?? null;
}

export interface SearchProgress {
  jobs: Record<JobView['state'], number>;
  assignments: Record<AssignmentState, number>;
}

/** How many jobs and assignments are in each state. */
export function progressOf(view: SearchView): SearchProgress {
  const jobs = { open: 0, agreed: 0, failed: 0 };
  const assignments = {
    leased: 0,
    submitted: 0,
    agreed: 0,
    rejected: 0,
    expired: 0,
    returned: 0,
    revoked: 0,
  };
  for (const job of view.jobs) {
    jobs[job.state] += 1;
    for (const assignment of job.assignments) assignments[assignment.state] += 1;
  }
  return { jobs, assignments };
}
