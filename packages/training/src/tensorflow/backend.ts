import type { Tensorflow } from './tensorflow.ts';

/** In the order in which they are tried. `cpu` is plain JavaScript, far too slow for anything but tests. */
export const BACKEND_NAMES = ['cuda', 'node', 'webgpu', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/** A backend that is loaded and computes. */
export interface Backend {
  readonly name: BackendName;
  readonly tf: Tensorflow;
  /** What it computes on, for people. */
  readonly device: string;
  readonly numericClass: string;
  /** Makes it the one that computes: a process has one current backend. */
  activate(): void;
  /** What went wrong on the device without any call having failed; null if nothing did. */
  fault(): string | null;
}

/** Longest numeric class that the protocol allows. */
const LONGEST = 120;

/** `tfjs:<backend>:<device>:<version>` in the protocol's characters. */
export function numericClassOf(name: BackendName, device: string, version: string): string {
  const [head, tail] = [`tfjs:${name}:`, `:${version}`];
  const plain = device
    .replace(/\((?:R|TM|C)\)/gi, '')
    .replace(/[^\w.+-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return head + (plain || 'unknown').slice(0, LONGEST - head.length - tail.length) + tail;
}
