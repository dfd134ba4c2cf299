/** What can be wrong with a genome or with the options it is decoded under. */
export const NETWORK_ERROR_CODES = [
  'phases',
  'nodes',
  'blocks',
  'cells',
  'channels',
  'image',
  'classes',
  'genome-length',
  'genome-alphabet',
  'image-too-small',
] as const;
export type NetworkErrorCode = (typeof NETWORK_ERROR_CODES)[number];

/** The only error this package throws on bad input; the message says what to change. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code: NetworkErrorCode;

  constructor(code: NetworkErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
