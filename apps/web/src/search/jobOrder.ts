import type { JobView } from '@naschain/protocol';

/** What a reader wants first: jobs being trained, then results, the latest first, then the queue. */
export function orderJobs(jobs: readonly JobView[]): readonly JobView[] {
  const ranks = new Map(jobs.map((job) => [job, rank(job)]));
  return [...jobs].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0) || compareEqual(a, b));
}

/** Whether a miner holds a replica of an open job. */
export function isInTraining(job: JobView): boolean {
  return (
    job.state === 'open' && job.assignments.some(({ state }) => state === 'leased' || state === 'submitted')
  );
}

function rank(job: JobView): number {
  if (isInTraining(job)) return 0;
  return job.state === 'open' ? 2 : 1;
}

function compareEqual(a: JobView, b: JobView): number {
  if (a.closedAt === null || b.closedAt === null || a.closedAt === b.closedAt) return a.ordinal - b.ordinal;
  return a.closedAt < b.closedAt ? 1 : -1;
}
