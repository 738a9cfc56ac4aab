import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TokenRole } from '#engine';
import { ChaveiroError } from './errors.ts';
import { type RenewalStep, startingStep, stepRenewal } from './renewal.ts';

/** A token of the model: told apart by number, whatever it is called. */
type Tokens = Partial<Record<TokenRole, number>>;

function take(tokens: Tokens, step: RenewalStep, next: number): Tokens {
  const { deletes, renames, adds } = stepRenewal(Object.keys(tokens) as TokenRole[], step);
  const after: Tokens = { ...tokens };
  if (deletes !== null) delete after[deletes];
  const moved = after[renames.from];
  assert.ok(moved !== undefined);
  delete after[renames.from];
  after[renames.to] = moved;
  if (adds !== null) after[adds] = next;
  return after;
}

test('start keeps the token as the old one, finish keeps the new one, undo and replace keep the old one', () => {
  const pending = take({ current: 1 }, 'start', 2);
  assert.deepEqual(pending, { old: 1, new: 2 });
  assert.deepEqual(take(pending, 'finish', 3), { current: 2 });
  assert.deepEqual(take(pending, 'undo', 3), { current: 1 });
  assert.deepEqual(take(pending, 'replace', 3), { old: 1, new: 3 });
});

test('each step is refused in the other state, with a code of its own', () => {
  assert.throws(() => stepRenewal(['old', 'new'], 'start'), { code: 'renewal_pending', message: /finish it.*undo it/ });
  assert.throws(() => stepRenewal(['current'], 'finish'), { code: 'no_renewal', message: /finish/ });
  assert.throws(() => stepRenewal(['current'], 'undo'), { code: 'no_renewal', message: /undo/ });
  assert.throws(() => stepRenewal(['current'], 'replace'), { code: 'no_renewal', message: /replace/ });
});

test('after any steps in any order a key has one token or two, and a deleted one never comes back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom<RenewalStep>('start', 'replace', 'finish', 'undo'), { maxLength: 40 }),
      (taken) => {
        let tokens: Tokens = { current: 0 };
        const dead = new Set<number>();
        for (const [i, step] of taken.entries()) {
          const before = tokens;
          try {
            tokens = take(tokens, step, i + 1);
          } catch (error) {
            const code = 'new' in before ? 'renewal_pending' : 'no_renewal';
            if (!(error instanceof ChaveiroError && error.code === code)) throw error;
          }
          const live = Object.values(tokens);
          for (const token of Object.values(before)) if (!live.includes(token)) dead.add(token);
          assert.deepEqual(Object.keys(tokens).sort(), live.length === 2 ? ['new', 'old'] : ['current']);
          assert.ok(live.every((token) => !dead.has(token)));
        }
      },
    ),
  );
});

test('a key gets another token unless a link to its newest one can be opened; one that nobody will have is replaced', () => {
  const old = { role: 'old', link: 'opened' } as const;
  for (const [link, single, pending] of [
    ['none', 'start', 'start'],
    ['opened', 'start', 'start'],
    ['expired', 'start', 'replace'],
  ] as const) {
    assert.equal(startingStep([{ role: 'current', link }]), single);
    assert.equal(startingStep([{ role: 'new', link }, old]), pending);
  }
  for (const role of ['current', 'new'] as const) {
    assert.throws(() => startingStep([{ role, link: 'unopened' }, old]), { code: 'link_unopened' });
  }
});
