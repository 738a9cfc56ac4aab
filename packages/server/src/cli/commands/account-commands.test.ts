import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, json, verify } from './commands.fixture.ts';

test('account create answers account, owner and key in JSON, and the token once in text', async () => {
  const created = await json<{ account: { id: number }; owner: { id: string; setupUrl: string } }>(
    ...['account', 'create', 'casaum', '--owner', 'ana@casaum.example'],
  );
  assert.deepEqual(created, {
    account: { id: created.account.id, name: 'casaum' },
    owner: { id: created.owner.id, email: 'ana@casaum.example', setupUrl: created.owner.setupUrl },
  });
  assert.match(created.owner.setupUrl, /^http:\/\/127\.0\.0\.1:8420\/admin\/setup\/invitation#[A-Za-z0-9_-]{43}$/);
  assert.equal(typeof created.account.id, 'number');
  assert.match(created.owner.id, /^[0-9a-f]{32}$/);

  const text = await runCaptured(['account', 'create', 'casadois', '--owner', 'a@b.example', '--with-key', 'K'], env);
  assert.equal(text.stdout.match(/chv_[0-9A-Za-z]{49}/g)?.length, 1);
  assert.match(text.stdout, /shown this once/);
});

test('a name that is taken, or that no account has, names the way on, and README works for an account that is there', async () => {
  await createAccount('lojaverde');
  const taken = await runCaptured(['account', 'create', 'lojaverde', '--owner', 'ana@example.com'], env);
  assert.equal(taken.status, 1);
  assert.match(
    taken.stderr,
    /"lojaverde" exists[\s\S]*chaveiro key create --account lojaverde[\s\S]*chaveiro account list/,
  );
  for (const argv of [
    ['key', 'list', '--account', 'lojaverda'],
    ['account', 'deactivate', 'lojaverda'],
  ]) {
    const unknown = await runCaptured(argv, env);
    assert.equal(
      unknown.stderr,
      'chaveiro: There is no account "lojaverda". Did you mean "lojaverde"?\n',
      argv.join(' '),
    );
  }
  const nope = await runCaptured(['key', 'list', '--account', 'quiteother'], env);
  assert.match(nope.stderr, /There is no account "quiteother"\. chaveiro account list shows all/);

  const readme = readFileSync(join(import.meta.dirname, '../../../../../README.md'), 'utf8');
  const commands = [...readme.matchAll(/^npx chaveiro (?!serve|demo)(.*)$/gm)].map(([, line = '']) => line);
  assert.ok(commands.length > 0);
  for (const line of commands) {
    const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    const { status, stderr } = await runCaptured(argv, env);
    assert.equal(status, 0, `${line}: ${stderr}`);
  }
});

test('account list, deactivate and activate show and change the status', async () => {
  const pair = await createAccount('casatres');
  await json('account', 'deactivate', 'casatres');
  const accounts = await json<{ name: string; isActive: boolean; keyCount: number }[]>('account', 'list');
  const listed = accounts.find(({ name }) => name === 'casatres');
  assert.deepEqual([listed?.isActive, listed?.keyCount], [false, 1]);
  assert.match((await verify(pair)).answer.explanation, /The account that owns the key, casatres, is inactive/);
  const { stdout } = await runCaptured(['account', 'activate', 'casatres'], env);
  assert.match(stdout, /Account casatres is active/);
  assert.equal((await verify(pair)).answer.code, 'allowed');
});

test('settings are shown and set one by one, and a dry run changes nothing', async () => {
  await createAccount('ferragem');
  const show = async () => {
    const { version: _, ...shown } = await json<{ version: string }>('settings', 'show', '--account', 'ferragem');
    return shown;
  };
  const set = (...more: string[]) => runCaptured(['settings', 'set', '--account', 'ferragem', ...more], env);
  const first = { renewalPeriodMonths: 3, enforceExpiry: false };
  assert.deepEqual(await show(), first);
  const dry = await set('--enforce-expiry', 'on', '--dry-run', '--json');
  const { version: _, ...tried } = JSON.parse(dry.stdout);
  assert.deepEqual(tried, { ...first, enforceExpiry: true, warning: null });
  assert.match((await set('--enforce-expiry', 'on', '--dry-run')).stdout, /Nothing was changed/);
  assert.deepEqual(await show(), first);
  assert.match(
    (await set('--enforce-expiry', 'on')).stdout,
    /^It denies no key that works now\.\n\n.* 3 months\nenforced +yes: tokens of that age are denied/,
  );
  await set('--renewal-period', '6');
  assert.deepEqual(await show(), { renewalPeriodMonths: 6, enforceExpiry: true });
  for (const more of [[], ['--renewal-period', '4'], ['--enforce-expiry', 'yes']]) {
    assert.equal((await set(...more)).status, 2, more.join(' '));
  }
});
