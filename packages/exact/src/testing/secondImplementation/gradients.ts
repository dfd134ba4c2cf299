import type { Plan, PlanShape } from '../../plan.ts';
import { add, element, item } from './arithmetic.ts';
import { changed, copyOf, type FeatureMap, sliceOfChannels, type Tensor, zeroMap } from './featureMap.ts';
import { partsOf, wantedTensors } from './structure.ts';

/** Gradients by the tensors of a plan, as far as they have come in. */
export class Gradients {
  readonly #plan: Plan;
  readonly #shapes: readonly PlanShape[];
  readonly #wanted: readonly boolean[];
  readonly #sums = new Map<number, FeatureMap[]>();

  constructor(plan: Plan, shapes: readonly PlanShape[]) {
    this.#plan = plan;
    this.#shapes = shapes;
    this.#wanted = wantedTensors(plan);
  }

  wants(tensor: number): boolean {
    return item(this.#wanted, tensor);
  }

  /** Undefined if nothing came: nobody wanted it, or all readers of a concatenation looked through it. */
  by(tensor: number): Tensor | undefined {
    return this.#sums.get(tensor);
  }

  /**
   * (2) The first contribution is taken as it is, each further one is added, where `reaches` (a place of the map) does not
   * say otherwise.
   */
  contribute(tensor: number, maps: Tensor, reaches: (place: number) => boolean = () => true): void {
    if (!this.wants(tensor)) return;
    const before = this.#sums.get(tensor);
    const after = maps.map((map, image) => {
      if (!before) return copyOf(map);
      return changed(item(before, image), (sum, place) =>
        reaches(place) ? add(sum, element(map.values, place)) : sum,
      );
    });
    this.#sums.set(tensor, after);
  }

  /** Hands each part of a concatenation its channels; a tensor that is none gets all. */
  contributeToParts(tensor: number, maps: Tensor): void {
    let first = 0;
    for (const part of partsOf(this.#plan, tensor)) {
      const shape = item(this.#shapes, part);
      const start = first;
      this.contribute(
        part,
        maps.map((map) => sliceOfChannels(map, shape, start)),
      );
      first += shape.channels;
    }
  }

  /** (20) The sums so far, or +0, to be added to in place. */
  sumsOf(tensor: number, images: number): readonly FeatureMap[] {
    const shape = item(this.#shapes, tensor);
    const sums = this.#sums.get(tensor) ?? Array.from({ length: images }, () => zeroMap(shape));
    this.#sums.set(tensor, sums);
    return sums;
  }
}
