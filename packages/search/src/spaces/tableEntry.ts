import { SearchError } from '../error.ts';

/** What a table knows of one network. */
export interface TableEntry {
  /** Validation error in percent, 0 to 100. */
  readonly error: number;
  readonly params: number;
  /** FLOPs of one image. */
  readonly flops: number;
}

const FIELDS: readonly string[] = ['error', 'params', 'flops'] satisfies (keyof TableEntry)[];

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with a table and what to do about it. */
export const tableFault = (message: string): SearchError => new SearchError('table', message);

/** A value from outside, short enough for a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (Array.isArray(value)) return 'a list';
  return isRecord(value) ? 'an object' : String(value);
}

/**
 * Refuses fields that have no meaning here, so that a misspelt one is noticed.
 * @throws SearchError `table`.
 */
export function refuseOtherFields(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  where: string,
): void {
  const stray = Object.keys(value).find((field) => !known.includes(field));
  if (stray !== undefined)
    throw tableFault(
      `${where} has a field ${show(stray)}: remove it, the fields are ${known.map(show).join(', ')}`,
    );
}

/**
 * Checks the entry of a genome.
 * @throws SearchError `table`.
 */
export function readTableEntry(genome: string, value: unknown): TableEntry {
  const where = `the entry of genome ${show(genome)}`;
  if (!isRecord(value))
    throw tableFault(
      `${where} must be an object {"error": …, "params": …, "flops": …}, but is ${show(value)}`,
    );
  refuseOtherFields(value, FIELDS, where);
  const { error, params, flops } = value;
  if (typeof error !== 'number' || !(error >= 0 && error <= 100))
    throw tableFault(
      `"error" in ${where} must be a number from 0 to 100, the validation error in percent, but is ${show(error)}: ` +
        'correct it or remove the entry',
    );
  return { error, params: readCount('params', params, where), flops: readCount('flops', flops, where) };
}

function readCount(field: string, value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw tableFault(
      `"${field}" in ${where} must be an integer from 0 below 2^53, but is ${show(value)}: ` +
        'give single parameters and FLOPs, not millions of them',
    );
  return value;
}
