import {
  type AlgorithmConfig,
  type AlgorithmState,
  type Candidate,
  createAlgorithm,
  type FinishReason,
  type SearchSpace,
  type SearchTable,
  tableError,
} from '@naschain/search';

/** Results of one step and what the search made of them. */
interface Step {
  readonly told: readonly Candidate[];
  readonly state: AlgorithmState;
}

/**
 * A whole search on a table, step by step; returns why it ended. Generational: a generation at a time. Steady-state: as
 * many candidates are outstanding as asked for, and always the oldest is told next.
 * @throws SearchError
 */
export function* tableRun(
  table: SearchTable,
  space: SearchSpace,
  config: AlgorithmConfig,
  outstanding: number,
): Generator<Step, FinishReason, void> {
  const algorithm = createAlgorithm(space, config);
  const steady = config.mode === 'steady-state';
  let state = algorithm.initialState();
  for (;;) {
    const missing = outstanding - state.pending.length;
    if (!steady || missing > 0) {
      const asked = algorithm.ask(state, missing);
      if (asked.kind === 'finished') return asked.reason;
      state = asked.state;
    }
    const told = steady ? state.pending.slice(0, 1) : state.pending;
    state = algorithm.tell(
      state,
      told.map(({ id, canonical }) => ({ id, error: tableError(table, canonical) })),
    );
    yield { told, state };
  }
}

/** Canonical genomes of a search on a table, as they are evaluated. */
export function* evaluationOrder(...run: Parameters<typeof tableRun>): Generator<string, void, void> {
  for (const { told } of tableRun(...run)) for (const { canonical } of told) yield canonical;
}
