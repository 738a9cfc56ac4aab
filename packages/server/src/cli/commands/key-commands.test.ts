import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';
import { createAccount, env, json, type Pair, verify } from './commands.fixture.ts';

test('key create takes roles by id, by name and by template; a template is added once and said so', async () => {
  await createAccount('papelaria');
  const create = (...roles: string[]) =>
    runCaptured(
      [
        'key',
        'create',
        '--account',
        'papelaria',
        '--label',
        'x',
        ...roles.flatMap((role) => ['--role', role]),
        '--json',
      ],
      env,
    );
  const first = await create('oms - read only', '1');
  assert.match(first.stderr, /^Added the predefined role "OMS - Read only" to papelaria.\n$/);
  const second = await create('OMS - Read only', '2');
  assert.equal(second.stderr, '');
  const shown = async (text: string) =>
    (await json<{ roles: unknown[] }>('key', 'show', (JSON.parse(text) as Pair).appKey)).roles;
  const readOnly = { id: 2, name: 'OMS - Read only' };
  assert.deepEqual(await shown(first.stdout), [{ id: 1, name: 'Owner (Admin Super)' }, readOnly]);
  assert.deepEqual(await shown(second.stdout), [readOnly]);
});

test('an unknown role is refused with the roles that there are, before a template is added', async () => {
  await createAccount('livraria');
  const argv = [
    'key',
    'create',
    '--account',
    'livraria',
    '--label',
    'x',
    '--role',
    'OMS - Read only',
    '--role',
    'Chef',
  ];
  const { status, stderr } = await runCaptured(argv, env);
  assert.equal(status, 2);
  assert.match(stderr, /livraria has no role "Chef". It has:\n.*Owner \(Admin Super\) \(id 1\)/);
  assert.match(stderr, /chaveiro role list --account livraria, and chaveiro role templates/);
  const known = await runCaptured(['key', 'list', '--account', 'livraria', '--role', 'OMS - Read only'], env);
  assert.match(known.stderr, /livraria has no role "OMS - Read only"/);
});

test('key list filters, sorts and pages like the API, and a key string names its account', async () => {
  await createAccount('mercado');
  for (const label of ['Ágil', 'beta', 'Gama']) await json('key', 'create', '--account', 'mercado', '--label', label);
  interface Page {
    items: { label: string; appKey: string; id: string }[];
    nextCursor: string | null;
    total: number;
  }
  const list = (...more: string[]) => json<Page>('key', 'list', '--account', 'mercado', '--sort', 'label', ...more);
  const page = await list('--limit', '2');
  assert.deepEqual([page.items.map(({ label }) => label), page.total], [['Ágil', 'beta'], 4]);
  const rest = await list('--limit', '2', '--cursor', page.nextCursor ?? '');
  assert.deepEqual(
    rest.items.map(({ label }) => label),
    ['First key', 'Gama'],
  );
  const found = await list('--q', 'AGI', '--status', 'active', '--freshness', 'fresh');
  assert.deepEqual(
    found.items.map(({ label }) => label),
    ['Ágil'],
  );
  assert.equal((await list('--role', 'Owner (Admin Super)')).total, 1);
  const [key] = found.items;
  for (const named of [[key?.appKey ?? ''], [key?.id ?? '', '--account', 'mercado']]) {
    const { usage: _, ...shown } = await json<{ usage: unknown }>('key', 'show', ...named);
    assert.deepEqual(shown, { ...key, grants: [], linkAttempts: [] });
  }
});

test('a key that is deactivated, activated and deleted is decided upon accordingly', async () => {
  const pair = await createAccount('farmacia');
  const code = async () => (await verify(pair)).answer.code;
  assert.equal(await code(), 'allowed');
  assert.equal((await json<{ isActive: boolean }>('key', 'deactivate', pair.appKey)).isActive, false);
  assert.equal(await code(), 'key_inactive');
  await json('key', 'activate', pair.appKey);
  assert.equal(await code(), 'allowed');
  assert.equal((await json<Pair>('key', 'delete', pair.appKey, '--yes')).id, pair.id);
  assert.equal(await code(), 'invalid_credentials');
  const again = await runCaptured(['key', 'delete', pair.appKey, '--yes', '--json'], env);
  assert.equal(again.status, 1);
  assert.equal((JSON.parse(again.stdout) as { error: { code: string } }).error.code, 'not_found');
});

test('a key is renewed, and the renewal finished or undone; the token that goes is denied', async () => {
  const pair = await createAccount('quitanda');
  const code = async (token: string) => (await verify({ ...pair, appToken: token })).answer.code;
  const first = await json<Pair>('key', 'renew', pair.appKey);
  assert.deepEqual(Object.keys(first), ['id', 'appKey', 'appToken']);
  assert.deepEqual([await code(pair.appToken), await code(first.appToken)], ['allowed', 'allowed']);
  const again = await runCaptured(['key', 'renew', pair.appKey, '--json'], env);
  assert.equal(again.status, 1);
  assert.equal((JSON.parse(again.stdout) as { error: { code: string } }).error.code, 'renewal_pending');
  const shown = await runCaptured(['key', 'show', pair.id, '--account', 'quitanda'], env);
  assert.match(
    shown.stdout,
    /old token +from .* UTC, still accepted\nrenewal +pending since .* UTC, started by operator/,
  );
  const list = (state: string) => json<{ total: number }>('key', 'list', '--account', 'quitanda', '--renewal', state);
  assert.deepEqual([(await list('pending')).total, (await list('none')).total], [1, 0]);

  const undone = await runCaptured(['key', 'undo-renewal', pair.appKey], env);
  assert.match(undone.stdout, /^The new token of appkey-quitanda-[A-Z]{6} \("First key"\) is deleted; /);
  assert.deepEqual([await code(pair.appToken), await code(first.appToken)], ['allowed', 'invalid_credentials']);

  const text = await runCaptured(['key', 'renew', pair.appKey], env);
  const [second = ''] = text.stdout.match(/chv_[0-9A-Za-z]{49}/) ?? [];
  assert.match(text.stdout, /shown this once.*\nThe old token works as well until you run key finish-renewal\./);
  const finished = await json<{ renewal: null; tokens: unknown[] }>('key', 'finish-renewal', pair.appKey);
  assert.deepEqual([finished.renewal, finished.tokens.length], [null, 1]);
  assert.deepEqual([await code(pair.appToken), await code(second)], ['invalid_credentials', 'allowed']);
});

