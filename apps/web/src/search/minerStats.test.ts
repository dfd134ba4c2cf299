import { describe, expect, it } from 'vitest';
import { testAssignment, testJob, testSearch } from './fixture.ts';
import { searchMiners } from './minerStats.ts';

const outcome = {
  assignmentId: 'assignment',
  hotkey: 'alice',
  verdict: 'agreed',
  reason: null,
  accuracy: 50,
  params: 1000,
  flops: 1_000_000,
  digest: null,
  seconds: 3,
  epochs: null,
} as const;

describe('searchMiners', () => {
  it('measures throughput over agreed results only', () => {
    const view = testSearch({
      jobs: [
        testJob({
          assignments: [
            testAssignment({ state: 'agreed', outcome }),
            testAssignment({ state: 'rejected', hotkey: 'mallory', outcome: { ...outcome, seconds: 0.1 } }),
            testAssignment({ state: 'expired', hotkey: 'mallory' }),
            testAssignment({ state: 'leased', hotkey: 'bob' }),
          ],
        }),
      ],
    });
    // An older outcome does not tell its epochs, so all of them count: 1e6 FLOPs x 3 x 100 images x 2 epochs in 3 seconds
    expect(searchMiners(view)).toEqual([
      { hotkey: 'alice', running: 0, agreed: 1, rejected: 0, unfinished: 0, flopsPerSecond: 2e8 },
      { hotkey: 'bob', running: 1, agreed: 0, rejected: 0, unfinished: 0, flopsPerSecond: null },
      { hotkey: 'mallory', running: 0, agreed: 0, rejected: 1, unfinished: 1, flopsPerSecond: null },
    ]);
  });

  it('counts the epochs that were run', () => {
    const stopped = { ...outcome, epochs: 1 };
    const assignments = [testAssignment({ state: 'agreed', outcome: stopped })];
    expect(searchMiners(testSearch({ jobs: [testJob({ assignments })] }))[0]?.flopsPerSecond).toBe(1e8);
  });
});
