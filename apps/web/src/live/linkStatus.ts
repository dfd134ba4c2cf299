/** Whether what the page shows is current. */
export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `since`: ms since the epoch when the Genomaster was last heard of. */
  | { readonly kind: 'stale'; readonly since: number };

/** A first connection that takes longer counts as missing. */
const PATIENCE = 2500;

/** The state behind the stale banner: it appears when the line breaks and goes when every view has caught up again. */
export class LinkStatus {
  private state: LinkState = { kind: 'connecting' };
  private lastHeard = 0;
  private patience: ReturnType<typeof setTimeout> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly now: () => number = Date.now) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): LinkState => this.state;

  opened(): void {
    this.lastHeard = this.now();
    this.patience = setTimeout(() => this.lost(), PATIENCE);
  }

  connected(): void {
    if (this.patience !== null) clearTimeout(this.patience);
    this.patience = null;
  }

  heard(): void {
    this.lastHeard = this.now();
  }

  lost(): void {
    if (this.state.kind !== 'stale') this.set({ kind: 'stale', since: this.lastHeard });
  }

  resynced(): void {
    this.lastHeard = this.now();
    if (this.state.kind !== 'live') this.set({ kind: 'live' });
  }

  closed(): void {
    if (this.patience !== null) clearTimeout(this.patience);
  }

  private set(state: LinkState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
