import { spawnSync } from 'node:child_process';
import { chown, lchown, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How a Postgres program is run: it refuses to be root. */
export type Account =
  | { readonly kind: 'self' }
  /** A user namespace in which root has another number: files stay root's, also below a folder only root may enter. */
  | { readonly kind: 'namespace' }
  | { readonly kind: 'setuid'; readonly uid: number; readonly gid: number };

/** `nobody`, where user namespaces are forbidden. */
const NOBODY = 65534;
const UNSHARE = ['--user', '--map-user=1000', '--map-group=1000'];

/**
 * The account for a data directory: whoever owns it already, else the least intrusive that works.
 * @param directory holds the data directory and must be reachable by the account
 */
export async function chooseAccount(directory: string, dataDirectory: string): Promise<Account> {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const owner = await stat(join(dataDirectory, 'PG_VERSION')).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { kind: 'setuid', uid: owner.uid, gid: owner.gid };
  if (namespacesWork()) return { kind: 'namespace' };
  const account = { kind: 'setuid', uid: NOBODY, gid: NOBODY } as const;
  await chown(directory, account.uid, account.gid);
  if (owner !== null) await chownTree(dataDirectory, account);
  return account;
}

/** The command line and the spawn options that run a program under an account. */
export function underAccount(
  account: Account,
  program: string,
  args: readonly string[],
): { program: string; args: string[]; options: { uid?: number; gid?: number } } {
  switch (account.kind) {
    case 'self':
      return { program, args: [...args], options: {} };
    case 'namespace':
      return { program: 'unshare', args: [...UNSHARE, '--', program, ...args], options: {} };
    case 'setuid':
      return { program, args: [...args], options: { uid: account.uid, gid: account.gid } };
  }
}

function namespacesWork(): boolean {
  return process.platform === 'linux' && spawnSync('unshare', [...UNSHARE, 'true']).status === 0;
}

async function chownTree(path: string, account: { uid: number; gid: number }): Promise<void> {
  await lchown(path, account.uid, account.gid);
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await chownTree(child, account);
    else await lchown(child, account.uid, account.gid);
  }
}
