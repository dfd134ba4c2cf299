import { ExactError, MAX_BYTES, memoryNeeded } from '@naschain/exact';
import type { NetworkGraph } from '@naschain/network';
import { planFromGraph } from '@naschain/training';

/** Bytes that the exact engine needs to train a network. */
export interface TrainingMemory {
  /** In the narrow builds of its kernels, which it takes where the limit is tight. */
  readonly least: number;
  /** In the widest build, AVX-512. */
  readonly most: number;
}

/** How the network is trained. */
export interface TrainingSize {
  readonly batchSize: number;
  readonly threads: number;
}

/** @returns why not, if the engine cannot train the network. @throws ExactError `argument-invalid` for an impossible size */
export function trainingMemory(graph: NetworkGraph, size: TrainingSize): TrainingMemory | string {
  try {
    const plan = planFromGraph(graph);
    const needed = (build: 'wasm' | 'avx512'): number => memoryNeeded(plan, { ...size, build });
    return { least: needed('wasm'), most: needed('avx512') };
  } catch (error) {
    if (!(error instanceof ExactError && error.code === 'plan-invalid')) throw error;
    return error.message;
  }
}

/** In words, after `memory`. */
export function describeMemory(
  memory: TrainingMemory | string,
  { batchSize, threads }: TrainingSize,
  number: (value: number) => string,
): string {
  if (typeof memory === 'string') return `unknown, the exact engine cannot train it: ${memory}`;
  const { least, most } = memory;
  const mebibytes = (bytes: number): string => `${number(Math.ceil(bytes / 2 ** 20))} MiB`;
  const how = `batches of ${batchSize} on ${threads === 1 ? '1 thread' : `${threads} threads`}`;
  const limit = least > MAX_BYTES ? `, more than the engine's limit of ${mebibytes(MAX_BYTES)}` : '';
  return `${mebibytes(least)} to train by the exact engine in ${how}${limit}; up to ${mebibytes(most)} in its wider builds`;
}
