import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The operator's bearer token: made on first start, kept in `directory/operator-token`, readable by its owner only. */
export async function loadOrCreateOperatorToken(directory: string): Promise<string> {
  const path = join(directory, 'operator-token');
  await mkdir(directory, { recursive: true });
  try {
    await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    await chmod(path, 0o600);
  }
  const token = (await readFile(path, 'utf8')).trim();
  if (token.length < 24)
    throw new Error(`${path} holds no token; delete it and start again to have one made`);
  return token;
}
