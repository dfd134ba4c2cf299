import type { Gpu } from '@naschain/training';
import { candidatesOf, chooseEngine, type EngineOption } from './chooseEngine.ts';
import type { EngineReport, MinerEngine, WorkingEngine } from './engineReport.ts';
import { environmentOf, planSlots, type SlotPlan } from './planSlots.ts';
import type { ProbeArguments } from './serveProbe.ts';

export interface EngineSetup extends SlotPlan {
  readonly engine: WorkingEngine;
  /** For the log: what was chosen and why. */
  readonly line: string;
  /** What the choice may cost; null if nothing. */
  readonly warning: string | null;
}

/** What can be told of this machine without running anything. */
export interface Machine {
  readonly gpus: readonly Gpu[];
  /** Why the packages of a TensorFlow backend are not there; null if they are. */
  readonly whyMissing: (engine: Exclude<MinerEngine, 'exact'>) => string | null;
}

const INEXACT =
  'results of TensorFlow are rejected wherever exact ones decide a job; start with --engine exact if in doubt';

const NOTHING: Machine = { gpus: [], whyMissing: () => null };

/**
 * Finds the engine to train with, once for the run of the miner: tries the candidates one after the other, and measures
 * them if there is a choice.
 * @throws Error if the engine that was asked for does not work here
 */
export async function setUpEngine(of: {
  readonly option: EngineOption;
  readonly asked: { readonly slots: number | null; readonly threads: number | null };
  readonly cores: number;
  /** Asked for anything but the exact engine alone. */
  readonly inspect: () => Promise<Machine>;
  readonly probe: (args: ProbeArguments, environment: Record<string, string>) => Promise<EngineReport>;
}): Promise<EngineSetup> {
  const { option, asked, cores, inspect, probe } = of;
  const { gpus, whyMissing } = option === 'exact' ? NOTHING : await inspect();
  const threads = asked.threads ?? Math.max(1, Math.floor(cores / (asked.slots ?? 1)));
  const reports: EngineReport[] = [];
  for (const engine of candidatesOf(option)) {
    const task = option === 'auto' ? 'measure' : 'check';
    const missing = engine === 'exact' ? null : whyMissing(engine);
    const report: EngineReport =
      missing === null
        ? await probe([engine, threads, task], environmentOf({ engine }, threads, gpus, 0))
        : { kind: 'unavailable', engine, reason: missing };
    reports.push(report);
    // Without measuring the first that works is it.
    if (option !== 'auto' && report.kind === 'works') break;
  }
  const { engine, line } = chooseEngine(reports, asked.slots, gpus);
  const warning = engine.engine === 'exact' ? null : INEXACT;
  return { engine, line, warning, ...planSlots(engine, asked, cores, gpus) };
}
