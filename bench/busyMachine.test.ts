import { expect, test } from 'vitest';
import { busyWarning } from './busyMachine.ts';

test('a load beyond half of the processors is worth a warning', () => {
  expect(busyWarning('bench:train', 1, 2)).toBeNull();
  expect(busyWarning('bench:train', 1.04, 2)).toMatch(/^bench:train: .*load 1\.0 on 2 processors/);
});
