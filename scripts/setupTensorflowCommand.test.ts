import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BACKEND_NAMES, pinnedPackages } from '@naschain/training';
import { describe, expect, test } from 'vitest';
import { explainFailure, installManifest, orderOf, statusLine } from './setupTensorflowCommand.ts';

const OFFLINE = `npm error code 1
npm error command sh -c node scripts/install.js
npm error https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz
npm error * Downloading libtensorflow
npm error       throw er; // Unhandled 'error' event
npm error Error: getaddrinfo ENOTFOUND storage.googleapis.com
npm error     at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:122:26)
`;

describe('why an installation failed, in one line', () => {
  test.each<[string, string, number | null, string]>([
    ['no network', OFFLINE, 1, 'its download is impossible: storage.googleapis.com cannot be reached'],
    [
      'a refused connection',
      'npm error FetchError: connect ECONNREFUSED 127.0.0.1:9',
      1,
      'its download is impossible: 127.0.0.1:9 cannot be reached',
    ],
    [
      'a name server that is away',
      'npm error code EAI_AGAIN',
      1,
      'its download is impossible: the server cannot be reached',
    ],
    [
      'another processor',
      'npm error Error: Unsupported system: gpu-darwin-arm64',
      1,
      'there is no prebuilt library for gpu-darwin-arm64',
    ],
    [
      'a binding that was not built',
      'node-pre-gyp ERR! install response status 404 Not Found on https://storage.googleapis.com/tf.tar.gz',
      1,
      'there is no prebuilt library for this version of Node or this system',
    ],
    ['a full disk', 'npm error code ENOSPC', 1, 'the disk is full'],
    ['something else', 'npm error Error: strange\nnpm error more', 1, 'Error: strange'],
    ['silence', '', 3, 'npm ended with exit code 3'],
    ['a time-out', OFFLINE, null, 'it took too long and was ended'],
  ])('%s', (_, output, exitCode, expected) => {
    expect(explainFailure(output, exitCode)).toBe(expected);
  });
});

test('both commands fall back on WebGPU', () => {
  expect(orderOf(['gpu'])).toEqual(['cuda', 'webgpu']);
  expect(orderOf(['tfjs'])).toEqual(['node', 'webgpu']);
  for (const args of [[], ['cpu'], ['gpu', 'tfjs'], ['constructor']]) expect(orderOf(args)).toBeNull();
});

test('a backend gets a package.json of its own, which lets only packages with a library run their script', () => {
  for (const backend of BACKEND_NAMES) {
    const packages = pinnedPackages(backend);
    const { private: isPrivate, dependencies, allowScripts } = JSON.parse(installManifest(packages, backend));
    expect(isPrivate).toBe(true);
    expect(dependencies).toEqual(Object.fromEntries(packages.map(({ name, version }) => [name, version])));
    const allowed = backend === 'cuda' || backend === 'node';
    expect(Object.values(allowScripts)).toEqual(packages.map(() => allowed));
  }
});

test('the summary says for each backend that it works, or why not', () => {
  expect(statusLine({ name: 'cuda', works: false, reason: 'not installed' })).toBe('cuda    not installed');
  const works = { works: true, device: 'GPU', numericClass: 'tfjs:webgpu:GPU:4.22.0' } as const;
  expect(statusLine({ name: 'webgpu', ...works })).toBe('webgpu  works on GPU (tfjs:webgpu:GPU:4.22.0)');
});

test('a wrong command line ends with the usage and exit code 2', () => {
  const entry = join(import.meta.dirname, 'setupTensorflow.ts');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', entry, 'everything']);
  expect([status, stderr.toString()]).toEqual([2, expect.stringContaining('npm run setup:gpu')]);
});
