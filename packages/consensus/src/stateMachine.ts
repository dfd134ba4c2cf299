import { ConsensusError } from './consensusError.ts';

/** For each state the events it accepts and where they lead; a state without events is final. */
export type TransitionTable<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]?: State };
};

/** @throws ConsensusError `illegalTransition` */
export function follow<State extends string, Event extends string>(
  subject: string,
  table: TransitionTable<State, Event>,
  state: State,
  event: Event,
): State {
  const next = table[state][event];
  if (next === undefined) {
    throw new ConsensusError(
      'illegalTransition',
      `${subject} in state '${state}' does not accept '${event}': read its state again before acting on it`,
    );
  }
  return next;
}

/** The states in which an event is legal, in the order of `states`. */
export function sourcesIn<State extends string, Event extends string>(
  table: TransitionTable<State, Event>,
  states: readonly State[],
  event: Event,
): State[] {
  return states.filter((state) => table[state][event] !== undefined);
}

/** A Mermaid `stateDiagram-v2` of a table, one line per transition in the order of `states` and `events`. */
export function renderStateDiagram<State extends string, Event extends string>(
  table: TransitionTable<State, Event>,
  states: readonly State[],
  events: readonly Event[],
  initial: State,
): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${initial}`];
  for (const from of states) {
    const edges = events.flatMap((event) => {
      const to = table[from][event];
      return to === undefined ? [] : [`  ${from} --> ${to}: ${event}`];
    });
    lines.push(...(edges.length === 0 ? [`  ${from} --> [*]`] : edges));
  }
  return lines.join('\n');
}
