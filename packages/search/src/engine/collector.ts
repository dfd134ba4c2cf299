import type { AlgorithmState, Candidate, Prediction, Savings } from '../algorithm.ts';
import { type Draft, lineageOf } from '../breeding/draft.ts';
import { repair } from '../breeding/repair.ts';
import type { AlgorithmConfig } from '../config.ts';
import { type Complexity, violationOf } from '../objectives.ts';
import type { Prng } from '../prng.ts';
import type { Genome, SearchSpace } from '../space.ts';
import { knownNetworks } from './archive.ts';

/** A draft that is a network new to the search and within its limits. */
export interface Fresh extends Complexity {
  readonly draft: Draft;
  readonly canonical: string;
  readonly canonicalGenome: Genome;
}

/** Repairs that may fail before the first that succeeds; then limits nobody can meet cost no more walks. */
const HOPELESS = 50;

/** Takes drafts in until as many as wanted are there, refuses networks that the search knows, and counts what it refuses. */
export class Collector {
  readonly accepted: { readonly fresh: Fresh; readonly prediction: Prediction | null }[] = [];
  private readonly known: Set<string>;
  private duplicates = 0;
  private screened = 0;
  private infeasible = 0;
  private limited = false;
  private hopeless = 0;

  constructor(
    private readonly space: SearchSpace,
    private readonly config: AlgorithmConfig,
    private readonly state: AlgorithmState,
    private readonly want: number,
    private readonly prng: Prng,
  ) {
    this.known = knownNetworks(state);
  }

  get full(): boolean {
    return this.accepted.length >= this.want;
  }

  get missing(): number {
    return this.want - this.accepted.length;
  }

  isKnown(canonical: string): boolean {
    return this.known.has(canonical);
  }

  /**
   * What the draft would be as a candidate, repaired if it exceeds a limit; null for a network known or out of reach.
   * @param counted whether what is refused counts as saved
   */
  examine(draft: Draft, counted = true): Fresh | null {
    if (!this.space.isValid(draft.genome)) return null;
    const { constraints } = this.config;
    let within = draft;
    let cost: Complexity | null = null;
    if (constraints.params !== null || constraints.flops !== null) {
      cost = this.space.measure(draft.genome);
      if (violationOf(cost, constraints) > 0) {
        if (counted) this.infeasible += 1;
        this.limited = true;
        cost = null;
        const repaired = this.repaired(draft);
        if (repaired === null) return null;
        within = repaired;
      }
    }
    const canonicalGenome = this.space.canonical(within.genome);
    const canonical = this.space.print(canonicalGenome);
    if (this.known.has(canonical)) {
      if (counted) this.duplicates += 1;
      return null;
    }
    const { params, flops } = cost ?? this.space.measure(within.genome);
    return { draft: within, canonical, canonicalGenome, params, flops };
  }

  private repaired(draft: Draft): Draft | null {
    const untried = draft.operator === 'enumeration' || this.hopeless >= HOPELESS;
    const result = untried ? null : repair(this.space, draft, this.config.constraints, this.prng);
    if (result !== null) this.hopeless = Number.NEGATIVE_INFINITY;
    else this.hopeless += 1;
    return result;
  }

  take(fresh: Fresh, prediction: Prediction | null): void {
    if (this.full || this.known.has(fresh.canonical)) return;
    this.known.add(fresh.canonical);
    this.accepted.push({ fresh, prediction });
  }

  offer(draft: Draft): void {
    if (this.full) return;
    const fresh = this.examine(draft);
    if (fresh !== null) this.take(fresh, null);
  }

  /** Networks that the predictor looked at and that were not taken. */
  countScreened(count: number): void {
    this.screened += count;
  }

  /** Whether drafts were refused for exceeding a limit. */
  get metLimits(): boolean {
    return this.limited;
  }

  savings(before: Savings): Savings {
    return {
      duplicates: before.duplicates + this.duplicates,
      screened: before.screened + this.screened,
      infeasible: before.infeasible + this.infeasible,
    };
  }

  /** The accepted drafts as candidates, numbered through. */
  candidates(generationOf: (position: number) => number): Candidate[] {
    return this.accepted.map(({ fresh, prediction }, position): Candidate => {
      const { draft, canonical, params, flops } = fresh;
      return {
        id: this.state.nextId + position,
        genome: this.space.print(draft.genome),
        canonical,
        params,
        flops,
        operator: draft.operator,
        ...lineageOf(draft.sources),
        generation: generationOf(position),
        rung: 0,
        prediction,
      };
    });
  }
}