test('a new key and a renewed one are delivered by a link, which begins with the public address; without one, one is warned', async () => {
  await createAccount('joalheria');
  const create = ['key', 'create', '--account', 'joalheria', '--label', 'Agency', '--link'];
  const publicUrl = ['--public-url', 'https://keys.example.com'];
  const local = await runCaptured(create, env);
  assert.match(local.stderr, /CHAVEIRO_PUBLIC_URL is not set/);
  assert.match(
    local.stdout,
    /link +http:\/\/127\.0\.0\.1:8420\/credentials\/[0-9a-f-]{36}#\S{43}\nuntil +.* UTC\n.*shown this once/,
  );
  const pair = await json<Pair & { link: { url: string } }>(...create, ...publicUrl);
  assert.deepEqual(Object.keys(pair), ['id', 'appKey', 'link']);
  assert.match(pair.link.url, /^https:\/\/keys\.example\.com\/credentials\//);

  const early = await runCaptured(['key', 'renew', pair.appKey, '--link', '--json', ...publicUrl], env);
  assert.equal((JSON.parse(early.stdout) as { error: { code: string } }).error.code, 'link_unopened');
  const first = await createAccount('confeitaria');
  const renewed = await runCaptured(['key', 'renew', first.appKey, '--link', ...publicUrl], env);
  assert.deepEqual([renewed.status, renewed.stderr], [0, '']);
  assert.match(renewed.stdout, /link +https:.*\n[\s\S]*The old token works as well until you run key finish-renewal\./);
  assert.match((await runCaptured(['key', 'show', first.appKey], env)).stdout, /\nlink +unopened/);
  const scheduled = await runCaptured(['key', 'finish-renewal', first.appKey, '--when', 'opened'], env);
  assert.match(scheduled.stdout, /works until the link to the other one is opened, and is deleted then/);
  const wrong = await runCaptured(['key', 'finish-renewal', first.appKey, '--when', 'later'], env);
  assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
});

test('a dry run of what takes access away says what would happen and what the key was used for, and changes nothing', async () => {
  const pair = await createAccount('ourivesaria');
  const renewed = await json<Pair>('key', 'renew', pair.appKey);
  const code = async (appToken: string) => (await verify({ ...pair, appToken })).answer.code;
  for (const [command, sentence] of [
    [
      'finish-renewal',
      /^The old token of appkey-ourivesaria-[A-Z]{6} .* would be deleted, .*\. Nothing was changed\.\n\n/,
    ],
    ['undo-renewal', /^The new token .* would be deleted, .*\. Nothing was changed\.\n\n/],
    ['deactivate', /^Key appkey-ourivesaria-[A-Z]{6} .* would be inactive: .*\. Nothing was changed\.\n\n/],
    ['delete', /^Key appkey-ourivesaria-[A-Z]{6} .* would be deleted for ever\. Nothing was changed\.\n\n/],
  ] as const) {
    const { status, stdout } = await runCaptured(['key', command, pair.appKey, '--dry-run'], env);
    assert.equal(status, 0, stdout);
    assert.match(stdout, sentence);
    assert.match(stdout, /\nlast used, old token +never\nin 24 hours, old token +0 requests\n/);
    const { evidence } = await json<{ evidence: { tokens: unknown[] } }>('key', command, pair.appKey, '--dry-run');
    assert.equal(evidence.tokens.length, 2);
    assert.deepEqual([await code(pair.appToken), await code(renewed.appToken)], ['allowed', 'allowed'], command);
  }
  const shown = await json<{ usage: { days: unknown[]; lastUsedAt: null } }>('key', 'show', pair.appKey);
  assert.deepEqual([shown.usage.days.length, shown.usage.lastUsedAt], [14, null]);
  assert.match((await runCaptured(['key', 'show', pair.appKey], env)).stdout, /\nin 14 days +0 requests\n/);
  const deleted = await runCaptured(['key', 'delete', pair.appKey, '--yes'], env);
  assert.match(deleted.stdout, /is deleted\.\n\nlast used +never\n/);
});

test('an empty list says whether nothing is there, or nothing of what was asked for', async () => {
  await json('account', 'create', 'vazia', '--owner', 'ana@vazia.example');
  const text = async (...argv: string[]) => (await runCaptured([...argv, '--account', 'vazia'], env)).stdout;
  assert.equal(await text('key', 'list'), 'vazia has no keys.\n');
  assert.equal(await text('key', 'list', '--status', 'active'), 'No such key in vazia.\n');
  assert.equal(await text('external-key', 'list'), 'vazia has given no key of another account roles.\n');
  assert.equal(await text('external-key', 'list', '--q', 'erp'), 'No such external key in vazia.\n');
});
