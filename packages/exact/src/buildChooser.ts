import {
  BUILD_NAMES,
  type BuildName,
  type BuildStatus,
  type NativeAddon,
  requireAvailable,
  statusOf,
} from './builds.ts';
import { ExactError } from './error.ts';
import { type CreateEngine, FIXED_TRAINING_DIGEST, fixedTraining } from './fixedTraining.ts';

/** Decides which build of the kernels an engine uses; one for all engines of a process. */
export class BuildChooser {
  readonly #find: () => NativeAddon;
  #addon: NativeAddon | undefined;
  /** By build, whether it passed the self test. */
  readonly #verdicts = new Map<BuildName, Promise<boolean>>();

  /** `find` is called once, when first needed. */
  constructor(find: () => NativeAddon) {
    this.#find = find;
  }

  get addon(): NativeAddon {
    this.#addon ??= this.#find();
    return this.#addon;
  }

  /** Every build there is, the widest first, and whether it runs here. */
  list(): BuildStatus[] {
    return BUILD_NAMES.map((name) => statusOf(name, this.addon));
  }

  /**
   * The build to use and the plan compiled for it. `auto` takes the widest that runs here, passes the self test and
   * fits into memory: wider vectors need more padding, so a network may fit only a narrower build. Thus no network is
   * refused on one machine and trained on another.
   * @throws ExactError `build-unavailable`, `argument-invalid`, and what `compile` throws.
   */
  async choose<Compiled>(
    wanted: BuildName | 'auto',
    compile: (name: BuildName) => Compiled,
    create: CreateEngine,
  ): Promise<{ build: BuildName; compiled: Compiled }> {
    if (wanted !== 'auto') {
      requireAvailable(wanted, this.addon);
      return { build: wanted, compiled: compile(wanted) };
    }
    let tooLarge: unknown;
    for (const { name: build, available } of this.list()) {
      if (!available || !(await this.#passes(build, create))) continue;
      try {
        return { build, compiled: compile(build) };
      } catch (cause) {
        if (!(cause instanceof ExactError && cause.code === 'out-of-memory')) throw cause;
        tooLarge = cause;
      }
    }
    throw tooLarge;
  }

  /** WebAssembly means the same everywhere and is what remains; the others depend on compiler and processor. */
  #passes(build: BuildName, create: CreateEngine): Promise<boolean> {
    if (build === 'wasm') return Promise.resolve(true);
    const verdict =
      this.#verdicts.get(build) ??
      fixedTraining(create, build).then(
        (digest) => digest === FIXED_TRAINING_DIGEST,
        () => false,
      );
    this.#verdicts.set(build, verdict);
    return verdict;
  }
}
