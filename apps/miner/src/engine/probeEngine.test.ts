import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeEngine } from './probeEngine.ts';
import type { ProbeArguments } from './serveProbe.ts';

const ENTRY = join(import.meta.dirname, '../testing/probeEntry.ts');
const execArgv = ['--import', 'tsx'];

function probe(threads: number, task: ProbeArguments[2] = 'measure', entry = ENTRY) {
  return probeEngine({ entry, args: ['exact', threads, task], environment: {}, execArgv });
}

const WORKS = { kind: 'works', engine: 'exact', variant: 'exact', device: 'D', numericClass: 'exact-1' };

describe('a probe', () => {
  it('tells what it found in a process of its own, measured or not', async () => {
    expect(await probe(7)).toEqual({ ...WORKS, imagesPerSecond: 70 });
    expect(await probe(7, 'check')).toEqual({ ...WORKS, imagesPerSecond: null });
  });

  it('is an engine that is unavailable, when it says no, crashes, or is no program at all', async () => {
    const unavailable = { kind: 'unavailable', engine: 'exact' };
    expect(await probe(14)).toEqual({ ...unavailable, reason: 'no GPU here' });
    expect(await probe(13)).toEqual({ ...unavailable, reason: 'its process ended (SIGSEGV)' });
    expect(await probe(1, 'check', join(import.meta.dirname, 'nothing.ts'))).toEqual({
      ...unavailable,
      reason: 'its process ended (exit code 1)',
    });
  });

  it('passes over a message that is not in the protocol', async () => {
    expect(await probe(15)).toEqual({ ...WORKS, imagesPerSecond: 150 });
  });
});
