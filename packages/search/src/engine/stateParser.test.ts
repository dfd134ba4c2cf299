import { describe, expect, test } from 'vitest';
import type { AlgorithmState, Candidate } from '../index.ts';
import { createAlgorithm, parseAlgorithmState } from '../index.ts';
import { CONFIG, codeOf, evaluate, space } from '../testing/syntheticSearch.ts';

const algorithm = createAlgorithm(space, CONFIG);
const asked = algorithm.ask(algorithm.initialState());
const [first, ...rest] = asked.state.pending;
if (first === undefined) throw new Error('candidates');
/** Some evaluated, some pending. */
const good: AlgorithmState = algorithm.tell(asked.state, [evaluate(first), { id: 1, failed: true }]);
const withCandidate = (part: object): object => ({
  ...good,
  pending: good.pending.map((candidate, i) => (i === 0 ? { ...candidate, ...part } : candidate)),
});
const withMember = (part: object): object => ({
  ...good,
  archive: good.archive.map((member, i) => (i === 0 ? { ...member, ...part } : member)),
});
const report = { trusted: true, rankCorrelation: null, leaveOneOut: 0.5, coverage: null, trainedOn: 6 };

describe('a state that was written is taken back as it is', () => {
  test.each([
    algorithm.initialState(),
    asked.state,
    good,
    { ...good, predictor: report, tuning: [0.5, -1, 20] },
    withCandidate({ prediction: { mean: 1, deviation: 2 }, parents: [0], inheritance: 'a*' }),
    { ...good, population: [0, 1] },
  ])('%#', (state) => {
    const json: unknown = JSON.parse(JSON.stringify(state));
    expect(parseAlgorithmState(json)).toBe(json);
    expect(json).toEqual(state);
  });
});

const duplicated: readonly Candidate[] = [...rest.slice(1), ...rest.slice(-1)];
describe('what nobody wrote is refused', () => {
  test.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['text', '{}'],
    ['an older version', { ...good, v: 1 }],
    ['an unknown algorithm', { ...good, algorithm: 'other' }],
    ['an unknown mode', { ...good, mode: 'open' }],
    ['a dead generator', { ...good, prng: [0, 0, 0, 0] }],
    ['a count too low', { ...good, nextId: 3 }],
    ['a count too high', { ...good, nextId: 9 }],
    ['a negative generation', { ...good, generation: -1 }],
    ['half a generation', { ...good, generation: 0.5 }],
    ['no number of starts', { ...good, started: undefined }],
    ['an archive of numbers', { ...good, archive: [1] }],
    ['pending nothings', { ...good, pending: [{}] }],
    ['an unknown operator', withCandidate({ operator: 'magic' })],
    ['a negative parent', withCandidate({ parents: [-1] })],
    ['inheritance that is no text', withCandidate({ inheritance: 5 })],
    ['a prediction without deviation', withCandidate({ prediction: { mean: 1 } })],
    [
      'an infinite prediction',
      withCandidate({ prediction: { mean: Number.POSITIVE_INFINITY, deviation: 1 } }),
    ],
    ['an id beyond the next', withCandidate({ id: 99 })],
    ['an error as text', withMember({ error: '1' })],
    ['a negative error', withMember({ error: -1 })],
    ['an error that is no number', withMember({ error: Number.NaN })],
    ['no canonical genome', withMember({ canonical: null })],
    ['half a parameter of a rung', withMember({ rung: 0.5 })],
    ['ids out of order', { ...good, archive: [...good.archive].reverse() }],
    ['an id pending twice', { ...good, pending: duplicated }],
    ['survivors nobody evaluated', { ...good, population: [7] }],
    ['a survivor twice', { ...good, population: [0, 0] }],
    ['no savings', { ...good, savings: null }],
    ['negative savings', { ...good, savings: { duplicates: -1, screened: 0, infeasible: 0 } }],
    ['half a report', { ...good, predictor: { trusted: true } }],
    ['a report of an infinite correlation', { ...good, predictor: { ...report, leaveOneOut: Number.NaN } }],
    ['tuning that is text', { ...good, tuning: ['1'] }],
  ])('%s', (_, value) => {
    expect(codeOf(() => parseAlgorithmState(value))).toBe('state');
  });
});
