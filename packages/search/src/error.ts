/** What can be wrong with the input of a search algorithm or of a Pareto measure. */
export const SEARCH_ERROR_CODES = ['config', 'genome', 'state', 'evaluations', 'points', 'table'] as const;
export type SearchErrorCode = (typeof SEARCH_ERROR_CODES)[number];

/** The error this package throws on bad input; the message says what to change. */
export class SearchError extends Error {
  override readonly name = 'SearchError';
  readonly code: SearchErrorCode;

  constructor(code: SearchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
