import type { BackendName, BackendStatus, PinnedPackage } from '@naschain/training';

// What `npm run setup:gpu` and `npm run setup:tfjs` decide and say; `setupTensorflow.ts` carries it out.

export const USAGE = `Usage:
  npm run setup:gpu    TensorFlow.js with CUDA for an NVIDIA GPU; if that fails, with WebGPU for any GPU
  npm run setup:tfjs   TensorFlow.js for the processor; if that fails, with WebGPU

Installs the pinned packages beside the project's own, which stay as they are. Exit code 0 if one of them works now.
`;

/** Backends to try for each command, until one works. */
const ORDERS: Readonly<Record<string, readonly BackendName[]>> = {
  gpu: ['cuda', 'webgpu'],
  tfjs: ['node', 'webgpu'],
};

/** The backends that a command line asks for; null if it is none. */
export function orderOf(args: readonly string[]): readonly BackendName[] | null {
  const [target = '', ...rest] = args;
  return rest.length === 0 && Object.hasOwn(ORDERS, target) ? (ORDERS[target] ?? null) : null;
}

/** Packages whose install script fetches the native library; the others bring what they need. */
export function needsDownload(backend: BackendName): boolean {
  return backend === 'cuda' || backend === 'node';
}

/** The package.json of a folder that holds one backend. */
export function installManifest(packages: readonly PinnedPackage[], backend: BackendName): string {
  const dependencies = Object.fromEntries(packages.map(({ name, version }) => [name, version]));
  // npm 12 runs only the install scripts that are allowed by name.
  const scripts = packages.map(({ name }) => [name, needsDownload(backend)] as const);
  const manifest = { private: true, dependencies, allowScripts: Object.fromEntries(scripts) };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b.*?(?:\s(\S+\.\S+))?$/m,
    'its download is impossible: $1 cannot be reached',
  ],
  [/Unsupported system: (\S+)/, 'there is no prebuilt library for $1'],
  [/\b404\b|Not Found/, 'there is no prebuilt library for this version of Node or this system'],
  [/\bE?NOSPC\b|no space left/i, 'the disk is full'],
  [/certificate|SELF_SIGNED/i, 'its download is impossible: the server has no valid certificate'],
];

/** One line on why an installation failed, from everything that it printed. */
export function explainFailure(output: string, exitCode: number | null): string {
  if (exitCode === null) return 'it took too long and was ended';
  for (const [pattern, sentence] of CAUSES) {
    const match = pattern.exec(output);
    if (match) return sentence.replace('$1', match[1] ?? 'the server');
  }
  const lines = output.split('\n').map((line) => line.replace(/^npm (?:error|ERR!)\s*/, '').trim());
  const telling = lines.find((line) => /error/i.test(line)) ?? lines.findLast((line) => line !== '');
  return telling ?? `npm ended with exit code ${exitCode}`;
}

/** A line of the summary. */
export function statusLine(status: BackendStatus): string {
  const text = status.works ? `works on ${status.device} (${status.numericClass})` : status.reason;
  return `${status.name.padEnd(8)}${text}`;
}
