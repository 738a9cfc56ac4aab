import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Peppers } from '../pepper.ts';
import { readPassword } from './password.ts';
import { createPasswordHasher, isSamePassword } from './password-hasher.ts';
import { createSemaphore, type Turn } from './semaphore.ts';

const one = { id: 'one', secret: Buffer.alloc(32, 1) };
const two = { id: 'two', secret: Buffer.alloc(32, 2) };
const [ana, bia] = ['a'.repeat(32), 'b'.repeat(32)];
const stranger = { source: '192.0.2.7' };
const password = readPassword('grampo névoa tijolo');

test('a hash is right for its password and its user, never twice the same, and of no use without the pepper', async () => {
  const hasher = createPasswordHasher(new Peppers([one, two], 'one'));
  const stored = await hasher.hash(ana, password);
  assert.match(stored.hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(stored.pepperId, 'one');
  assert.notEqual((await hasher.hash(ana, password)).hash, stored.hash);
  assert.equal(await hasher.isRight(ana, password, stored, stranger), true);
  assert.equal(await hasher.isRight(ana, readPassword('grampo névoa tijolos'), stored, stranger), false);
  assert.equal(await hasher.isRight(bia, password, stored, stranger), false, 'of another user');
  assert.equal(await hasher.isRight(ana, password, { ...stored, pepperId: 'two' }, stranger), false, 'another pepper');
  const later = createPasswordHasher(new Peppers([one, two], 'two'));
  assert.equal(await later.isRight(ana, password, stored, stranger), true, 'the pepper of its time');
  const without = createPasswordHasher(new Peppers([two], 'two'));
  await assert.rejects(without.isRight(ana, password, stored, stranger), { code: 'pepper_missing' });
});

test('where there is no password, none is right, and it costs a hash all the same', async () => {
  const hasher = createPasswordHasher(new Peppers([one], 'one'));
  const stored = await hasher.hash(ana, password);
  const timed = async (expected: typeof stored | undefined) => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const begin = performance.now();
      assert.equal(await hasher.isRight(ana, readPassword('wrong'), expected, stranger), false);
      times.push(performance.now() - begin);
    }
    return times.toSorted((a, b) => a - b)[2] as number;
  };
  const [without, withOne] = [await timed(undefined), await timed(stored)];
  assert.ok(without > withOne / 3 && without < withOne * 3, `${without} ms and ${withOne} ms`);
});

test('so much happens at once and so much waits; what is too much is refused at once, and no stranger goes first', async () => {
  const turns = createSemaphore({ atOnce: 2, maxWaiting: 2 });
  const finished: string[] = [];
  let running = 0;
  let most = 0;
  const gates = new Map<string, () => void>();
  const start = (name: string, turn: Turn = stranger) =>
    turns.run(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => gates.set(name, resolve));
      running--;
      finished.push(name);
    }, turn);
  const release = async (name: string) => {
    gates.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const all = ['a', 'b', 'c', 'd'].map((name) => start(name));
  await assert.rejects(start('e'), { code: 'overloaded' });
  all.push(start('known', 'known'));
  await release('a');
  assert.equal(gates.has('known'), true, 'known devices go first');
  assert.equal(gates.has('c'), false);
  for (const name of ['known', 'b', 'c', 'd']) await release(name);
  await Promise.all(all);
  assert.equal(most, 2);
  assert.deepEqual(finished, ['a', 'known', 'b', 'c', 'd']);
  await assert.rejects(
    turns.run(async () => assert.fail('work failed'), stranger),
    /work failed/,
  );
  const last = turns.run(async () => 'free again', stranger);
  assert.equal(await last, 'free again');
});

test('sources have their turns one after the other, and the one with the most gives way when there is no more room', async () => {
  const turns = createSemaphore({ atOnce: 1, maxWaiting: 6 });
  const order: string[] = [];
  const start = (source: string) =>
    turns
      .run(async () => void order.push(source), { source })
      .catch((error: { code?: string }) => void order.push(`${source} ${error.code}`));
  let release = () => {};
  const first = turns.run(() => new Promise<void>((resolve) => (release = resolve)), { source: 'first' });
  const flood = Array.from({ length: 40 }, () => start('flood'));
  await Promise.all(flood.slice(6));
  assert.deepEqual(order, Array(34).fill('flood overloaded'));
  const others = ['a', 'b', 'c', 'a'].map(start);
  await Promise.all(flood.slice(2, 6));
  assert.deepEqual(order.splice(0), Array(38).fill('flood overloaded'), 'it gives way to everybody who has less');
  await start('flood');
  await start('a');
  assert.deepEqual(order.splice(0), ['flood overloaded', 'a overloaded'], 'no source gets more than its part');
  release();
  await Promise.all([first, ...flood, ...others]);
  assert.deepEqual(order, ['flood', 'a', 'b', 'c', 'flood', 'a']);
});

test('a password is the same one when it was only hashed again under another pepper, and never after it was set anew', () => {
  const before = { hash: 'a', pepperId: 'one', setAt: 5 };
  assert.equal(isSamePassword(before, before), true);
  assert.equal(isSamePassword(before, { hash: 'b', pepperId: 'two', setAt: 5 }), true);
  assert.equal(isSamePassword(before, { hash: 'b', pepperId: 'two', setAt: 6 }), false);
  assert.equal(isSamePassword(before, { hash: 'b', pepperId: 'one', setAt: 5 }), false);
  assert.equal(isSamePassword(before, undefined), false);
  assert.equal(isSamePassword(undefined, before), false);
});
