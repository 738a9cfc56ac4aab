import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'chaveiro-cli-'));
after(() => rmSync(folder, { recursive: true }));

const env = { CHAVEIRO_DATA_DIR: folder, CHAVEIRO_PUBLIC_URL: 'https://keys.example.com' };
const password = 'grampo névoa tijolo';

async function setupUrlOf(account: string, owner: string): Promise<string> {
  const { status, stdout } = await runCaptured(['account', 'create', account, '--owner', owner, '--json'], env);
  assert.equal(status, 0, stdout);
  const { setupUrl } = (JSON.parse(stdout) as { owner: { setupUrl: string } }).owner;
  assert.match(setupUrl, /^https:\/\/keys\.example\.com\/admin\/setup\/invitation#[A-Za-z0-9_-]{43}$/);
  return setupUrl;
}

async function run(argv: readonly string[], input: string) {
  const { status, stdout } = await runCaptured([...argv, '--json'], env, input);
  assert.doesNotMatch(stdout, /grampo/);
  return { status, answer: JSON.parse(stdout) as { email?: string; account?: string; error?: { code: string } } };
}

test('user set-password opens a link with a password from standard input, once', async () => {
  const url = await setupUrlOf('casaum', 'ana@casaum.example');
  const bad = await run(['user', 'set-password', url], 'short\n');
  assert.deepEqual([bad.status, bad.answer.error?.code], [2, 'invalid_request']);
  for (const input of ['', '\n', `${password}\n${password}\n`]) {
    assert.equal((await run(['user', 'set-password', url], input)).status, 2);
  }
  const done = await run(['user', 'set-password', url], `${password}\n`);
  assert.deepEqual([done.status, done.answer], [0, { email: 'ana@casaum.example', account: 'casaum' }]);
  const again = await run(['user', 'set-password', url], password);
  assert.deepEqual([again.status, again.answer.error?.code], [1, 'link_gone']);
  const first = `https://keys.example.com/admin/setup/account#${url.split('#')[1]}`;
  const { stderr } = await runCaptured(['user', 'set-password', first], env, password);
  assert.match(stderr, /There is an account already, so a link to the first one opens nothing any more/);
});

test('user set-password and user join take the link, too, from standard input: no secret is in an argument', async () => {
  const email = 'caio@casasete.example';
  const url = await setupUrlOf('casasete', email);
  for (const input of ['', url, password, `${url}\n${password}\n${password}`]) {
    const { status, answer } = await run(['user', 'set-password'], input);
    assert.deepEqual([status, answer.error?.code], [2, 'invalid_request']);
  }
  const done = await run(['user', 'set-password'], `${url}\r\n${password}\r\n`);
  assert.deepEqual([done.status, done.answer], [0, { email, account: 'casasete' }]);
  const invitation = await setupUrlOf('casaoito', email);
  const joined = await run(['user', 'join', '--email', email], `${invitation}\n${password}\n`);
  assert.deepEqual([joined.status, joined.answer], [0, { email, account: 'casaoito' }]);
});

test('what is no whole set-up link is bad usage, and is not quoted', async () => {
  const url = await setupUrlOf('casanove', 'ana@casanove.example');
  const [address = '', secret = ''] = url.split('#');
  for (const link of ['undefined', address, `${address}#${secret.slice(1)}`, `${url}x`]) {
    for (const command of [['set-password'], ['join', '--email', 'ana@casanove.example']]) {
      const { status, stderr } = await runCaptured(['user', ...command], env, `${link}\n${password}\n`);
      assert.equal(status, 2);
      assert.match(stderr, /A link looks like/);
      assert.ok(!stderr.includes(secret.slice(5, 20)));
    }
  }
  assert.equal((await run(['user', 'set-password', url], password)).status, 0);
});

test('user join opens an invitation of somebody who has a password, with that password', async () => {
  const email = 'bia@casadois.example';
  await run(['user', 'set-password', await setupUrlOf('casadois', email)], password);
  const url = await setupUrlOf('casatres', email);
  const first = await run(['user', 'set-password', url], `${password} outra\n`);
  assert.deepEqual([first.status, first.answer.error?.code], [1, 'sign_in_needed']);
  const wrong = await run(['user', 'join', url, '--email', email], 'wrong password');
  assert.deepEqual([wrong.status, wrong.answer.error?.code], [1, 'invalid_credentials']);
  const done = await run(['user', 'join', url, '--email', email.toUpperCase()], `${password}\r\n`);
  assert.deepEqual([done.status, done.answer], [0, { email, account: 'casatres' }]);
});

test('user add, list, change, invite and remove name users by e-mail address or id', async () => {
  const account = ['--account', 'casacinco'];
  await setupUrlOf('casacinco', 'ana@casacinco.example');
  const json = async (...argv: string[]) => {
    const { status, stdout, stderr } = await runCaptured([...argv, ...account, '--json'], env);
    assert.equal(status, 0, stdout + stderr);
    return JSON.parse(stdout);
  };
  const email = 'bia@casacinco.example';
  const added = await json('user', 'add', ' Bia@CasaCinco.example', '--name', 'Bia', '--role', 'OMS - Read only');
  assert.deepEqual([added.email, added.status, added.roles.length], [email, 'invited', 1]);
  const listed = async () => (await json('user', 'list')).map((user: { email: string }) => user.email);
  assert.deepEqual(await listed(), ['ana@casacinco.example', email]);
  const table = async () => (await runCaptured(['user', 'list', ...account], env)).stdout;
  const until = added.invitationExpiresAt.slice(0, 16).replace('T', ' ');
  assert.match(await table(), new RegExp(`^${email} .*invited +until ${until} `, 'm'));
  const invitation = await json('user', 'invite', added.id);
  assert.equal((await run(['user', 'set-password', added.invitation.url], password)).answer.error?.code, 'link_gone');
  assert.equal((await run(['user', 'set-password', invitation.url], password)).answer.account, 'casacinco');
  assert.match(await table(), /^bia\S+ +Bia +active +\d{4}-/m);
  const link = await json('user', 'password-link', email);
  assert.equal((await run(['user', 'set-password', link.url], `${password} de novo`)).status, 0);
  assert.equal((await json('user', 'change', email, '--role', 'OMS - Full access')).roles[0].name, 'OMS - Full access');
  assert.deepEqual((await json('user', 'change', email, '--name', 'Beatriz')).roles.length, 1);
  assert.deepEqual((await json('user', 'change', email, '--no-role')).roles, []);
  assert.equal((await json('user', 'change', email, '--add-role', 'OMS - Full access')).roles.length, 1);
  assert.deepEqual((await json('user', 'change', email, '--remove-role', 'OMS - Full access')).roles, []);
  for (const bad of [['--no-role', '--role', '1'], []]) {
    assert.equal((await runCaptured(['user', 'change', email, ...account, ...bad], env)).status, 2);
  }
  const last = await runCaptured(['user', 'remove', 'ana@casacinco.example', ...account], env);
  assert.deepEqual([last.status, /last Owner/.test(last.stderr)], [1, true]);
  const { stdout } = await runCaptured(['user', 'remove', email, ...account], env);
  assert.equal(stdout, `${email} is no user of casacinco any more.\n`);
  assert.deepEqual(await listed(), ['ana@casacinco.example']);
  assert.equal((await runCaptured(['user', 'remove', email, ...account], env)).status, 1);
  const text = await runCaptured(['user', 'add', 'c@d.example', ...account], env);
  assert.match(text.stdout, /link +https:\/\/keys\.example\.com\/admin\/setup\/invitation#.{43}\nuntil/);
});

test('account create says what to do with the link of the owner', async () => {
  const { stdout } = await runCaptured(['account', 'create', 'casaquatro', '--owner', 'a@b.example'], env);
  assert.match(stdout, /a@b\.example, once this link was opened, within 72 hours:\n\nhttps:.*\n\n.*user set-password/);
});
