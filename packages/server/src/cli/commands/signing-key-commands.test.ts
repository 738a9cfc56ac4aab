import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { env, json } from './commands.fixture.ts';

interface Key {
  kid: string;
  state: string;
  expiresAt: string | null;
}

test('signing keys are rotated and listed; of a compromised one nothing is left', async () => {
  const empty = await runCaptured(['signing-key', 'list'], env);
  assert.match(empty.stdout, /^No signing key/);
  const first = await json<{ made: Key; followed: Key[] }>('signing-key', 'rotate');
  assert.deepEqual(
    [first.made.state, first.followed],
    ['signing', []],
    'where nothing was signed, nobody is told first',
  );
  const next = await json<{ made: Key; followed: Key[] }>('signing-key', 'rotate');
  assert.deepEqual([next.made.state, next.followed.map(({ kid }) => kid)], ['announced', [first.made.kid]]);
  const listed = await json<Key[]>('signing-key', 'list');
  assert.deepEqual(listed, [next.made, ...next.followed]);
  const ended = await runCaptured(['signing-key', 'rotate', '--compromised'], env);
  assert.match(ended.stdout, /signs from now on\.\nEvery user token that was made until now has ended\.\n\nKEY +STATE/);
  const left = await json<Key[]>('signing-key', 'list');
  assert.deepEqual([left.length, left[0]?.state], [1, 'signing']);
  assert.ok(ended.stdout.includes(left[0]?.kid as string) && left[0]?.kid !== next.made.kid);
});
