import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job } from './jobs.ts';
import { type RunScore, runScoreSchema } from './score.ts';

const WORKER = fileURLToPath(new URL('./seedWorker.ts', import.meta.url));

interface Schedule {
  readonly processes: number;
  /** Asked before each job, by its position; what may not start is left out. */
  mayStart(i: number): boolean;
}

/** Runs jobs on so many processes at a time. Scores are in the order of the jobs, null for those left out. */
export async function runJobs(
  tablePath: string,
  jobs: readonly Job[],
  { processes, mayStart }: Schedule,
): Promise<(RunScore | null)[]> {
  const scores: (RunScore | null)[] = jobs.map(() => null);
  const queue = jobs.entries();
  const serve = async (): Promise<void> => {
    const worker = fork(WORKER, [tablePath], { execArgv: ['--import', import.meta.resolve('tsx')] });
    try {
      for (const [i, job] of queue) {
        if (!mayStart(i)) continue;
        scores[i] = await scoreOf(worker, job);
      }
    } finally {
      worker.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, jobs.length) }, serve));
  return scores;
}

async function scoreOf(worker: ChildProcess, job: Job): Promise<RunScore> {
  const settled = new AbortController();
  const { signal } = settled;
  try {
    const answer = once(worker, 'message', { signal }).then(([message]) => runScoreSchema.parse(message));
    const death = once(worker, 'exit', { signal }).then(([code]) => {
      throw new Error(
        `the worker ended with ${code} on ${job.algorithm}, ${job.mode}, seed ${job.seed}; its error is above`,
      );
    });
    death.catch(() => {});
    answer.catch(() => {});
    worker.send(job);
    return await Promise.race([answer, death]);
  } finally {
    settled.abort();
  }
}
