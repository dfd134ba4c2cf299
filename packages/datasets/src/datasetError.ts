/** What can go wrong with a dataset, and whether trying again later may help. */
const RETRYABLE = {
  /** The first bytes are not those of a dataset. */
  notADataset: false,
  unsupportedVersion: false,
  headerTooLarge: false,
  headerMalformed: false,
  /** The header is valid but not in canonical JSON, so the same dataset would have several hashes. */
  headerNotCanonical: false,
  /** The file ends before its header does. */
  truncated: false,
  /** The file is longer or shorter than its header says. */
  sizeMismatch: false,
  labelOutOfRange: false,
  tooLarge: false,
  notFound: false,
  hashMismatch: true,
  /** The server answered, but refused. */
  downloadRefused: false,
  downloadInterrupted: true,
  aborted: false,
  /** The npm registry could not be reached. */
  registryUnavailable: true,
  /** A package is not the one that was pinned. */
  integrityMismatch: false,
  /** A file that an importer needs is not there. */
  sourceMissing: false,
  sourceMalformed: false,
} as const;

export type DatasetErrorCode = keyof typeof RETRYABLE;

export class DatasetError extends Error {
  override readonly name = 'DatasetError';
  readonly code: DatasetErrorCode;
  readonly retryable: boolean;

  constructor(code: DatasetErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE[code];
  }
}
