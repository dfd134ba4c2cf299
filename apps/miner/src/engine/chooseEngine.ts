import type { Gpu } from '@naschain/training';
import {
  type EngineReport,
  type MinerEngine,
  TENSORFLOW_ENGINES,
  type WorkingEngine,
} from './engineReport.ts';

export const ENGINE_OPTIONS = ['auto', 'exact', 'tensorflow'] as const;
export type EngineOption = (typeof ENGINE_OPTIONS)[number];

/** What was decided, with a line for the log that says why. */
export interface EngineChoice {
  readonly engine: WorkingEngine;
  readonly line: string;
}

/** Engines to try for an option, in the order of preference. */
export function candidatesOf(option: EngineOption): readonly MinerEngine[] {
  const all = {
    exact: ['exact'],
    tensorflow: TENSORFLOW_ENGINES,
    auto: ['exact', ...TENSORFLOW_ENGINES],
  } as const;
  return all[option];
}

/**
 * The fastest engine of the measured ones, else the first that works.
 * @param slots trainings at the same time; null if the engine decides
 * @throws Error if none works, with the reason of each
 */
export function chooseEngine(
  reports: readonly EngineReport[],
  slots: number | null,
  gpus: readonly Gpu[],
): EngineChoice {
  const speedOf = (report: EngineReport): number =>
    report.kind === 'works' ? (report.imagesPerSecond ?? 0) * atOnce(report.engine, slots, gpus) : 0;
  const [first, ...others] = reports.filter((report) => report.kind === 'works');
  if (first === undefined) throw new Error(`no engine works here: ${describeAll(reports, speedOf)}`);
  const engine = others.reduce((best, next) => (speedOf(next) > speedOf(best) ? next : best), first);
  const ordered = [engine, ...reports.filter((report) => report !== engine)];
  return { engine, line: `engine ${describeAll(ordered, speedOf)}` };
}

/** How many processes of an engine run side by side without slowing each other down. */
function atOnce(engine: MinerEngine, slots: number | null, gpus: readonly Gpu[]): number {
  if (engine === 'exact') return slots ?? 1;
  if (engine === 'cuda') return Math.max(1, Math.min(gpus.length, slots ?? gpus.length));
  return 1;
}

const ABSENT = 'not installed';

function describeAll(reports: readonly EngineReport[], speedOf: (report: EngineReport) => number): string {
  const absent = reports.filter((report) => report.kind === 'unavailable' && report.reason === ABSENT);
  // On most machines none is; one word for all will do.
  const brief = absent.length === TENSORFLOW_ENGINES.length;
  const shown = brief ? reports.filter((report) => !absent.includes(report)) : reports;
  const texts = shown.map((report) => describe(report, speedOf(report)));
  return [...texts, ...(brief ? [`tensorflow: ${ABSENT}`] : [])].join('; ');
}

function describe(report: EngineReport, speed: number): string {
  const name = report.engine === 'exact' ? 'exact' : `tensorflow ${report.engine}`;
  if (report.kind === 'unavailable') return `${name}: ${report.reason}`;
  const detail = report.engine === 'exact' ? report.variant : report.device;
  return `${name} (${detail})${speed > 0 ? `: ${Math.round(speed).toLocaleString('en-US')} images/s` : ''}`;
}
