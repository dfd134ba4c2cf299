import { randomBytes, randomUUID } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../databaseError.ts';

/** Role that owns the embedded cluster. */
export const EMBEDDED_ROLE = 'naschain';

/** The cluster's password, made on the first call and kept in `directory/password`, readable by its owner only. */
export async function loadOrCreatePassword(directory: string): Promise<string> {
  const path = join(directory, 'password');
  const saved = await readFile(path, 'utf8').catch(() => '');
  if (saved.trim() !== '') return saved.trim();
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(24).toString('base64url')}\n`);
      // The cluster is made with it next: it must not be lost where the cluster survives.
      await file.sync();
    } finally {
      await file.close();
    }
    // Unlike a rename, a link does not replace what another starter has just put there.
    await link(draft, path).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(path, 'utf8')).trim();
}
