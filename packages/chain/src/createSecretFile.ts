import { randomUUID } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WalletError } from './walletError.ts';

/**
 * Writes a file that only its owner can read, in folders that only their owner can enter, whole or not at all, and
 * never over an existing one. @throws WalletError `exists`, `inaccessible`
 */
export async function createSecretFile(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeDurably(temporary, text);
    // Unlike a rename, a link fails when the name is taken.
    await link(temporary, file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
    if (code === 'EEXIST') throw new WalletError('exists', file, 'exists already and is not overwritten');
    throw new WalletError('inaccessible', file, `cannot be written (${code})`);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
