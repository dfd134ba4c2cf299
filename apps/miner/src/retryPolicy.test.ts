import { APP_ERROR_CODES } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { backoffSeconds, RETRY_POLICY } from './retryPolicy.ts';

describe('the retry policy', () => {
  it('has a rule for every code of the Genomaster, and two more', () => {
    expect(Object.keys(RETRY_POLICY).sort()).toEqual(
      [...APP_ERROR_CODES, 'bad-response', 'unreachable'].sort(),
    );
  });

  it('never drops a result for a passing cause', () => {
    for (const code of [
      'unreachable',
      'unavailable',
      'internal',
      'too-many-requests',
      'unauthenticated',
    ] as const)
      expect(RETRY_POLICY[code].submit).toBe('retry');
  });

  it('ends the program only for what a repetition cannot change', () => {
    const stops = Object.entries(RETRY_POLICY).filter(([, rule]) => rule.register === 'stop');
    expect(stops.map(([code]) => code)).toEqual(['bad-request', 'payload-too-large']);
  });

  it('doubles the wait up to the longest, half of it by chance', () => {
    const rule = { firstSeconds: 1, longestSeconds: 10 };
    expect([1, 2, 3, 4, 5, 1000].map((failures) => backoffSeconds(rule, failures, 1))).toEqual([
      1, 2, 4, 8, 10, 10,
    ]);
    expect(backoffSeconds(rule, 3, 0)).toBe(2);
  });
});
