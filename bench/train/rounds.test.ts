import { expect, test } from 'vitest';
import { LineProcessError } from '../lineProcess.ts';
import { interleave, type Measurable, measureInTurn } from './rounds.ts';

test('the peers come after our first', () => {
  expect(interleave(['A', 'B', 'C'], ['p', 'q'])).toEqual(['A', 'p', 'q', 'B', 'C']);
  expect(interleave([], ['p'])).toEqual(['p']);
});

test('all have their turns in each round; the warm-up does not count; one that fails has no further turn', async () => {
  const log: string[] = [];
  const measurable = (name: string, failsAt: number): Measurable => {
    let calls = 0;
    return {
      run: async (mode, seconds) => {
        log.push(`${name} ${mode} ${seconds}`);
        calls += 1;
        if (calls === failsAt) throw new LineProcessError('killed');
        return calls;
      },
      memory: async () => 7,
    };
  };
  const [steady, failing] = [measurable('A', Number.POSITIVE_INFINITY), measurable('B', 3)];
  const outcomes = await measureInTurn([steady, failing], { rounds: 2, seconds: 2 });
  expect(log).toEqual([
    ...['A train 1', 'A eval 1', 'B train 1', 'B eval 1'],
    ...['A train 2', 'A eval 2', 'B train 2', 'A train 2', 'A eval 2'],
  ]);
  expect(outcomes.get(steady)).toEqual({ train: [3, 5], eval: [4, 6], rssMB: 7 });
  expect(outcomes.get(failing)).toEqual({ absent: 'killed' });
});
