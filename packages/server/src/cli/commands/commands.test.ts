import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'chaveiro-cli-'));
after(() => rmSync(folder, { recursive: true }));

/** Each test has an account of its own in one database. */
const env = { CHAVEIRO_DATA_DIR: folder };

interface Pair {
  readonly id: string;
  readonly appKey: string;
  readonly appToken: string;
}

async function json<T>(...argv: string[]): Promise<T> {
  const { status, stdout, stderr } = await runCaptured([...argv, '--json'], env);
  assert.equal(status, 0, stdout + stderr);
  return JSON.parse(stdout) as T;
}

async function createAccount(name: string): Promise<Pair> {
  const owner = ['--owner', `ana@${name}.example`, '--with-key', 'First key'];
  return (await json<{ key: Pair }>('account', 'create', name, ...owner)).key;
}

async function verify(pair: Pick<Pair, 'appKey' | 'appToken'>, ...argv: string[]) {
  const { status, stdout } = await runCaptured(
    ['verify', ...argv, '--json'],
    env,
    `${pair.appKey}\n${pair.appToken}\n`,
  );
  return {
    status,
    answer: JSON.parse(stdout) as { code: string; explanation: string; matchedResource: string | null },
  };
}

test('account create answers account, owner and key in JSON, and the token once in text', async () => {
  const created = await json<{ account: { id: number }; owner: { id: string; setupUrl: string } }>(
    ...['account', 'create', 'casaum', '--owner', 'ana@casaum.example'],
  );
  assert.deepEqual(created, {
    account: { id: created.account.id, name: 'casaum' },
    owner: { id: created.owner.id, email: 'ana@casaum.example', setupUrl: created.owner.setupUrl },
  });
  assert.match(created.owner.setupUrl, /^http:\/\/127\.0\.0\.1:8420\/admin\/setup#[A-Za-z0-9_-]{43}$/);
  assert.equal(typeof created.account.id, 'number');
  assert.match(created.owner.id, /^[0-9a-f]{32}$/);

  const text = await runCaptured(['account', 'create', 'casadois', '--owner', 'a@b.example', '--with-key', 'K'], env);
  assert.equal(text.stdout.match(/chv_[0-9A-Za-z]{49}/g)?.length, 1);
  assert.match(text.stdout, /shown this once/);
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
  assert.match(stderr, /livraria has no role "Chef". It has 1 "Owner \(Admin Super\)"\./);
  assert.match(stderr, /Predefined roles that can be named as well: .*"OMS - Read only"/);
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
    assert.deepEqual(shown, { ...key, grants: [] });
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

test('an external key is added, listed, shown, changed and removed, and verify follows', async () => {
  await createAccount('varejo');
  const guest = await createAccount('atacado');
  interface External {
    id: string;
    owner: string;
    status: string;
    note: string | null;
    expiresAt: string | null;
    roles: { name: string }[];
  }
  const here = ['--account', 'varejo'];
  const external = (verb: string, ...more: string[]) =>
    json<External>('external-key', verb, guest.appKey, ...here, ...more);
  const code = async () => (await verify(guest, '--account', 'varejo', '--resource', 'OMSViewer')).answer.code;
  const added = await external(
    'add',
    '--role',
    'OMS - Read only',
    '--note',
    'Frete',
    '--expires-at',
    '2100-01-01T00:00Z',
  );
  assert.deepEqual(
    [added.owner, added.status, added.note, added.expiresAt, added.roles.map(({ name }) => name)],
    ['atacado', 'active', 'Frete', '2100-01-01T00:00:00.000Z', ['OMS - Read only']],
  );
  assert.equal(await code(), 'allowed');
  const list = (...more: string[]) =>
    json<{ items: External[]; total: number }>('external-key', 'list', ...here, ...more);
  assert.deepEqual((await list('--q', 'FRETE', '--role', 'OMS - Read only', '--owner', 'atacado')).items, [added]);
  assert.equal((await list('--status', 'inactive')).total, 0);
  const text = (await runCaptured(['external-key', 'list', ...here], env)).stdout;
  assert.match(text, new RegExp(`${guest.appKey} +atacado +active .*2100-01-01 00:00 UTC +Frete +OMS - Read only`));
  assert.deepEqual(await external('show'), added);
  const changed = await external('change', '--role', '1', '--note', '', '--expires-at', 'never');
  assert.deepEqual(changed, {
    ...added,
    note: null,
    expiresAt: null,
    roles: [{ id: 1, name: 'Owner (Admin Super)' }],
  });
  assert.equal((await runCaptured(['external-key', 'change', guest.appKey, ...here], env)).status, 2);
  const shown = () => json<{ grants: { account: string }[] }>('key', 'show', guest.appKey);
  assert.deepEqual(
    (await shown()).grants.map(({ account }) => account),
    ['varejo'],
  );
  assert.match((await runCaptured(['key', 'show', guest.appKey], env)).stdout, /Has roles in\n {2}varejo +since 20/);
  assert.deepEqual(await json('key', 'decline', guest.appKey, '--from', 'varejo'), { id: guest.id, account: 'varejo' });
  assert.deepEqual((await shown()).grants, []);
  assert.equal(await code(), 'no_grant');
  assert.equal((await runCaptured(['key', 'decline', guest.appKey, '--from', 'varejo'], env)).status, 1);
  await external('add', '--role', '1');
  assert.deepEqual(await external('remove'), { id: guest.id });
  assert.equal(await code(), 'no_grant');
  const unknown = await runCaptured(['external-key', 'add', 'appkey-atacado-NOBODY', ...here, '--role', '1'], env);
  assert.match(unknown.stderr, /No other account has a key with this key string/);
});

test('settings are shown and set one by one, and a dry run changes nothing', async () => {
  await createAccount('ferragem');
  const show = () => json('settings', 'show', '--account', 'ferragem');
  const set = (...more: string[]) => runCaptured(['settings', 'set', '--account', 'ferragem', ...more], env);
  const first = { renewalPeriodMonths: 3, enforceExpiry: false };
  assert.deepEqual(await show(), first);
  const dry = await set('--enforce-expiry', 'on', '--dry-run', '--json');
  assert.deepEqual(JSON.parse(dry.stdout), { ...first, enforceExpiry: true, warning: null });
  assert.match((await set('--enforce-expiry', 'on', '--dry-run')).stdout, /Nothing was changed/);
  assert.deepEqual(await show(), first);
  assert.match((await set('--enforce-expiry', 'on')).stdout, /3 months\nenforced +yes: tokens of that age are denied/);
  await set('--renewal-period', '6');
  assert.deepEqual(await show(), { renewalPeriodMonths: 6, enforceExpiry: true });
  for (const more of [[], ['--renewal-period', '4'], ['--enforce-expiry', 'yes']]) {
    assert.equal((await set(...more)).status, 2, more.join(' '));
  }
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

test('verify says what opens a request, or what would, and ends with status 1 when it is denied', async () => {
  const owner = await createAccount('padaria');
  const clerk = await json<Pair>(
    'key',
    'create',
    '--account',
    'padaria',
    '--label',
    'Clerk',
    '--role',
    'OMS - Read only',
  );
  await createAccount('acougue');
  const cases: [Pick<Pair, 'appKey' | 'appToken'>, string[], number, string, RegExp][] = [
    [owner, ['--resource', 'CancelAction'], 0, 'allowed', /has it by "Owner \(Admin Super\)" \(1\)/],
    [
      clerk,
      ['--resource', 'CancelAction', '--resource', 'OMSViewer'],
      0,
      'allowed',
      /any one of CancelAction, OMSViewer; the key has it by "OMS - Read only" \(2\)/,
    ],
    [
      clerk,
      ['--resource', 'CancelAction'],
      1,
      'resource_denied',
      /in padaria the key has only "OMS - Read only" \(2\).*would open it: "Owner/,
    ],
    [clerk, ['--account', 'acougue', '--resource', 'OMSViewer'], 1, 'no_grant', /no role in acougue/],
    [clerk, ['--account', 'nowhere'], 1, 'no_grant', /There is no account nowhere/],
    [{ ...clerk, appToken: owner.appToken }, [], 1, 'invalid_credentials', /this is not its token/],
    [{ ...clerk, appToken: 'secret' }, [], 1, 'invalid_credentials', /has not the form of one.*this has 6 characters/],
    [
      { ...clerk, appToken: clerk.appToken.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) },
      [],
      1,
      'invalid_credentials',
      /its checksum is wrong/,
    ],
    [
      { ...clerk, appKey: 'appkey-padaria-QWERTZ1' },
      [],
      1,
      'invalid_credentials',
      /There is no key with this key string/,
    ],
  ];
  for (const [pair, argv, status, code, says] of cases) {
    const result = await verify(pair, ...argv);
    assert.deepEqual([result.status, result.answer.code], [status, code], argv.join(' '));
    assert.match(result.answer.explanation, says);
  }
});

test('verify takes the pair as lines, as JSON or from the environment, and never quotes a token back', async () => {
  const { appKey, appToken } = await createAccount('relojoaria');
  const inputs = [`${appKey}\r\n${appToken}\r\n`, JSON.stringify({ appKey, appToken, id: 'x' })];
  for (const input of inputs) assert.equal((await runCaptured(['verify'], env, input)).status, 0);
  const fromEnvironment = { ...env, CHAVEIRO_APP_KEY: appKey, CHAVEIRO_APP_TOKEN: appToken };
  const { status, stdout, stderr } = await runCaptured(['verify'], fromEnvironment);
  assert.equal(status, 0);
  assert.match(stdout, new RegExp(`^ALLOWED {2}${appKey} \\("First key"\\) of relojoaria\n`));
  assert.equal(stderr, '');
  for (const input of [
    '',
    appKey,
    `${appKey}\n${appToken}\nmore`,
    `{"appKey": "${appKey}", "appToken": "${appToken}"`,
  ]) {
    const bad = await runCaptured(['verify'], env, input);
    assert.equal(bad.status, 2);
    assert.doesNotMatch(bad.stdout + bad.stderr, /chv_/);
  }
});

test('an unknown resource or API in a question is a mistake in it, not a denial', async () => {
  const pair = await createAccount('floricultura');
  const input = `${pair.appKey}\n${pair.appToken}`;
  const resource = await runCaptured(['verify', '--resource', 'omsviewer'], env, input);
  assert.equal(resource.status, 2);
  assert.match(resource.stderr, /There is no resource "omsviewer"/);
  const api = await runCaptured(['verify', '--api', 'none', '--method', 'GET', '--path', '/'], env, input);
  assert.equal(api.status, 2);
  assert.match(api.stderr, /There is no API "none"/);
});

test('catalog import and routes import take files, change nothing the second time, and refuse a bad file whole', async () => {
  const pair = await createAccount('sapataria');
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const catalog = file(
    'catalog.json',
    '\uFEFF[{"key":"RepairShoes","product":"Repair","category":"Shop","name":"Repair shoes"}]',
  );
  assert.deepEqual(await json('catalog', 'import', catalog), { added: 1, extended: 0, unchanged: 0 });
  assert.deepEqual(await json('catalog', 'import', catalog), { added: 0, extended: 0, unchanged: 1 });
  const routes = file('routes.json', '[{"method":"POST","path":"/repairs/{id}","anyOf":["RepairShoes"]}]');
  assert.deepEqual(await json('routes', 'import', routes, '--api', 'repairs'), { routes: 1, changed: true });
  assert.deepEqual(await json('routes', 'import', routes, '--api', 'repairs'), { routes: 1, changed: false });
  const ask = async (method: string, path: string) =>
    (await verify(pair, '--api', 'repairs', '--method', method, '--path', path)).answer;
  assert.equal((await ask('post', '/repairs/1')).matchedResource, 'RepairShoes');
  assert.equal((await ask('GET', '/repairs/1')).code, 'unknown_route');
  assert.equal((await ask('POST', '/repairs/../1')).code, 'bad_path');

  const bad = file(
    'bad.json',
    '[{"method":"GET","path":"/x","anyOf":["RepairShoes"]},{"method":"GET","path":"/y","anyOf":["Nothing"]}]',
  );
  const refused = await runCaptured(['routes', 'import', bad, '--api', 'repairs'], env);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /Nothing/);
  assert.equal((await ask('GET', '/x')).code, 'unknown_route');
  assert.match((await runCaptured(['catalog', 'import', file('no.json', '{')], env)).stderr, /no.json is not JSON/);
});

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

test('roles are listed, made from resources or a template, changed and deleted; one in use is not, and who has it is said', async () => {
  const account = ['--account', 'floresta'];
  await createAccount('floresta');
  interface Role {
    id: number;
    name: string;
    kind: string;
    resources: string[];
  }
  const shipping = ['--name', 'Expedição', '--resource', 'OMSViewer', '--resource', 'ListOrders'];
  const custom = await json<Role>('role', 'create', ...account, ...shipping);
  assert.deepEqual([custom.kind, custom.resources], ['custom', ['ListOrders', 'OMSViewer']]);
  const template = await json<Role>('role', 'create', ...account, '--template', 'OMS - Read only');
  const templates = await json<{ name: string; roleId: number | null }[]>('role', 'templates', ...account);
  assert.deepEqual(
    templates.filter(({ roleId }) => roleId !== null).map(({ name, roleId }) => [name, roleId]),
    [['OMS - Read only', template.id]],
  );
  const key = await json<Pair>('key', 'create', ...account, '--label', 'x', '--role', 'expedicao');
  const changed = await json<Role>('role', 'change', 'EXPEDICAO', ...account, '--resource', 'ListOrders');
  assert.deepEqual([changed.id, changed.name, changed.resources], [custom.id, 'Expedição', ['ListOrders']]);
  assert.equal((await verify(key, '--resource', 'OMSViewer')).answer.code, 'resource_denied');
  const refused = await runCaptured(['role', 'delete', String(custom.id), ...account], env);
  assert.deepEqual([refused.status, refused.stderr.includes(key.appKey)], [1, true]);
  assert.deepEqual(await json('role', 'delete', 'OMS - Read only', ...account), { id: template.id });
  const listed = await json<Role[]>('role', 'list', ...account);
  assert.deepEqual(
    listed.map(({ name }) => name),
    ['Owner (Admin Super)', 'Expedição'],
  );
  const text = await runCaptured(['role', 'list', ...account], env);
  assert.match(
    text.stdout,
    /^ID +ROLE +KIND +RESOURCES\n1 +Owner \(Admin Super\) +owner +all\n2 +Expedição +custom +ListOrders\n$/,
  );
  for (const bad of [[], ['--name', 'x', '--template', 'y'], ['--resource', 'ListOrders']]) {
    assert.equal((await runCaptured(['role', 'create', ...account, ...bad], env)).status, 2);
  }
  const unknown = await runCaptured(['role', 'delete', 'Chef', ...account], env);
  assert.match(unknown.stderr, /floresta has no role "Chef"\. It has 1 "Owner/);
});

test('migrate says what it applied, and the second time that there is nothing to do', async () => {
  const data = mkdtempSync(join(folder, 'migrate-'));
  const first = await runCaptured(['migrate', '--json', '--data-dir', data]);
  const second = await runCaptured(['migrate', '--json', '--data-dir', data]);
  const applied = (text: string) => (JSON.parse(text) as { applied: string[] }).applied;
  assert.ok(applied(first.stdout).length > 0);
  assert.deepEqual(applied(second.stdout), []);
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
