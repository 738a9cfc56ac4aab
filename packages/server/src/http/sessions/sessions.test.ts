import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { goodPassword } from '../../operations/people.fixture.ts';
import { assertProblem, openServer, pairOf, type TestServer } from '../server.fixture.ts';

const email = 'ana@lojaverde.example';
const session = '/api/v1/session';
const keys = '/api/v1/accounts/lojaverde/keys';

async function openWithOwner(t: TestContext): Promise<TestServer> {
  const server = await openServer(t);
  const token = server.shop.setupUrls.lojaverde.split('#')[1];
  const opened = await server.call('/api/v1/setup', { method: 'POST', body: { token, password: goodPassword } });
  assert.deepEqual([opened.status, opened.body], [200, { email, account: 'lojaverde' }]);
  return server;
}

/** Name and value of each cookie of an answer. */
function cookiesOf(headers: { 'set-cookie'?: string[] | undefined }): Map<string, string> {
  const pairs = (headers['set-cookie'] ?? []).map(
    (line) => (line.split(';')[0] as string).split('=') as [string, string],
  );
  return new Map(pairs);
}

async function signIn(server: TestServer, headers: string[] = []) {
  const body = { email, password: goodPassword };
  const reply = await server.call(session, { method: 'POST', body, headers });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const value = cookiesOf(reply.headers).get('chaveiro-session');
  return { reply, value, cookie: ['Cookie', `chaveiro-session=${value}`] };
}

test('a user signs in, is told who they are, acts on the account, and signs out', async (t) => {
  const server = await openWithOwner(t);
  const { reply, cookie } = await signIn(server);
  const [line = ''] = reply.headers['set-cookie'] ?? [];
  assert.match(line, /^chaveiro-session=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  const who = await server.call(session, { headers: cookie });
  assert.deepEqual(who.body, reply.body);
  assert.equal(who.body.user.email, email);
  assert.deepEqual(
    who.body.accounts.map((each: { name: string; holdsEverything: boolean }) => [each.name, each.holdsEverything]),
    [['lojaverde', true]],
  );
  const made = await server.call(keys, { method: 'POST', headers: cookie, body: { label: 'by Ana' } });
  assert.equal(made.status, 201);
  const shown = await server.call(`${keys}/${made.body.id}`, { headers: cookie });
  assert.equal(shown.body.createdBy, `user:${email}`);
  assertProblem(await server.call('/api/v1/accounts/lojaazul/keys', { headers: cookie }), 404, 'not_found');

  const out = await server.call(session, { method: 'DELETE', headers: cookie });
  assert.equal(out.status, 204);
  assert.equal(cookiesOf(out.headers).get('chaveiro-session'), '');
  assertProblem(await server.call(session, { headers: cookie }), 401, 'sign_in_needed');
  assertProblem(await server.call(keys, { headers: cookie }), 401, 'invalid_credentials');
});

test('a first set-up link is opened by its address as well, and at most once by both', async (t) => {
  const server = await openServer(t);
  const token = server.shop.setupUrls.lojaverde.split('#')[1];
  const body = { password: goodPassword };
  const opened = await server.call(`/api/v1/setup/${token}`, { method: 'POST', body });
  assert.equal(opened.status, 200);
  assert.match(cookiesOf(opened.headers).get('chaveiro-device') ?? '', /^[A-Za-z0-9_-]{43}$/);
  assertProblem(await server.call(`/api/v1/setup/${token}`, { method: 'POST', body }), 410, 'link_gone');
  assertProblem(await server.call('/api/v1/setup', { method: 'POST', body: { token, ...body } }), 410, 'link_gone');
  assertProblem(await server.call('/api/v1/setup/nothing', { method: 'POST', body }), 410, 'link_gone');
});

test('a session beside a key pair, or two of them, is ambiguous; one that is over is no key', async (t) => {
  const server = await openWithOwner(t);
  const { cookie, value } = await signIn(server);
  const pair = pairOf(server.shop.owners.lojaverde);
  for (const path of [keys, session]) {
    assertProblem(await server.call(path, { headers: [...cookie, ...pair] }), 401, 'ambiguous_credentials');
    const twice = ['Cookie', `chaveiro-session=${value}; chaveiro-session=${value}`];
    assertProblem(await server.call(path, { headers: twice }), 401, 'ambiguous_credentials');
  }
  assertProblem(await server.call(session, { headers: pair }), 401, 'sign_in_needed');
  assertProblem(await server.call(session), 401, 'sign_in_needed');
  const dead = ['Cookie', `chaveiro-session=${'x'.repeat(43)}`];
  assertProblem(await server.call(keys, { headers: dead }), 401, 'invalid_credentials');
  assertProblem(await server.call(keys, { headers: [...dead, ...pair] }), 401, 'ambiguous_credentials');
});

test('a session is no credential of a decision, and does not disturb one', async (t) => {
  const server = await openWithOwner(t);
  const { cookie } = await signIn(server);
  const forward = '/forward-auth/nginx?account=lojaverde&anyOf=OMSViewer';
  const from = ['X-Original-Method', 'GET', 'X-Original-URI', '/orders'];
  const without = await server.call(forward, { headers: [...from, ...cookie] });
  assert.deepEqual([without.status, without.headers['x-chaveiro-code']], [401, 'missing_credentials']);
  const pair = pairOf(server.shop.owners.lojaverde);
  assert.equal((await server.call(forward, { headers: [...from, ...cookie, ...pair] })).status, 204);
});

test('every change by the cookie needs our own page, or a client that is no browser', async (t) => {
  const server = await openWithOwner(t);
  const { cookie } = await signIn(server);
  const before = await server.shop.storage.readRevision();
  const body = { label: 'forged' };
  for (const mark of [
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'same-site', 'Origin', server.url],
    ['Origin', 'https://evil.example'],
    ['User-Agent', 'Mozilla/5.0'],
  ]) {
    const headers = [...cookie, ...mark];
    assertProblem(await server.call(keys, { method: 'POST', headers, body }), 403, 'cross_site_request');
    assertProblem(await server.call(session, { method: 'DELETE', headers }), 403, 'cross_site_request');
    assert.equal((await server.call(keys, { headers })).status, 200, 'reading changes nothing');
  }
  const other = { email, password: goodPassword };
  const evil = ['Sec-Fetch-Site', 'cross-site'];
  assertProblem(await server.call(session, { method: 'POST', headers: evil, body: other }), 403, 'cross_site_request');
  assert.equal(await server.shop.storage.readRevision(), before);
  for (const mark of [['Sec-Fetch-Site', 'same-origin'], ['Origin', server.url, 'User-Agent', 'Mozilla/5.0'], []]) {
    const reply = await server.call(keys, { method: 'POST', headers: [...cookie, ...mark], body });
    assert.equal(reply.status, 201, mark.join());
  }
  const form = [...cookie, 'Content-Type', 'application/x-www-form-urlencoded'];
  assertProblem(
    await server.call(keys, { method: 'POST', headers: form, body: 'label=x' }),
    415,
    'unsupported_media_type',
  );
  const pair = pairOf(server.shop.owners.lojaverde);
  const byKey = await server.call(keys, { method: 'POST', headers: [...pair, ...evil], body });
  assert.equal(byKey.status, 201, 'a key pair is never added by a browser itself');
});

