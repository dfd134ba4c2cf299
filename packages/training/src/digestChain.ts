import { createHash } from 'node:crypto';

/** SHA-256 over the previous link, the epoch as 4 bytes little-endian, and the weights. */
export class DigestChain {
  #last: Buffer;

  /** `chainHash`, 64 hex digits, is the link before the first epoch. */
  constructor(chainHash: string) {
    if (!/^[0-9a-f]{64}$/.test(chainHash)) {
      throw new RangeError('the chain hash must be 64 lower-case hex digits');
    }
    this.#last = Buffer.from(chainHash, 'hex');
  }

  /** Appends an epoch, counted from 1, and returns the digest as hex. */
  append(epoch: number, weights: Uint8Array): string {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(epoch);
    this.#last = createHash('sha256').update(this.#last).update(number).update(weights).digest();
    return this.#last.toString('hex');
  }
}
