/** What went wrong, as a closed set that callers may switch on. */
export type ExactErrorCode =
  /** The plan is not a network this engine can run. */
  | 'plan-invalid'
  /** An argument (images, labels, weights, options) does not fit the plan. */
  | 'argument-invalid'
  /** The build asked for does not run on this machine; the message says why. */
  | 'build-unavailable'
  /** The network with this batch size does not fit into the memory a build can address, or the machine has. */
  | 'out-of-memory'
  /** The loss or a weight became infinite or NaN; such a run has no result. */
  | 'non-finite'
  /** A call was made while another one was still running. */
  | 'busy'
  /** The engine was closed before or during the call. */
  | 'closed'
  /** A compute thread died; the engine is closed. */
  | 'thread-failed';

/** The only error type of this package. */
export class ExactError extends Error {
  override readonly name = 'ExactError';
  readonly code: ExactErrorCode;

  constructor(code: ExactErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
