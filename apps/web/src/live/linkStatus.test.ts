import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LinkStatus } from './linkStatus.ts';

describe('LinkStatus', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is stale since the Genomaster was last heard of, until the views have caught up', () => {
    const status = new LinkStatus();
    status.opened();
    status.connected();
    status.resynced();
    vi.advanceTimersByTime(5000);
    status.heard();
    vi.advanceTimersByTime(2000);
    status.lost();
    expect(status.getSnapshot()).toEqual({ kind: 'stale', since: 6000 });
    status.connected();
    expect(status.getSnapshot().kind).toBe('stale');
    status.resynced();
    expect(status.getSnapshot().kind).toBe('live');
  });

  it('says within three seconds that no connection comes about', () => {
    const status = new LinkStatus();
    status.opened();
    expect(status.getSnapshot().kind).toBe('connecting');
    vi.advanceTimersByTime(3000);
    expect(status.getSnapshot()).toEqual({ kind: 'stale', since: 1000 });
  });
});
