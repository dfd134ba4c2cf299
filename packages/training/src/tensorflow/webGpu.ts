import { pathToFileURL } from 'node:url';
import type { Tensorflow } from './tensorflow.ts';

/** The little that is used of WebGPU's interface. */
interface Gpu {
  requestAdapter(options: object): Promise<object | null>;
}
interface WebGpuPackage {
  create(options: readonly string[]): Gpu;
  readonly globals: object;
}
interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
}

/**
 * Starts TensorFlow's WebGPU backend outside of a browser, on Dawn. The backend looks for the browser's globals when it
 * is loaded and started; those that could mislead other libraries are taken away again afterwards.
 */
export async function startWebGpu(
  require: NodeJS.Require,
  tf: Tensorflow,
): Promise<{ device: string; fault: () => string | null }> {
  const { create, globals }: WebGpuPackage = await import(pathToFileURL(require.resolve('webgpu')).href);
  Object.assign(globalThis, globals);
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('no GPU: no Vulkan, Metal or Direct3D 12 driver offers one');
  tf.enableProdMode();
  // Remembered from now on, whatever globals there are.
  tf.env().getBool('IS_BROWSER');
  const restore = pretendBrowser(gpu);
  try {
    require('@tensorflow/tfjs-backend-webgpu');
    if (!(await tf.setBackend('webgpu'))) throw new Error('the backend webgpu does not start');
  } finally {
    restore();
  }
  // Dawn crashes when this object is collected before what came from it.
  Reflect.set(tf.backend(), 'gpu', gpu);
  const info: AdapterInfo = Reflect.get(adapter, 'info') ?? {};
  const device = info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'GPU';
  return { device, fault: watch(Reflect.get(tf.backend(), 'device')) };
}

function pretendBrowser(gpu: Gpu): () => void {
  const properties = [
    // Node 21 and newer have a navigator of their own.
    ...(Reflect.has(globalThis, 'navigator') ? [] : [[globalThis, 'navigator', {}] as const]),
    [globalThis, 'WorkerGlobalScope', Object] as const,
  ];
  for (const [target, name, value] of properties) {
    Object.defineProperty(target, name, { value, configurable: true });
  }
  const navigator: object = Reflect.get(globalThis, 'navigator');
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  return () => {
    Reflect.deleteProperty(navigator, 'gpu');
    for (const [target, name] of properties) Reflect.deleteProperty(target, name);
  };
}

/** Errors of the device reach nobody by themselves: a buffer that cannot be had is full of zeros. */
function watch(device: unknown): () => string | null {
  let fault: string | null = null;
  const isTarget = (value: unknown): value is EventTarget & { lost: Promise<{ message: string }> } =>
    typeof value === 'object' && value !== null && 'addEventListener' in value && 'lost' in value;
  if (!isTarget(device)) return () => null;
  device.addEventListener('uncapturederror', (event) => {
    fault ??= String(Reflect.get(Reflect.get(event, 'error') ?? {}, 'message') ?? 'unknown error');
  });
  void device.lost.then(({ message }) => {
    fault ??= `the device was lost: ${message}`;
  });
  return () => fault;
}
