import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, folder } from './commands.fixture.ts';

test('migrate says what it applied, and the second time that there is nothing to do', async () => {
  const data = mkdtempSync(join(folder, 'migrate-'));
  const first = await runCaptured(['migrate', '--json', '--data-dir', data]);
  const second = await runCaptured(['migrate', '--json', '--data-dir', data]);
  const applied = (text: string) => (JSON.parse(text) as { applied: string[] }).applied;
  assert.ok(applied(first.stdout).length > 0);
  assert.deepEqual(applied(second.stdout), []);
});

test('restore says what it took away and nothing else, and where nobody knows that, how to go on', async () => {
  await createAccount('papelaria');
  const backup = join(folder, 'papelaria.backup');
  const made = await runCaptured(['backup', backup], env);
  assert.match(made.stdout, /of use only with the pepper \w+ of \S+, not in the backup/);
  const restore = (...more: string[]) => {
    const data = mkdtempSync(join(folder, 'restore-'));
    cpSync(join(folder, 'pepper'), join(data, 'pepper'));
    return runCaptured(['restore', backup, '--data-dir', data, ...more]);
  };
  const restored = await restore();
  assert.match(restored.stdout, /Taken away again: 1 key deactivated\.\n/);
  assert.match(restored.stdout, /\(key activate\).*\(user password-link\)/);
  const accepted = await restore('--accept-risk');
  assert.match(accepted.stdout, /Taken away again: nothing\.\n$/);
});

test('a database whose folder cannot be made is named, and so is the folder', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const url = `sqlite:${file}/chaveiro.db`;
  const { status, stderr } = await runCaptured(['account', 'list'], { ...env, CHAVEIRO_DATABASE_URL: url });
  assert.equal(status, 1);
  assert.ok(
    stderr.includes(`The database ${url} cannot be opened: the folder ${file} cannot be made (EEXIST).`),
    stderr,
  );
});

test('a database that cannot be opened is named, without its password', async () => {
  const url = 'postgres://ana:geheim@127.0.0.1:1/keys';
  const { status, stderr } = await runCaptured(['account', 'list'], { ...env, CHAVEIRO_DATABASE_URL: url });
  assert.equal(status, 1);
  assert.match(stderr, /The database postgres:\/\/ana:\*\*\*@127.0.0.1:1\/keys cannot be opened/);
  assert.doesNotMatch(stderr, /geheim/);
});
