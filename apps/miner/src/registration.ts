import type { RegisterRequest, RegisterResponse } from '@naschain/protocol';
import type { GenomasterClient } from './genomasterClient.ts';
import { toGenomasterError } from './genomasterError.ts';
import type { Reporter } from './reporter.ts';
import { backoffSeconds, RETRY_POLICY } from './retryPolicy.ts';
import { Wakeup } from './wakeup.ts';

/** The Genomaster will never take this miner as it is. */
export class RegistrationRefused extends Error {
  override readonly name = 'RegistrationRefused';
}

/** The miner's standing with the Genomaster: registered, or trying to be. */
export class Registration {
  private current: Promise<RegisterResponse> | null = null;
  private readonly wakeup = new Wakeup();
  private stopped = false;
  /** Whether `current` has been answered. */
  private settled = false;

  constructor(
    private readonly client: Pick<GenomasterClient, 'register'>,
    private readonly request: RegisterRequest,
    private readonly reporter: Reporter,
    private readonly random: () => number,
  ) {}

  /**
   * The Genomaster's answer to our registration; registers if need be, and tries until it works.
   * @throws RegistrationRefused when no repetition can help; GenomasterError after `stop`
   */
  session(): Promise<RegisterResponse> {
    this.current ??= this.register();
    return this.current;
  }

  /** Something suggests that the Genomaster knows us no longer: the next `session()` registers anew. */
  invalidate(): void {
    // A registration under way is as new as can be.
    if (!this.settled) return;
    this.settled = false;
    this.current = null;
  }

  stop(): void {
    this.stopped = true;
    this.wakeup.wake();
  }

  private async register(): Promise<RegisterResponse> {
    for (let failures = 1; ; failures++) {
      try {
        const response = await this.client.register(this.request);
        this.reporter.info(failures === 1 ? 'registered' : 'registered; the Genomaster answers again');
        this.settled = true;
        return response;
      } catch (caught) {
        const error = toGenomasterError(caught);
        const rule = RETRY_POLICY[error.code];
        if (this.stopped) throw error;
        if (rule.register === 'stop') throw new RegistrationRefused(error.message);
        if (failures === 1) this.reporter.warn(`${error.message}; trying again until it works`);
        await this.wakeup.wait(backoffSeconds(rule, failures, this.random()));
      }
    }
  }
}
