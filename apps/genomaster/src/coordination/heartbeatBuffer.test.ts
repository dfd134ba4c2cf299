import type { Heartbeat } from '@naschain/database';
import { describe, expect, it } from 'vitest';
import { HeartbeatBuffer } from './heartbeatBuffer.ts';

function entry(assignmentId: string | null, fraction: number): Heartbeat {
  return { hotkey: 'h', workerId: 'w', assignmentId, fraction, epoch: 1 };
}

describe('HeartbeatBuffer', () => {
  it('keeps the newest of each assignment', () => {
    const buffer = new HeartbeatBuffer();
    for (const [id, fraction] of [
      ['a', 0.1],
      ['b', 0.2],
      ['a', 0.3],
    ] as const)
      buffer.add(entry(id, fraction));
    buffer.add(entry(null, 0));
    expect(buffer.drain()).toEqual([entry('a', 0.3), entry('b', 0.2), entry(null, 0)]);
    expect(buffer.drain()).toEqual([]);
  });

  it('takes back what could not be written, without overwriting what came since', () => {
    const buffer = new HeartbeatBuffer();
    buffer.add(entry('a', 0.1));
    buffer.add(entry('b', 0.1));
    const failed = buffer.drain();
    buffer.add(entry('a', 0.5));
    buffer.restore(failed);
    expect(buffer.drain()).toEqual([entry('a', 0.5), entry('b', 0.1)]);
  });
});