test('wrong passwords are refused alike, then not looked at, and the answer says until when', async (t) => {
  const server = await openWithOwner(t);
  const attempt = () => server.call(session, { method: 'POST', body: { email, password: 'wrong password' } });
  for (let i = 0; i < 5; i++) assertProblem(await attempt(), 401, 'invalid_credentials');
  const limited = await attempt();
  assertProblem(limited, 429, 'too_many_attempts');
  assert.equal(limited.headers['retry-after'], '720');
  assert.equal(limited.body.retryAfterSeconds, 720);
});

test('a browser that has signed in before is let in while others try passwords', async (t) => {
  const server = await openWithOwner(t);
  const { reply } = await signIn(server);
  const device = cookiesOf(reply.headers).get('chaveiro-device');
  const wrong = { email, password: 'wrong password' };
  for (let i = 0; i < 6; i++) await server.call(session, { method: 'POST', body: wrong });
  assertProblem(await server.call(session, { method: 'POST', body: wrong }), 429, 'too_many_attempts');
  await signIn(server, ['Cookie', `chaveiro-device=${device}`]);
});

test('signing in gives another session than the one that came along, and ends that', async (t) => {
  const server = await openWithOwner(t);
  const first = await signIn(server);
  const second = await signIn(server, first.cookie);
  assert.notEqual(second.value, first.value);
  assertProblem(await server.call(keys, { headers: first.cookie }), 401, 'invalid_credentials');
  const planted = ['Cookie', `chaveiro-session=${'p'.repeat(43)}`];
  assert.notEqual((await signIn(server, planted)).value, 'p'.repeat(43));
  assertProblem(await server.call(keys, { headers: planted }), 401, 'invalid_credentials');
});

