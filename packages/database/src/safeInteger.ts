import { DatabaseError } from './databaseError.ts';

/** A 64-bit integer column as a number. @throws DatabaseError `corrupt` beyond 2^53 - 1 */
export function parseSafeInteger(value: string | bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new DatabaseError('corrupt', `${value} is beyond what a number holds exactly`);
}
