import { evaluatedIndividuals, type GenerationView, type SearchView } from '@naschain/protocol';
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
  const { kind, mode, generations } = view.config.algorithm;
  const parts = [
    mode === 'generational' ? kind : `${kind}, ${mode}`,
    `generation ${generation} of ${generations}`,
    `${points.length} networks agreed`,
    `${running} trainings running`,
    `best accuracy ${best.toFixed(2)} %`,
  ];
  if (closed?.hypervolume != null) parts.push(`hypervolume ${closed.hypervolume.toFixed(4)}`);
  if (closed !== undefined) parts.push(...insights(closed));
  if (view.waiting !== null) parts.push(`waiting: ${view.waiting.have} of ${view.waiting.need} miners`);
  return parts.join(' · ');
}

/** What the algorithm saved, and how well its predictor ranks networks that it has not seen. */
function insights({ savings, predictor }: GenerationView): string[] {
  const parts: string[] = [];
  if (savings !== null) {
    const { duplicates, screened } = savings;
    const bySurrogate = screened > 0 ? `, ${thousands(screened)} by the surrogate` : '';
    parts.push(`trainings saved: ${thousands(duplicates)} duplicates${bySurrogate}`);
  }
  const correlation = predictor?.rankCorrelation ?? null;
  if (correlation !== null) parts.push(`rank correlation ${correlation.toFixed(2)}`);
  return parts;
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
