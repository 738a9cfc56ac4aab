import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type KeyCall, keyMachine } from './key-machine.ts';
import { findOrder, type Machine, type Operation } from './linearizable.ts';

const renew = (token: number): KeyCall => ({ verb: 'renew', token });
const verify = (token: number): KeyCall => ({ verb: 'verify', token });
const finish: KeyCall = { verb: 'finish' };
const undo: KeyCall = { verb: 'undo' };
const disable: KeyCall = { verb: 'disable' };

/** What one client did from one time to another. */
function seen(beginMs: number, endMs: number, call: KeyCall, outcome: string | null): Operation<KeyCall> {
  return { beginMs, endMs, call, outcome };
}

const renewed = seen(0, 1, renew(1), 'done');

for (const [what, history] of Object.entries<readonly Operation<KeyCall>[]>({
  'nothing at all': [],
  'one step after another': [
    seen(0, 1, verify(0), 'allowed as current'),
    seen(2, 3, renew(1), 'done'),
    seen(4, 5, renew(2), 'renewal_pending'),
    seen(6, 7, verify(0), 'allowed as old'),
    seen(8, 9, undo, 'done'),
    seen(10, 11, verify(1), 'invalid_credentials'),
    seen(12, 13, finish, 'no_renewal'),
    seen(14, 15, disable, 'done'),
    seen(16, 17, verify(0), 'key_inactive'),
  ],
  'a verify beside a finish, that sees what was before': [
    renewed,
    seen(2, 6, finish, 'done'),
    seen(3, 4, verify(0), 'allowed as old'),
  ],
  'a verify beside a finish, that sees what is after': [
    renewed,
    seen(2, 6, finish, 'done'),
    seen(3, 4, verify(0), 'invalid_credentials'),
  ],
  'an answer that was heard later than its effect was seen': [
    seen(0, 9, renew(1), 'renewal_pending'),
    seen(1, 8, renew(2), 'done'),
  ],
  'two steps that touch: neither was before the other': [
    seen(0, 5, renew(1), 'done'),
    seen(5, 6, verify(0), 'allowed as current'),
  ],
  'a finish without an answer, that happened late': [
    renewed,
    seen(2, 3, finish, null),
    seen(4, 5, verify(0), 'allowed as old'),
    seen(6, 7, verify(0), 'invalid_credentials'),
  ],
  'a finish without an answer, that never happened': [
    renewed,
    seen(2, 3, finish, null),
    seen(4, 5, verify(0), 'allowed as old'),
  ],
  'a renewal without an answer, of which only the refusal of the next one tells': [
    seen(0, 1, renew(1), null),
    seen(2, 3, renew(2), 'renewal_pending'),
    seen(4, 5, verify(0), 'allowed as old'),
  ],
})) {
  test(`a history is linearizable: ${what}`, () => assert.notEqual(findOrder(keyMachine, history), null));
}

for (const [what, history] of Object.entries<readonly Operation<KeyCall>[]>({
  'a verify answers from before a finish that was acknowledged': [
    renewed,
    seen(2, 3, finish, 'done'),
    seen(4, 5, verify(0), 'allowed as old'),
  ],
  'two renewals at once both succeed': [seen(0, 9, renew(1), 'done'), seen(1, 8, renew(2), 'done')],
  'a finish and an undo at once both succeed': [renewed, seen(2, 9, finish, 'done'), seen(3, 8, undo, 'done')],
  'two clients see a step in opposite order': [
    seen(0, 9, disable, 'done'),
    seen(1, 2, verify(0), 'key_inactive'),
    seen(3, 4, verify(0), 'allowed as current'),
  ],
  'a refusal knows of a step that a later verify does not': [
    renewed,
    seen(2, 9, finish, 'done'),
    seen(3, 4, finish, 'no_renewal'),
    seen(5, 6, verify(0), 'allowed as old'),
  ],
  'a finish without an answer happens, and then did not': [
    renewed,
    seen(2, 3, finish, null),
    seen(4, 5, verify(0), 'invalid_credentials'),
    seen(6, 7, verify(0), 'allowed as old'),
  ],
  'a step is seen before it begins': [seen(0, 1, verify(0), 'key_inactive'), seen(2, 3, disable, 'done')],
})) {
  test(`a history is not linearizable: ${what}`, () => assert.equal(findOrder(keyMachine, history), null));
}

/** Tries every order of every choice of operations: right by its shortness. */
function existsOrder<State, Call>(
  { step }: Machine<State, Call>,
  state: State,
  rest: readonly Operation<Call>[],
): boolean {
  if (rest.every(({ outcome }) => outcome === null)) return true;
  return rest.some((operation) => {
    const others = rest.filter((other) => other !== operation);
    if (others.some(({ endMs, outcome }) => outcome !== null && endMs < operation.beginMs)) return false;
    const next = step(state, operation.call);
    return (
      [null, next.outcome].includes(operation.outcome) && existsOrder({ initial: state, step }, next.state, others)
    );
  });
}

test('the search with its memory finds an order exactly where trying all orders does', () => {
  const outcomes = fc.constantFrom('done', 'done', 'no_renewal', 'renewal_pending', null);
  const verdicts = fc.constantFrom('allowed as current', 'allowed as old', 'allowed as new', 'invalid_credentials');
  const call = fc.oneof(
    fc.tuple(fc.constantFrom(finish, undo, renew(1), renew(2)), outcomes),
    fc.tuple(fc.constantFrom(verify(0), verify(1)), verdicts),
  );
  const operation = fc
    .record({ call, beginMs: fc.nat({ max: 8 }), lastsMs: fc.nat({ max: 6 }) })
    .map(({ call: [what, outcome], beginMs, lastsMs }) => seen(beginMs, beginMs + lastsMs, what, outcome));
  const found = { linearizable: 0, not: 0 };
  fc.assert(
    fc.property(fc.array(operation, { minLength: 2, maxLength: 6 }), (history) => {
      const order = findOrder(keyMachine, history);
      assert.equal(order !== null, existsOrder(keyMachine, keyMachine.initial, history));
      found[order === null ? 'not' : 'linearizable'] += 1;
    }),
    { numRuns: 2_000 },
  );
  assert.ok(found.linearizable > 50 && found.not > 50, JSON.stringify(found));
});
