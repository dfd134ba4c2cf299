import { hypervolume, ParetoFront, type TableFront } from '@naschain/search';

/** The true hypervolume counts as reached within rounding. */
const TOLERANCE = 1e-12;

/** A share of the true hypervolume, of which a run says after how many evaluations it had it. */
export const SHARES = { to99: 0.99, to999: 0.999, to100: 1 } as const;
export type Milestone = keyof typeof SHARES;

/** Hypervolume of the networks evaluated so far, point by point. */
export class HypervolumeTrace {
  /** Networks so far. */
  count = 0;
  /** Of normalised objectives (0 the table's best, 1 its worst entry) with reference point 1, 1, …. */
  hypervolume = 0;
  /** Evaluations up to each share; null while not reached. */
  readonly reached: Record<Milestone, number | null> = { to99: null, to999: null, to100: null };
  private readonly front: ParetoFront<string>;
  private readonly reference: readonly number[];

  constructor(private readonly truth: TableFront) {
    const dimension = truth.points.values().next().value?.length ?? 0;
    this.front = new ParetoFront(dimension);
    this.reference = Array.from({ length: dimension }, () => 1);
  }

  /** Whether no evaluation can add anything. */
  get complete(): boolean {
    return this.reached.to100 !== null;
  }

  /** Of the true hypervolume, 0 to 1. */
  get share(): number {
    return this.truth.hypervolume === 0 ? 1 : this.hypervolume / this.truth.hypervolume;
  }

  /** Canonical genomes on the front so far. */
  get members(): string[] {
    return this.front.members().map(({ id }) => id);
  }

  /** @param canonical a network of the table that was not added before */
  add(canonical: string): void {
    const point = this.truth.points.get(canonical);
    if (point === undefined) throw new RangeError(`"${canonical}" is not a canonical genome of the table`);
    this.count += 1;
    if (this.front.insert(point, canonical).kind === 'accepted')
      this.hypervolume = hypervolume(
        this.front.members().map((member) => member.point),
        this.reference,
      );
    for (const [name, share] of Object.entries(SHARES) as [Milestone, number][])
      if (this.hypervolume >= share * this.truth.hypervolume - TOLERANCE) this.reached[name] ??= this.count;
  }
}
