/** Everything that can go wrong in this package. */
export const DATABASE_ERROR_CODES = [
  /** What was asked for does not exist, or belongs to somebody else. */
  'not-found',
  /** It contradicts what is stored already. */
  'conflict',
  /** A value the schema or Postgres cannot hold. */
  'invalid',
  /** The database cannot be reached; the same call may succeed later, and may already have had its effect. */
  'unavailable',
  /** Concurrent transactions got in each other's way more often than was worth retrying. */
  'contention',
  /** Stored data break a rule that the code relies on. */
  'corrupt',
  /** Any other refusal of Postgres; a defect of this package. */
  'internal',
  'migration-failed',
  'migration-unresolved',
  'migrations-missing',
  'postgres-missing',
  'postgres-version',
  'postgres-start',
] as const;
export type DatabaseErrorCode = (typeof DATABASE_ERROR_CODES)[number];

/** The one error class of this package; the message says what to do. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  /** Whether the same call may succeed later without being changed. */
  readonly retryable: boolean;

  constructor(code: DatabaseErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'DatabaseError';
    this.code = code;
    this.retryable = code === 'unavailable' || code === 'contention';
  }
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  '57P01', // the server is being stopped
  '57P02',
  '57P03', // it is starting
  '53300', // too many connections
]);
/** What `pg` says, without a code, of a connection that went away. */
const CONNECTION_LOST =
  /connection (terminated|ended)|timeout exceeded when trying to connect|not queryable/i;

/** SQLSTATE or system error code, or null. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Breaking it takes two transactions about the same seat at once; run again, the later one sees the earlier. */
const SEAT_CONSTRAINT = 'assignments_one_seat_per_hotkey';

/** Serialisation failure, deadlock or a race for a seat: the transaction had no effect and may simply be run again. */
export function isContention(error: unknown): boolean {
  const code = errorCode(error);
  if (code === '23505') {
    return error instanceof Error && 'constraint' in error && error.constraint === SEAT_CONSTRAINT;
  }
  return code === '40001' || code === '40P01';
}

/** Any error as a `DatabaseError`. */
export function toDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = errorCode(error);
  if (isContention(error))
    return new DatabaseError('contention', `the database is too busy: ${message}`, { cause: error });
  if ((code !== null && (UNREACHABLE.has(code) || code.startsWith('08'))) || CONNECTION_LOST.test(message)) {
    return new DatabaseError('unavailable', `the database is away: ${message}`, { cause: error });
  }
  // Class 22: a value that does not fit its type; class 23: one that breaks a constraint.
  if (code?.startsWith('22') || code?.startsWith('23'))
    return new DatabaseError('invalid', message, { cause: error });
  return new DatabaseError('internal', message, { cause: error });
}
