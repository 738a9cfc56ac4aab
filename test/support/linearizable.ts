/** What is done to one object, and what comes of it, one call after another. */
export interface Machine<State, Call> {
  /** A value that `JSON.stringify` tells from every other. */
  readonly initial: State;
  step(state: State, call: Call): { readonly outcome: string; readonly state: State };
}

/** One call of a client, as the client saw it. */
export interface Operation<Call> {
  readonly call: Call;
  /** `null` when no answer came: it may have happened at any time after its begin, also later than all else, or never. */
  readonly outcome: string | null;
  /** Before the call was sent, and after its answer was read, in milliseconds of one clock. */
  readonly beginMs: number;
  readonly endMs: number;
}

/**
 * Looks for an order in which the calls, one after another, come to the outcomes that clients saw, and in
 * which no call stands before one that had ended when it began: the search of Wing and Gong, with the
 * memory of Lowe, which enters no pair of calls done and state twice.
 *
 * @returns the order, without those calls of unknown outcome that need not have happened; `null` when there is none
 */
export function findOrder<State, Call>(
  machine: Machine<State, Call>,
  history: readonly Operation<Call>[],
): readonly Operation<Call>[] | null {
  const entered = new Set<string>();
  const order: Operation<Call>[] = [];
  const done = new Set<Operation<Call>>();
  const answered = history.filter(({ outcome }) => outcome !== null).length;

  const search = (state: State, open: number): boolean => {
    if (open === 0) return true;
    const place = history.map((operation) => (done.has(operation) ? '1' : '0')).join('') + JSON.stringify(state);
    if (entered.has(place)) return false;
    entered.add(place);
    const rest = history.filter((operation) => !done.has(operation));
    const firstEndMs = Math.min(...rest.map((operation) => (operation.outcome === null ? Infinity : operation.endMs)));
    for (const operation of rest) {
      if (operation.beginMs > firstEndMs) continue;
      const next = machine.step(state, operation.call);
      if (operation.outcome !== null && operation.outcome !== next.outcome) continue;
      done.add(operation);
      order.push(operation);
      if (search(next.state, operation.outcome === null ? open : open - 1)) return true;
      order.pop();
      done.delete(operation);
    }
    return false;
  };
  return search(machine.initial, answered) ? order : null;
}
