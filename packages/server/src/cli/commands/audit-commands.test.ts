import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, folder, json } from './commands.fixture.ts';

test('audit verify reports a sound chain with its head, and fails when a head that was noted is missing', async () => {
  await createAccount('alfaiataria');
  const sound = await json<{ ok: boolean; entries: number; head: { revision: number; mac: string } }>(
    'audit',
    'verify',
  );
  assert.equal(sound.ok, true);
  assert.equal(sound.entries, sound.head.revision);
  const head = `${sound.head.revision}:${sound.head.mac}`;
  assert.equal((await json<{ ok: boolean }>('audit', 'verify', '--head', head)).ok, true);
  const other = `${sound.head.revision}:${'0'.repeat(64)}`;
  const failed = await runCaptured(['audit', 'verify', '--head', other], env);
  assert.equal(failed.status, 1);
  assert.match(failed.stdout, /changed outside Chaveiro/);
});

test('audit list shows events by account and filter, newest first, and audit export writes them into a new file', async () => {
  const { id } = await createAccount('chapelaria');
  await json('key', 'create', '--account', 'chapelaria', '--label', 'Chapéus');
  interface Events {
    items: { id: number; action: string; actor: string; account: string }[];
    total: number;
  }
  const list = (...more: string[]) => json<Events>('audit', 'list', '--account', 'chapelaria', ...more);
  const all = await list();
  assert.deepEqual(
    all.items.map(({ action, actor }) => [action, actor]),
    [
      ['key.created', 'operator'],
      ['account.created', 'operator'],
    ],
  );
  assert.deepEqual((await list('--q', 'CHAPEUS')).items, all.items.slice(0, 1));
  const text = await runCaptured(['audit', 'list', '--account', 'chapelaria', '--limit', '1'], env);
  assert.match(text.stdout, /key\.created +operator +cli +chapelaria +key:/);
  assert.match(text.stdout, /1 of 2\. Go on with --cursor \S+/);
  const everything = await json<Events>('audit', 'list', '--action', 'account.created', '--limit', '200');
  assert.ok(everything.items.some(({ account }) => account !== 'chapelaria'));

  const file = join(folder, 'chapelaria.jsonl');
  const wrote = await json<{ events: number; isWhole: boolean }>('audit', 'export', file, '--account', 'chapelaria');
  const lines = (name: string) =>
    readFileSync(name, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  assert.deepEqual([wrote.isWhole, lines(file).length, statSync(file).mode & 0o777], [false, wrote.events, 0o600]);
  assert.ok(readFileSync(file, 'utf8').includes(id));
  const again = await runCaptured(['audit', 'export', file], env);
  assert.deepEqual([again.status, /exists already/.test(again.stderr)], [2, true]);
  const nowhere = await runCaptured(['audit', 'export', join(folder, 'none', 'x.jsonl')], env);
  assert.deepEqual([nowhere.status, /cannot be written/.test(nowhere.stderr)], [2, true]);

  const whole = join(folder, 'whole.jsonl');
  assert.equal((await json<{ isWhole: boolean }>('audit', 'export', whole)).isWhole, true);
  assert.deepEqual(
    lines(whole).map(({ id: change }) => change),
    Array.from({ length: lines(whole).length }, (_, i) => i + 1),
  );
});
