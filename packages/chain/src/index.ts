export { createHotkey, type Hotkey, type HotkeyOptions, loadHotkey, loadOrCreateHotkey } from './hotkey.ts';
export { type HotkeyLocation, hotkeyFile } from './location.ts';
export { WalletError, type WalletErrorCode } from './walletError.ts';
