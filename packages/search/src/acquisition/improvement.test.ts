import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Member } from '../algorithm.ts';
import { hypervolume } from '../hypervolume.ts';
import type { Complexity, Objective } from '../objectives.ts';
import { paretoFront } from '../pareto.ts';
import { toScale } from '../predictor/errorScale.ts';
import { memberOf } from '../testing/examples.ts';
import { Improvement } from './improvement.ts';

const reference = { params: 20, flops: 400 };
const WORST = 60;
/** How far the volume reaches in the known objectives, in shares of the reference. */
const ROOM = 1.05;

interface Network extends Complexity {
  readonly error: number;
}

const network: fc.Arbitrary<Network> = fc.record({
  error: fc.integer({ min: 0, max: WORST }),
  params: fc.integer({ min: 1, max: 20 }),
  flops: fc.integer({ min: 1, max: 20 }).map((n) => 20 * n),
});
const subsets: readonly (readonly Objective[])[] = [
  ['error'],
  ['error', 'flops'],
  ['params', 'error'],
  ['error', 'params', 'flops'],
];

const volumeOf = (networks: readonly Network[], objectives: readonly Objective[]): number =>
  hypervolume(
    networks.map((one) =>
      objectives.map((name) => (name === 'error' ? one.error : one[name] / reference[name])),
    ),
    objectives.map((name) => (name === 'error' ? WORST : ROOM)),
  );
const membersOf = (networks: readonly Network[], objectives: readonly Objective[]): Member[] =>
  paretoFront(networks.map((one) => objectives.map((name) => one[name]))).map((i) =>
    memberOf(i, networks[i] ?? {}),
  );

describe.each(subsets.map((objectives) => ({ objectives })))('with $objectives', ({ objectives }) => {
  const improvementOf = (networks: readonly Network[]) =>
    new Improvement(membersOf(networks, objectives), objectives, reference, WORST);
  /** What a network whose error is as good as known adds. */
  const sure = (improvement: Improvement, one: Network): number =>
    improvement.expected(one, toScale(one.error), 1e-10);

  test('without uncertainty, what is expected is exactly the volume added', () => {
    fc.assert(
      fc.property(fc.array(network, { maxLength: 12 }), network, (front, one) => {
        const added = volumeOf([...front, one], objectives) - volumeOf(front, objectives);
        expect(sure(improvementOf(front), one)).toBeCloseTo(added, 5);
      }),
      { numRuns: 300 },
    );
  });

  test('the same with networks counted as trained one after another, also such as are worse than all before', () => {
    const hopeless = network.map((one) => ({ ...one, error: one.error + WORST }));
    const added = fc.array(fc.oneof(network, hopeless), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(network, { maxLength: 6 }), added, network, (front, others, one) => {
        const improvement = improvementOf(front);
        for (const other of others) improvement.add(other, other.error);
        const all = [...front, ...others];
        const gain = volumeOf([...all, one], objectives) - volumeOf(all, objectives);
        expect(sure(improvement, one)).toBeCloseTo(gain, 5);
      }),
      { numRuns: 300 },
    );
  });

  test('with uncertainty it is the mean of what might be added', () => {
    const deviation = 0.4;
    const quantiles = 4000;
    fc.assert(
      fc.property(fc.array(network, { minLength: 1, maxLength: 5 }), network, (front, one) => {
        const improvement = improvementOf(front);
        const mean = toScale(one.error);
        // The trapezoid rule over seven deviations to either side.
        let sum = 0;
        for (let k = 0; k <= quantiles; k += 20) {
          const z = (14 * k) / quantiles - 7;
          const error = Math.exp(mean + deviation * z) - 0.1;
          const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
          const gain = volumeOf([...front, { ...one, error }], objectives) - volumeOf(front, objectives);
          sum += gain * density * ((14 * 20) / quantiles);
        }
        expect(improvement.expected(one, mean, deviation)).toBeCloseTo(sum, 1);
      }),
      { numRuns: 25 },
    );
  });

  test('the promise is positive exactly when the expected error puts the network on the front', () => {
    fc.assert(
      fc.property(fc.array(network, { maxLength: 12 }), network, (front, one) => {
        const known = objectives.flatMap((name) => (name === 'error' ? [] : [name]));
        const beaten = front.some(
          (other) => other.error <= one.error && known.every((name) => other[name] <= one[name]),
        );
        const promise = improvementOf(front).promise(one, toScale(one.error), 0.2);
        expect(promise > 1e-9).toBe(!beaten && one.error < WORST);
        // Half the deviation, twice the promise.
        expect(improvementOf(front).promise(one, toScale(one.error), 0.1)).toBeCloseTo(2 * promise, 9);
      }),
      { numRuns: 300 },
    );
  });
});

test('members without an error are no part of the front', () => {
  const failed = memberOf(0, { error: null, params: 1, flops: 20 });
  const improvement = new Improvement([failed], ['error', 'flops'], reference, WORST);
  expect(improvement.expected({ params: 1, flops: 20 }, toScale(10), 1e-10)).toBeCloseTo(50, 5);
});
