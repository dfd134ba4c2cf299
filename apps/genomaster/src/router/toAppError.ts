import { DatabaseError } from '@naschain/database';
import { AppError } from '@naschain/protocol';

/** What a client may learn of an error: ours as they are, the database's by code, everything else only as `internal`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof DatabaseError) {
    switch (error.code) {
      case 'not-found':
        return new AppError('not-found', error.message, { cause: error });
      case 'conflict':
        return new AppError('conflict', error.message, { cause: error });
      case 'unavailable':
        return new AppError('unavailable', 'The database is away; try again in a moment.', { cause: error });
      default:
        return new AppError('internal', 'Something went wrong on our side; it was logged. Try again.', {
          cause: error,
        });
    }
  }
  return new AppError('internal', 'Something went wrong on our side; it was logged. Try again.', {
    cause: error,
  });
}
