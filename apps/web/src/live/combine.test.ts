import { describe, expect, it } from 'vitest';
import { combine } from './combine.ts';

describe('combine', () => {
  it('keeps its snapshot until a part changes', () => {
    let value = 1;
    const part = { subscribe: () => () => {}, getSnapshot: () => value };
    const whole = combine([part, part]);
    const first = whole.getSnapshot();
    expect(first).toEqual([1, 1]);
    expect(whole.getSnapshot()).toBe(first);
    value = 2;
    expect(whole.getSnapshot()).toEqual([2, 2]);
  });
});
