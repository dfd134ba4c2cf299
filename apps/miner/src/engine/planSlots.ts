import type { Gpu } from '@naschain/training';
import type { WorkingEngine } from './engineReport.ts';

/** How the chosen engine is spread over this machine. */
export interface SlotPlan {
  /** By slot, environment variables of its process beside the miner's own. */
  readonly environments: readonly Readonly<Record<string, string>>[];
  /** Threads of each slot. */
  readonly threads: number;
  /** What trains here, for the Genomaster and people. */
  readonly device: string;
}

/** The protocol's bound on a device. */
const LONGEST_DEVICE = 120;

/**
 * One slot for each GPU, or else one; more, if asked for, share what there is.
 * @param asked what the command line says; null where it says nothing
 */
export function planSlots(
  engine: WorkingEngine,
  asked: { readonly slots: number | null; readonly threads: number | null },
  cores: number,
  gpus: readonly Gpu[],
): SlotPlan {
  const usable = engine.engine === 'cuda' ? gpus : [];
  const slots = asked.slots ?? Math.max(1, usable.length);
  const threads = asked.threads ?? Math.max(1, Math.floor(cores / slots));
  const environments = Array.from({ length: slots }, (_, slot) =>
    environmentOf(engine, threads, usable, slot),
  );
  return { environments, threads, device: describeDevice(engine, threads, usable, slots) };
}

/** Environment variables for a process of an engine. */
export function environmentOf(
  { engine }: Pick<WorkingEngine, 'engine'>,
  threads: number,
  gpus: readonly Gpu[],
  slot: number,
): Record<string, string> {
  if (engine !== 'cuda' && engine !== 'node') return {};
  const shared = {
    // Errors only.
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_NUM_INTRAOP_THREADS: String(threads),
  };
  if (engine === 'node') return shared;
  const gpu = gpus[slot % Math.max(1, gpus.length)];
  return {
    ...shared,
    // TensorFlow takes a GPU's whole memory otherwise, and slots may share one.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    ...(gpu ? { CUDA_VISIBLE_DEVICES: gpu.uuid } : {}),
  };
}

function describeDevice(engine: WorkingEngine, threads: number, gpus: readonly Gpu[], slots: number): string {
  const { variant, device } = engine;
  const many = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const [hardware, how] = {
    exact: [device, `exact ${variant}, ${many}`],
    node: [device, `tensorflow node, ${many}`],
    cuda: [countNames(gpus.slice(0, slots)) || device, 'tensorflow cuda'],
    webgpu: [device, 'tensorflow webgpu'],
  }[engine.engine];
  return `${hardware?.slice(0, LONGEST_DEVICE - 2 - (how?.length ?? 0))}, ${how}`;
}

/** `2 x RTX 4090, V100`. */
function countNames(gpus: readonly Gpu[]): string {
  const counts = new Map<string, number>();
  for (const { name } of gpus) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${count} x ${name}` : name)).join(', ');
}
