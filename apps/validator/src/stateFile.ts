import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { stateSchema, type ValidatorState } from './state.ts';
import { ValidatorError } from './validatorError.ts';

/**
 * Reads the state, or null where there is none yet. A damaged file is an error and never a fresh start: that would count
 * every batch again.
 * @throws ValidatorError `state`
 */
export async function readState(file: string): Promise<ValidatorState | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw new ValidatorError('state', `${file} cannot be read: ${String(error)}`, { cause: error });
  }
  return parseState(file, text);
}

function parseState(file: string, text: string): ValidatorState {
  const advice = `restore ${file} from a copy, or delete it to score every batch anew`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ValidatorError('state', `the state is not JSON; ${advice}`, { cause: error });
  }
  const parsed = stateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ValidatorError('state', `the state is damaged; ${advice}\n${z.prettifyError(parsed.error)}`);
}

/**
 * Replaces the state so that a crash at any moment leaves the old or the new one, whole. Returns what was written.
 * @throws ValidatorError `state` when another process has written it since
 */
export async function writeState(file: string, state: ValidatorState): Promise<ValidatorState> {
  const revision = (await readState(file))?.revision ?? 0;
  if (revision !== state.revision) {
    throw new ValidatorError(
      'state',
      `${file} was changed by another process: run one validator per hotkey and --data folder`,
    );
  }
  const next = { ...state, revision: revision + 1 };
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.next`;
  await writeDurably(temporary, `${JSON.stringify(next)}\n`);
  await rename(temporary, file);
  await syncFolder(dirname(file));
  return next;
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Without it the rename itself may be lost with the power. Windows cannot open folders; there renames are journaled. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
