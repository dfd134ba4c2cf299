import { type Objective, paretoFront } from '@naschain/search';
import { lastRung } from '../search.ts';
import type { AssignmentState, GenerationView, IndividualView, JobView, SearchView } from './searchView.ts';

/** An individual whose job has closed with an agreement. */
export interface EvaluatedIndividual {
  individual: IndividualView;
  /** Agreed validation accuracy in percent. */
  accuracy: number;
  /** 100 - accuracy. */
  error: number;
  /**
   * On the Pareto front of the search's objectives over all fully trained individuals (last rung of successive halving);
   * of equal points all or none.
   */
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
  const { objectives } = view.config.algorithm;
  const full = lastRung(view.config.algorithm);
  const trained = evaluated.filter(({ individual }) => individual.rung === full);
  for (const place of paretoFront(trained.map((item) => pointOf(item, objectives)))) {
    const item = trained[place];
    if (item !== undefined) item.onFront = true;
  }
  return evaluated;
}

function pointOf({ individual, error }: EvaluatedIndividual, objectives: readonly Objective[]): number[] {
  return objectives.map((name) => (name === 'error' ? error : individual[name]));
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