test('users list their sessions, end one, and change their password, which ends all', async (t) => {
  const server = await openWithOwner(t);
  const [here, there] = [await signIn(server, ['User-Agent', 'here']), await signIn(server)];
  const list = await server.call(`${session}/sessions`, { headers: here.cookie });
  assert.deepEqual(
    list.body.items.map((each: { userAgent: string; isCurrent: boolean }) => [each.userAgent, each.isCurrent]).sort(),
    [
      ['here', true],
      [null, false],
    ].sort(),
  );
  const other = list.body.items.find((each: { isCurrent: boolean }) => !each.isCurrent).id;
  const end = () => server.call(`${session}/sessions/${other}`, { method: 'DELETE', headers: here.cookie });
  assert.equal((await end()).status, 204);
  assertProblem(await end(), 404, 'not_found');
  assertProblem(await server.call(keys, { headers: there.cookie }), 401, 'invalid_credentials');

  const body = { currentPassword: goodPassword, newPassword: 'outro sapato de damasco' };
  const change = () => server.call(`${session}/password`, { method: 'POST', headers: here.cookie, body });
  const changed = await change();
  assert.equal(changed.status, 204);
  assert.equal(cookiesOf(changed.headers).get('chaveiro-session'), '');
  assertProblem(await change(), 401, 'sign_in_needed');
  const old = { email, password: goodPassword };
  assertProblem(await server.call(session, { method: 'POST', body: old }), 401, 'invalid_credentials');
  const fresh = { email, password: body.newPassword };
  assert.equal((await server.call(session, { method: 'POST', body: fresh })).status, 200);
});

test('a body of sign-in or set-up that is not right is refused, and no password is repeated', async (t) => {
  const server = await openServer(t);
  const token = server.shop.setupUrls.lojaverde.split('#')[1];
  for (const [path, body] of [
    [session, { email }],
    [session, { email: 'ana', password: goodPassword }],
    [session, { email, password: goodPassword, remember: true }],
    [session, { email, password: 'x'.repeat(2001) }],
    ['/api/v1/setup', { password: goodPassword }],
    ['/api/v1/setup', { token, password: 'short secret' }],
    ['/api/v1/setup', { token, password: goodPassword, account: 'lojaroxa' }],
    ['/api/v1/setup', { token, password: goodPassword, account: 'lojaroxa', email }],
    [`/api/v1/setup/${token}`, { token, password: goodPassword }],
  ] as const) {
    const reply = await server.call(path, { method: 'POST', body });
    assertProblem(reply, 400, 'invalid_request');
    assert.doesNotMatch(JSON.stringify(reply.body), /grampo|short secret/);
  }
  assert.doesNotMatch(JSON.stringify(server.log), new RegExp(`grampo|short secret|${token}`));
});

test('where strangers use up the attempts, whoever is signed in somewhere gets a code for another browser', async (t) => {
  const server = await openWithOwner(t);
  const { cookie } = await signIn(server);
  const wrong = { email, password: 'wrong password' };
  for (let i = 0; i < 5; i++) await server.call(session, { method: 'POST', body: wrong });
  const right = { email, password: goodPassword };
  assertProblem(await server.call(session, { method: 'POST', body: right }), 429, 'too_many_attempts');
  assertProblem(await server.call(`${session}/code`), 401, 'sign_in_needed');
  const { status, body } = await server.call(`${session}/code`, { headers: cookie });
  assert.deepEqual([status, body.email], [200, email]);
  const bad = await server.call(session, { method: 'POST', body: { ...right, code: 'AAAA' } });
  assertProblem(bad, 400, 'invalid_request');
  assert.equal(bad.body.field, 'code');
  const entered = await server.call(session, { method: 'POST', body: { ...right, code: body.code } });
  assert.equal(entered.status, 200);
  assert.ok(cookiesOf(entered.headers).has('chaveiro-device'));
});

test('one source that tries made-up addresses is refused soon, and others sign in', async (t) => {
  const server = await openServer(t, { trustedProxies: ['127.0.0.1'] });
  const token = server.shop.setupUrls.lojaverde.split('#')[1];
  await server.call('/api/v1/setup', { method: 'POST', body: { token, password: goodPassword } });
  const attempt = (from: string, body: object) =>
    server.call(session, { method: 'POST', headers: ['X-Forwarded-For', from], body });
  // Of one network, as whoever has an IPv6 address has many.
  const flood = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      attempt(`2001:db8::${i + 1}`, { email: `made-up-${i}@x.example`, password: 'wrong password' }),
    ),
  );
  for (const reply of flood) assertProblem(reply, 401, 'invalid_credentials');
  const again = { email: 'made-up@x.example', password: 'wrong password' };
  assertProblem(await attempt('2001:db8::99', again), 503, 'overloaded');
  assert.equal((await attempt('2001:db8:0:1::1', { email, password: goodPassword })).status, 200);
});
