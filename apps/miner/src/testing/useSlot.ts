import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { SlotProcess } from '../slot/slotProcess.ts';

/** What each test of a file finds: a slot process of its own, and a folder with a dataset. */
export interface TestSlot {
  folder: string;
  /** Of the dataset. */
  sha256: string;
  slot: SlotProcess;
}

/**
 * Starts slots on `entry`, a file of this folder, before each test and ends them after it. `storeDataset` stores a
 * dataset and returns its hash.
 */
export function useSlot(entry: string, storeDataset: (folder: string) => Promise<string>): TestSlot {
  const start = (): SlotProcess => new SlotProcess(join(import.meta.dirname, entry), [], ['--import', 'tsx']);
  // No process runs before a slot is given an order.
  const test: TestSlot = { folder: '', sha256: '', slot: start() };
  beforeEach(async () => {
    test.folder = await mkdtemp(join(tmpdir(), 'naschain-slot-'));
    test.sha256 = await storeDataset(test.folder);
    test.slot = start();
  });
  afterEach(async () => {
    test.slot.stop();
    await rm(test.folder, { recursive: true, force: true });
  });
  return test;
}
