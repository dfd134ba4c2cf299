import { evaluatedIndividuals, type SearchView } from '@naschain/protocol';
import Table from 'cli-table3';

/** One line about where the search stands. */
export function progressLine(view: SearchView): string {
  const points = evaluatedIndividuals(view);
  const best = points.reduce((top, point) => Math.max(top, point.accuracy), 0);
  const generation = view.generations.length;
  const closed = view.generations.findLast((item) => item.state === 'closed');
  const running = view.jobs
    .flatMap((job) => job.assignments)
    .filter((item) => item.state === 'leased').length;
  const parts = [
    `generation ${generation} of ${view.config.algorithm.generations}`,
    `${points.length} networks agreed`,
    `${running} trainings running`,
    `best accuracy ${best.toFixed(2)} %`,
  ];
  if (closed?.hypervolume != null) parts.push(`hypervolume ${closed.hypervolume.toFixed(4)}`);
  if (view.waiting !== null) parts.push(`waiting: ${view.waiting.have} of ${view.waiting.need} miners`);
  return parts.join(' · ');
}

/** The Pareto front as a table, from the most to the least accurate; networks that several individuals share come once. */
export function frontTable(view: SearchView): string {
  const table = new Table({
    head: ['genome', 'accuracy', 'params', 'FLOPs', 'digest'],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const row of frontRows(view)) {
    table.push([
      row.genome,
      `${row.accuracy.toFixed(2)} %`,
      thousands(row.params),
      thousands(row.flops),
      row.digest,
    ]);
  }
  return table.toString();
}

export interface FrontRow {
  readonly genome: string;
  readonly accuracy: number;
  readonly params: number;
  readonly flops: number;
  readonly digest: string;
}

/** The Pareto front's networks as trained (canonical genomes), most accurate first. */
export function frontRows(view: SearchView): FrontRow[] {
  const jobs = new Map(view.jobs.map((job) => [job.jobId, job]));
  const rows = new Map<string, FrontRow>();
  for (const point of evaluatedIndividuals(view)) {
    const job = jobs.get(point.individual.jobId);
    if (!point.onFront || job?.digest == null) continue;
    const { genome, digest, params, flops } = job;
    rows.set(job.jobId, { genome, digest, accuracy: point.accuracy, params, flops });
  }
  return [...rows.values()].sort(
    (a, b) => b.accuracy - a.accuracy || a.flops - b.flops || (a.genome < b.genome ? -1 : 1),
  );
}

function thousands(value: number): string {
  return value.toLocaleString('en-US');
}
