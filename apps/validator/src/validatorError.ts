/**
 * `usage`: wrong options. `state`: the state file cannot be used. `protocol`: the Genomaster sent what it must not.
 * `refused`: the Genomaster refused a request, and the same request will not succeed later. `unreachable`: it did not answer
 * in as many tries as were allowed.
 */
export type ValidatorErrorCode = 'usage' | 'state' | 'protocol' | 'refused' | 'unreachable';

export class ValidatorError extends Error {
  override readonly name = 'ValidatorError';
  readonly code: ValidatorErrorCode;

  constructor(code: ValidatorErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
