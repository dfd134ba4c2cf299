import { type ClosedBatch, type Continued, type JobSpec, resultPayloadSchema } from '@naschain/protocol';
import { chainHash } from '@naschain/protocol/signing';
import type { BatchCheck } from './checkBatch.ts';

/** Trainings remembered; the oldest are forgotten first. */
const CAPACITY = 100_000;

/**
 * What the validator itself saw agreed on by trainings that stopped early, so that nobody can tell it later that they
 * came to something else. In memory: what it saw before it was started is believed.
 */
export class AgreedChains {
  private readonly lastDigests = new Map<string, string>();

  /** Remembers the batch if its training may be continued. */
  note(batch: ClosedBatch, check: BatchCheck): void {
    if (batch.spec.recipe.stopAfter === undefined || check.outcome !== 'agreed') return;
    const place = check.results.findIndex(({ verdict }) => verdict === 'agreed');
    const parsed = resultPayloadSchema.safeParse(batch.results[place]?.payload);
    if (!parsed.success) return;
    const { numericClass, digest, curve } = parsed.data.result;
    // Not `stopAfter`: it may have stopped even earlier by itself.
    this.lastDigests.set(keyOf(batch.spec, curve.length, numericClass), digest);
    for (const key of this.lastDigests.keys()) {
      if (this.lastDigests.size <= CAPACITY) break;
      this.lastDigests.delete(key);
    }
  }

  /** Whether the shorter training is known to have ended otherwise. Its last digest stands for all before it. */
  contradict(spec: JobSpec, { numericClass, digests }: Continued): boolean {
    const known = this.lastDigests.get(keyOf(spec, digests.length, numericClass));
    return known !== undefined && known !== digests.at(-1);
  }
}

function keyOf(spec: JobSpec, epochs: number, numericClass: string): string {
  return `${chainHash(spec)} ${epochs} ${numericClass}`;
}
