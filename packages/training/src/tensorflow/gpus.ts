import { spawnSync } from 'node:child_process';
import { cudaVisibleDevices } from '../env.ts';

/** A GPU, or a part of one, that CUDA can be bound to. */
export interface Gpu {
  readonly name: string;
  /** What `CUDA_VISIBLE_DEVICES` calls it, whatever else is visible. */
  readonly uuid: string;
}

const DEVICE = /^GPU (\d+): (.+) \(UUID: (GPU-[\w-]+)\)$/;
const PART = /^\s+MIG (.+?)\s+Device\s+\d+: \(UUID: (MIG-[\w/-]+)\)$/;

/** Reads the output of `nvidia-smi -L`. A GPU that is divided (MIG) is represented by its parts. */
export function parseGpuList(output: string): Gpu[] {
  const devices: { whole: Gpu; parts: Gpu[] }[] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, , name = '', uuid = ''] = DEVICE.exec(line) ?? [];
    const [, part = '', partUuid = ''] = PART.exec(line) ?? [];
    const last = devices[devices.length - 1];
    if (uuid !== '') devices.push({ whole: { name, uuid }, parts: [] });
    else if (partUuid !== '' && last) last.parts.push({ name: `${last.whole.name} ${part}`, uuid: partUuid });
  }
  return devices.flatMap(({ whole, parts }) => (parts.length > 0 ? parts : [whole]));
}

/**
 * Those that `CUDA_VISIBLE_DEVICES` leaves, in its order: numbers or (beginnings of) UUIDs, up to the first that names
 * nothing, as CUDA does. `null` leaves all.
 */
export function visibleGpus(all: readonly Gpu[], visible: string | null): Gpu[] {
  if (visible === null) return [...all];
  const chosen: Gpu[] = [];
  for (const word of visible.split(',').map((part) => part.trim())) {
    const found = /^\d+$/.test(word)
      ? all[Number(word)]
      : all.find(({ uuid }) => word !== '' && uuid.startsWith(word));
    if (!found) break;
    chosen.push(found);
  }
  return chosen;
}

/** The NVIDIA GPUs that this process may use; none if the driver's tool is not there. */
export function listGpus(): Gpu[] {
  const { status, stdout } = spawnSync('nvidia-smi', ['-L'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? visibleGpus(parseGpuList(stdout), cudaVisibleDevices()) : [];
}

export function cudaDeviceName(): string {
  return listGpus()[0]?.name ?? 'NVIDIA GPU';
}
