import { cpus } from 'node:os';
import { TrainingError } from '../error.ts';
import { BACKEND_NAMES, type Backend, type BackendName, numericClassOf } from './backend.ts';
import { cudaDeviceName } from './gpus.ts';
import { findInstallation } from './packages.ts';
import type { Tensorflow } from './tensorflow.ts';
import { startWebGpu } from './webGpu.ts';

export type BackendStatus =
  | {
      readonly name: BackendName;
      readonly works: true;
      readonly device: string;
      readonly numericClass: string;
    }
  /** `reason` is one line. */
  | { readonly name: BackendName; readonly works: false; readonly reason: string };

/** TensorFlow.js itself is one for the whole process, so what was started stays. */
const loaded = new Map<BackendName, Promise<Backend>>();

/**
 * Loads a backend into this process, once, and lets it compute something. The packages of `cuda` and `node` exclude
 * each other in a process: whichever was loaded first stays.
 * @throws TrainingError `engine-failed`, with the reason in one line.
 */
export function loadBackend(name: BackendName): Promise<Backend> {
  const backend = loaded.get(name) ?? start(name);
  loaded.set(name, backend);
  return backend;
}

async function start(name: BackendName): Promise<Backend> {
  try {
    const installation = findInstallation(name);
    if (installation.kind === 'missing') throw new Error(installation.reason);
    const backend = await START[name](installation.require);
    await tryOut(backend);
    return backend;
  } catch (cause) {
    const message = `TensorFlow ${name}: ${reasonOf(cause)}`;
    throw new TrainingError('engine-failed', message, { cause });
  }
}

/** Whether a backend works in this process, and if not why. */
export async function probeBackend(name: BackendName): Promise<BackendStatus> {
  try {
    const { device, numericClass } = await loadBackend(name);
    return { name, works: true, device, numericClass };
  } catch (error) {
    return { name, works: false, reason: reasonOf(error instanceof Error ? error.cause : error) };
  }
}

/**
 * All backends in the order of preference. Pass a `probe` that runs `probeBackend` in a process of its own: a native
 * library that fails may end its process, and some exclude each other.
 */
export async function findBackends(
  probe: (name: BackendName) => Promise<BackendStatus> = probeBackend,
): Promise<BackendStatus[]> {
  const found: BackendStatus[] = [];
  for (const name of BACKEND_NAMES) found.push(await probe(name));
  return found;
}

type Start = (require: NodeJS.Require) => Promise<Backend>;

const START: Record<BackendName, Start> = {
  cuda: async (require) => {
    const tf = await startNode(require, '@tensorflow/tfjs-node-gpu');
    // Without a usable GPU the package computes on the processor, silently.
    if (!Reflect.get(tf.backend(), 'isUsingGpuDevice')) {
      throw new Error('no GPU: the CUDA libraries that it was built for, or a device, are missing');
    }
    return describe('cuda', tf, 'tensorflow', cudaDeviceName());
  },
  node: async (require) =>
    describe('node', await startNode(require, '@tensorflow/tfjs-node'), 'tensorflow', processor()),
  webgpu: async (require) => {
    const tf: Tensorflow = require('@tensorflow/tfjs-core');
    const { device, fault } = await startWebGpu(require, tf);
    return { ...describe('webgpu', tf, 'webgpu', device), fault };
  },
  cpu: async (require) => {
    const tf: Tensorflow = require('@tensorflow/tfjs-core');
    require('@tensorflow/tfjs-backend-cpu');
    // Without it the backend advises at length to install another one.
    tf.enableProdMode();
    if (!(await tf.setBackend('cpu'))) throw new Error('the backend cpu does not start');
    return describe('cpu', tf, 'cpu', processor());
  },
};

async function startNode(require: NodeJS.Require, name: string): Promise<Tensorflow> {
  restoreTypeChecks(require('node:util'));
  const tf: Tensorflow = require(name);
  if (!(await tf.setBackend('tensorflow'))) throw new Error('the backend tensorflow does not start');
  if (Reflect.get(tf.backend(), 'isGPUPackage') !== name.endsWith('-gpu')) {
    throw new Error('another package of TensorFlow is loaded in this process');
  }
  return tf;
}

/** Both packages still call these two, which Node 23 removed. */
function restoreTypeChecks(util: object): void {
  const missing = { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray };
  for (const [name, check] of Object.entries(missing)) {
    if (!Reflect.has(util, name)) Reflect.set(util, name, check);
  }
}

function describe(name: BackendName, tf: Tensorflow, registered: string, device: string): Backend {
  return {
    name,
    tf,
    device,
    numericClass: numericClassOf(name, device, tf.version_core),
    activate: () => {
      // Synchronous in effect: the backend has been started.
      if (tf.getBackend() !== registered) void tf.setBackend(registered);
    },
    fault: () => null,
  };
}

function processor(): string {
  return cpus()[0]?.model.trim() || 'CPU';
}

/** A convolution and its gradient by the kernel, which need every part of a backend's stack. */
async function tryOut({ tf, fault }: Backend): Promise<void> {
  const result = tf.tidy(() => {
    const x = tf.ones([1, 4, 4, 1]);
    const dy = tf.conv2d(x as ReturnType<Tensorflow['tensor4d']>, tf.ones([3, 3, 1, 1]), 1, 'valid');
    const attributes = { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC', filterShape: [3, 3, 1, 1] };
    return tf.sum(tf.engine().runKernel(tf.Conv2DBackpropFilter, { x, dy }, attributes) as typeof x);
  });
  const [value] = await result.data();
  result.dispose();
  // Nine elements, each the sum of four outputs of nine.
  if (value !== 324 || fault() !== null) {
    throw new Error(fault() ?? `it computes wrong: ${value} in place of 324`);
  }
}

function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (
    message
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'unknown reason'
  );
}
