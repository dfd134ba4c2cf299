export type WalletErrorCode =
  /** A wallet or hotkey name that is not a plain file name. */
  | 'badName'
  | 'notFound'
  | 'exists'
  /** The file cannot be read or written. */
  | 'inaccessible'
  /** Not a Bittensor key file. */
  | 'malformed'
  /** Encrypted with a password (`$NACL`, Ansible or Fernet). */
  | 'encrypted'
  /** The file holds an address but no key: it cannot sign. */
  | 'addressOnly'
  /** The key in the file is not the key of the address in the file. */
  | 'keyMismatch';

/** What went wrong with a wallet. Its text names files and addresses, never a phrase, a seed or a key. */
export class WalletError extends Error {
  override readonly name = 'WalletError';
  readonly code: WalletErrorCode;
  /** The file concerned. */
  readonly file: string;

  constructor(code: WalletErrorCode, file: string, message: string) {
    // No `cause`: errors of JSON parsers quote their input, and here the input is a secret.
    super(`${file}: ${message}`);
    this.code = code;
    this.file = file;
  }
}
