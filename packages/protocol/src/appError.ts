/** Everything that can go wrong between a client and the Genomaster, as the client sees it. */
export const APP_ERROR_CODES = [
  'bad-request',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'payload-too-large',
  'too-many-requests',
  'unavailable',
  'internal',
] as const;

export type AppErrorCode = (typeof APP_ERROR_CODES)[number];

/** Whether the same request may succeed later without being changed. */
const RETRYABLE: Record<AppErrorCode, boolean> = {
  'bad-request': false,
  unauthenticated: false,
  forbidden: false,
  'not-found': false,
  conflict: false,
  'payload-too-large': false,
  'too-many-requests': true,
  unavailable: true,
  internal: true,
};

/** The one error class that crosses the API; its message is meant for people and says what to do. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly retryable: boolean;

  constructor(code: AppErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.retryable = RETRYABLE[code];
  }
}
