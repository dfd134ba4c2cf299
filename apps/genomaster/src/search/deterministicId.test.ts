import { idSchema } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { individualIdOf, jobIdOf } from './deterministicId.ts';

const SEARCH = '6f2c1f2e-9f0a-4b7e-8a51-3a4d3f0a1b2c';

describe('ids made from content', () => {
  it('are UUIDs, equal for equal parts and different otherwise', () => {
    const ids = [0, 1, 10, 11].map((ordinal) => individualIdOf(SEARCH, ordinal));
    for (const id of [...ids, jobIdOf(SEARCH, '1')]) expect(idSchema.safeParse(id).success).toBe(true);
    expect(new Set([...ids, jobIdOf(SEARCH, '1')]).size).toBe(5);
    expect(individualIdOf(SEARCH, 10)).toBe(ids[2]);
  });
});
