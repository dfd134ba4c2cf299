import { createHash } from 'node:crypto';

/** SHA-256 over the previous link, the epoch as 4 bytes little-endian, and the state of the engine. */
export class DigestChain {
  #last: Buffer;

  /** `last`, 64 hex digits, is the link before the next epoch: the chain hash of a training, or a digest of its curve. */
  constructor(last: string) {
    if (!/^[0-9a-f]{64}$/.test(last)) {
      throw new RangeError('a link of the chain must be 64 lower-case hex digits');
    }
    this.#last = Buffer.from(last, 'hex');
  }

  /** Appends an epoch, counted from 1, and returns the digest as hex. */
  append(epoch: number, state: Uint8Array): string {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(epoch);
    this.#last = createHash('sha256').update(this.#last).update(number).update(state).digest();
    return this.#last.toString('hex');
  }
}
