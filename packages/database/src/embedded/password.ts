import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Role that owns the embedded cluster. */
export const EMBEDDED_ROLE = 'naschain';

/** The cluster's password, made on the first call and kept in `directory/password`, readable by its owner only. */
export async function loadOrCreatePassword(directory: string): Promise<string> {
  const path = join(directory, 'password');
  const saved = await readFile(path, 'utf8').catch(() => '');
  if (saved.trim() !== '') return saved.trim();
  const password = randomBytes(24).toString('base64url');
  const draft = `${path}.${process.pid}`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${password}\n`);
    // The cluster is made with it next: it must not be lost where the cluster survives.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return password;
}
