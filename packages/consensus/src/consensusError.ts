/** What can go wrong here: all are mistakes of the caller, none is a miner's. */
export type ConsensusErrorCode = 'illegalTransition' | 'invalidInput';

export class ConsensusError extends Error {
  override readonly name = 'ConsensusError';
  readonly code: ConsensusErrorCode;

  constructor(code: ConsensusErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Closes a `switch` over a union: fails to compile when a case is missing. @throws ConsensusError */
export function assertNever(value: never): never {
  throw new ConsensusError('invalidInput', `unexpected case ${JSON.stringify(value)}: handle it here`);
}
