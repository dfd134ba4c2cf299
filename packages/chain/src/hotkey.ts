import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { createSigner, type Signer, signingReady } from '@naschain/protocol/signing';
import { mnemonicGenerate } from '@polkadot/util-crypto';
import { createSecretFile } from './createSecretFile.ts';
import { readKeyFile, writeKeyFile } from './keyFile.ts';
import { type HotkeyLocation, hotkeyFile } from './location.ts';
import { WalletError } from './walletError.ts';

/** An unlocked hotkey. The key itself is reachable only through `sign`. */
export interface Hotkey extends Signer {
  readonly file: string;
}

export interface HotkeyOptions {
  /** Told about a key file that other users of the machine can read. */
  onWarning?: (message: string) => void;
  /** Home folder for `~/`; the user's by default. */
  home?: string;
}

/** Far above any key file; a larger file is not one. */
const MAX_FILE_BYTES = 65_536;

/** Loads a hotkey from Bittensor's on-disk format. @throws WalletError */
export async function loadHotkey(location: HotkeyLocation, options: HotkeyOptions = {}): Promise<Hotkey> {
  await signingReady();
  const file = hotkeyFile(location, options.home ?? homedir());
  const { text, mode } = await readSmallFile(file);
  if (process.platform !== 'win32' && (mode & 0o044) !== 0)
    options.onWarning?.(`${file} can be read by other users of this machine; run: chmod 600 '${file}'`);
  return { ...createSigner(readKeyFile(file, text)), file };
}

/**
 * Makes a new hotkey of 12 random words. Never overwrites: of several processes that try at once, one succeeds.
 * @throws WalletError `exists` and others
 */
export async function createHotkey(location: HotkeyLocation, options: HotkeyOptions = {}): Promise<Hotkey> {
  await signingReady();
  const file = hotkeyFile(location, options.home ?? homedir());
  await createSecretFile(file, writeKeyFile(file, mnemonicGenerate(12)));
  return loadHotkey(location, options);
}

/** Loads a hotkey, or makes it on first use. @throws WalletError */
export async function loadOrCreateHotkey(
  location: HotkeyLocation,
  options: HotkeyOptions = {},
): Promise<{ hotkey: Hotkey; created: boolean }> {
  try {
    return { hotkey: await loadHotkey(location, options), created: false };
  } catch (error) {
    if (!(error instanceof WalletError && error.code === 'notFound')) throw error;
  }
  try {
    return { hotkey: await createHotkey(location, options), created: true };
  } catch (error) {
    // Another process made it in between.
    if (error instanceof WalletError && error.code === 'exists')
      return { hotkey: await loadHotkey(location, options), created: false };
    throw error;
  }
}

async function readSmallFile(file: string): Promise<{ text: string; mode: number }> {
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    throw accessError(file, error);
  }
  try {
    const { size, mode } = await handle.stat();
    if (size > MAX_FILE_BYTES)
      throw new WalletError('malformed', file, 'not a Bittensor key file (too large)');
    return { text: await handle.readFile('utf8'), mode };
  } catch (error) {
    throw error instanceof WalletError ? error : accessError(file, error);
  } finally {
    await handle.close();
  }
}

function accessError(file: string, error: unknown): WalletError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT') return new WalletError('notFound', file, 'there is no such hotkey');
  return new WalletError('inaccessible', file, `cannot be read (${code})`);
}
