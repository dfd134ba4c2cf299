import { describe, expect, it } from 'vitest';
import { testAssignment, testJob } from './fixture.ts';
import { jobLook } from './jobLook.ts';
import { orderJobs } from './jobOrder.ts';
import { freeSeats } from './replicaWords.ts';

const queued = testJob({ jobId: 'queued', ordinal: 9 });
const training = testJob({ jobId: 'training', ordinal: 7, assignments: [testAssignment({})] });
const early = testJob({ jobId: 'early', state: 'agreed', closedAt: '2026-01-01T00:00:01.000Z' });
const late = testJob({ jobId: 'late', state: 'failed', closedAt: '2026-01-01T00:00:02.000Z' });

describe('orderJobs', () => {
  it('has training first, then the latest verdicts, then the queue', () => {
    const order = orderJobs([early, queued, late, training]).map((job) => job.jobId);
    expect(order).toEqual(['training', 'late', 'early', 'queued']);
  });

  it('goes with the words', () => {
    expect([queued, training, early, late].map((job) => jobLook(job).word)).toEqual([
      'queued',
      'in training',
      'agreed',
      'failed',
    ]);
  });
});

describe('freeSeats', () => {
  it('counts the seats nobody holds', () => {
    const assignments = [
      testAssignment({ state: 'submitted' }),
      testAssignment({ state: 'expired' }),
      testAssignment({ state: 'leased' }),
    ];
    expect(freeSeats(testJob({ assignments }))).toBe(1);
    expect(freeSeats(early)).toBe(0);
  });
});
