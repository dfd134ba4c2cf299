import { REJECTION_TEXT } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { reasonText, waitingText } from './words.ts';

describe('waitingText', () => {
  it('asks for the missing miner', () => {
    expect(waitingText({ kind: 'needMiners', have: 2, need: 3 }, null)).toBe(
      'A third miner is needed: 2 of 3 miners are connected.',
    );
    expect(waitingText({ kind: 'needMiners', have: 0, need: 3 }, null)).toBe(
      '3 more miners are needed: 0 of 3 miners are connected.',
    );
  });

  it('names the job that needs a referee', () => {
    expect(waitingText({ kind: 'needReferee', jobId: 'x', have: 3, need: 4 }, 17)).toContain('Job 17');
  });
});

describe('reasonText', () => {
  it('puts known codes into words and shows others', () => {
    expect(reasonText('digestMismatch')).toBe(REJECTION_TEXT.digestMismatch);
    expect(reasonText('diverged')).toContain('diverged: its loss');
    expect(reasonText('outOfMemory')).toContain('more memory than the miner has');
    expect(reasonText('somethingNew')).toBe('somethingNew');
  });
});
