import { isAbsolute, join, resolve } from 'node:path';
import { WalletError } from './walletError.ts';

/** Where a hotkey lives: `<path>/<name>/hotkeys/<hotkey>`. */
export interface HotkeyLocation {
  /** Folder of all wallets; a leading `~/` is the home folder. Bittensor's default is `~/.bittensor/wallets`. */
  path: string;
  name: string;
  hotkey: string;
}

/** The key file of a location. @throws WalletError `badName` */
export function hotkeyFile(location: HotkeyLocation, home: string): string {
  const { path, name, hotkey } = location;
  for (const part of [name, hotkey])
    if (!/^[\w-][\w.-]{0,63}$/.test(part))
      throw new WalletError(
        'badName',
        path,
        `"${part}" is not a wallet name; use letters, digits, - _ and . only`,
      );
  const root = path === '~' ? home : path.startsWith('~/') ? join(home, path.slice(2)) : path;
  return join(isAbsolute(root) ? root : resolve(root), name, 'hotkeys', hotkey);
}
