import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { goodPassword } from '../../operations/people.fixture.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { assertProblem, openServer, pairOf, type Reply, send, type TestServer } from '../server.fixture.ts';

const login = '/api/vtexid/apptoken/login';
const validate = '/api/vtexid/credential/validate';
const keys = '/api/v1/accounts/lojaverde/keys';
const forward = '/forward-auth/nginx?account=lojaverde&anyOf=OMSViewer';
const wrong = { authStatus: 'WrongCredentials' };

interface Pair {
  readonly appKey: string;
  readonly appToken: string;
}

const logIn = (server: TestServer, { appKey, appToken }: Pair, query = '') =>
  server.call(login + query, { method: 'POST', body: { appkey: appKey, apptoken: appToken } });

async function tokenOf(server: TestServer, pair: Pair): Promise<string> {
  const { status, body } = await logIn(server, pair);
  assert.equal(status, 200, JSON.stringify(body));
  return body.token;
}

const inHeader = (token: string) => ['VtexIdclientAutCookie', token];

async function codeOf(server: TestServer, userToken: string, account = 'lojaverde'): Promise<string> {
  return (await server.call('/api/v1/verify', { method: 'POST', body: { userToken, account } })).body.code;
}

/** A server with a key of `lojaverde` whose role holds these resources, and an Owner who changes it. */
async function open(t: TestContext, ...resources: string[]) {
  const server = await openServer(t);
  const key = await server.shop.addKey('lojaverde', [await server.shop.addRole('lojaverde', resources)]);
  await server.verifier.catchUp(await server.shop.storage.readRevision());
  const owner = pairOf(server.shop.owners.lojaverde);
  const change = async (method: string, path: string, body?: object): Promise<Reply> => {
    const reply = await server.call(`${keys}/${key.id}${path}`, { method, headers: owner, body });
    assert.ok(reply.status < 300, JSON.stringify(reply.body));
    return reply;
  };
  return { server, key, owner, change };
}

// biome-ignore lint/suspicious/noExplicitAny: a test looks into what it then compares.
function partOf(token: string, part: 0 | 1): any {
  return JSON.parse(Buffer.from(token.split('.')[part] as string, 'base64url').toString());
}

test('a pair gets a user token with the claims that VTEX ID gives, which WebCrypto verifies by the published key', async (t) => {
  const { server, key } = await open(t, 'OMSViewer');
  const { status, body } = await logIn(server, key);
  const { token, ...rest } = body;
  const now = server.shop.clock.now / 1000;
  assert.deepEqual([status, rest], [200, { authStatus: 'Success', expires: now + 21_600 }]);
  const { jti, ...claims } = partOf(token, 1);
  assert.match(jti, /^[0-9a-f-]{36}$/);
  assert.deepEqual(claims, {
    sub: key.appKey,
    account: 'lojaverde',
    audience: 'admin',
    exp: rest.expires,
    userId: key.id,
    iat: now,
    iss: 'token-emitter',
  });
  assert.deepEqual(Object.keys(partOf(token, 1)), ['sub', 'account', 'audience', 'exp', 'userId', 'iat', 'iss', 'jti']);

  const { kid, alg } = partOf(token, 0);
  const published = (await server.call('/.well-known/jwks.json')).body.keys;
  const jwk = published.find((each: { kid: string }) => each.kid === kid);
  assert.equal(alg, 'ES256');
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const publicKey = await webcrypto.subtle.importKey('jwk', jwk, ecdsa, false, ['verify']);
  const [header, payload, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const isSigned = (text: string) => webcrypto.subtle.verify(ecdsa, publicKey, bytes, Buffer.from(text));
  assert.deepEqual([await isSigned(`${header}.${payload}`), await isSigned(`${header}.${payload}x`)], [true, false]);
});

test('the owner of a key finds its logins in the audit log, and in the log is nothing of the user token', async (t) => {
  const { server, key, owner } = await open(t, 'OMSViewer');
  const token = await tokenOf(server, key);
  await tokenOf(server, key);
  const list = '/api/v1/accounts/lojaverde/audit?action=user_token.issued';
  const { items } = (await server.call(list, { headers: owner })).body;
  assert.deepEqual(
    items.map(({ actor, subject }: { actor: string; subject: string }) => [actor, subject]),
    [[`key:${key.appKey}`, `key:${key.id}`]],
  );
  assert.ok(!JSON.stringify(items).includes(token.slice(0, 40)));
});

test('the user token of a key opens what the key may do, wherever its pair does', async (t) => {
  const { server, key } = await open(t, 'OMSViewer', 'ViewApiKeys');
  const token = await tokenOf(server, key);
  const forwarded = await server.call(forward, { headers: inHeader(token) });
  const named = ['key', 'key-id', 'owner', 'user'].map((name) => forwarded.headers[`x-chaveiro-${name}`]);
  assert.deepEqual([forwarded.status, named], [204, [key.appKey, key.id, 'lojaverde', '']]);
  assert.equal((await server.call(forward, { headers: ['Cookie', `VtexIdclientAutCookie=${token}`] })).status, 204);
  assert.equal((await server.call(keys, { headers: inHeader(token) })).status, 200);
  assert.equal((await server.call('/api/vlm/appkeys', { headers: inHeader(token) })).status, 200);
  assertProblem(
    await server.call(keys, { method: 'POST', headers: inHeader(token), body: { label: 'x' } }),
    403,
    'resource_missing',
  );
  assert.equal(await codeOf(server, token, 'lojaazul'), 'no_grant');
  const both = [...inHeader(token), ...pairOf(key)];
  assertProblem(await server.call(keys, { headers: both }), 401, 'ambiguous_credentials');
});

test('a user token ends with the API token that it was made from, and with nothing else', async (t) => {
  const { server, key, change } = await open(t, 'OMSViewer');
  const old = await tokenOf(server, key);
  const renewed = (await change('POST', '/renewal', {})).body;
  const codes = async (...tokens: string[]) => await Promise.all(tokens.map((token) => codeOf(server, token)));
  const next = await tokenOf(server, { ...key, appToken: renewed.appToken });
  assert.deepEqual(await codes(old, next), ['allowed', 'allowed']);
  await change('POST', '/renewal/finish', {});
  assert.deepEqual(await codes(old, next), ['invalid_credentials', 'allowed'], 'finished');
  const undone = (await change('POST', '/renewal', {})).body;
  const short = await tokenOf(server, { ...key, appToken: undone.appToken });
  await change('DELETE', '/renewal');
  assert.deepEqual(await codes(next, short), ['allowed', 'invalid_credentials'], 'undone');
  await change('PATCH', '', { roles: [] });
  assert.deepEqual(await codes(next), ['no_grant'], 'roles are those of now');
  await change('PATCH', '', { roles: [1], isActive: false });
  assert.deepEqual(await codes(next), ['key_inactive']);
  await change('PATCH', '', { isActive: true });
  assert.deepEqual(await codes(next), ['allowed']);
  await change('DELETE', '');
  assert.deepEqual(await codes(next), ['invalid_credentials'], 'deleted');
  server.shop.clock.now += 6 * 3_600_000;
  assert.deepEqual(await codes(next), ['invalid_credentials']);
});

test('through its own user token a key neither renews itself nor ends that, nor hands out what it lacks', async (t) => {
  const { server, key } = await open(t, 'RenewApiToken', 'EditApiKeys', 'ViewApiKeys');
  const headers = inHeader(await tokenOf(server, key));
  const renewal = { method: 'POST', headers, body: {} };
  assertProblem(await server.call(`${keys}/${key.id}/renewal`, renewal), 403, 'own_renewal');
  const renew = `/api/vtexid/apikey/${key.appKey}/apitoken/renew`;
  assert.equal((await server.call(renew, { method: 'PATCH', headers })).status, 403);
  const self = { method: 'PATCH', headers, body: { roles: [1] } };
  const refused = await server.call(`${keys}/${key.id}`, self);
  assert.deepEqual([refused.status, ['own_rights', 'above_own_rights'].includes(refused.body.code)], [403, true]);
  const stronger = { method: 'POST', headers, body: { label: 'x', roles: [1] } };
  assertProblem(await server.call(keys, stronger), 403, 'above_own_rights');
  const other = await server.shop.addKey('lojaverde');
  assert.equal((await server.call(`${keys}/${other.id}/renewal`, renewal)).status, 201);

  await startRenewal(server.shop.context, operator, { account: 'lojaverde', key: key.id });
  for (const [method, path] of [
    ['POST', '/renewal/finish'],
    ['DELETE', '/renewal'],
    ['DELETE', ''],
  ] as const) {
    const reply = await server.call(`${keys}/${key.id}${path}`, { method, headers });
    assertProblem(reply, 403, 'own_renewal');
  }
});

test('what is wrong with a pair is one answer, and the code beside it is that of a decision', async (t) => {
  const { server, key, change } = await open(t, 'OMSViewer');
  const other = server.shop.owners.lojaazul;
  const answers = async (pair: Pair, query = '') => {
    const { status, body, headers } = await logIn(server, pair, query);
    return [status, body, headers['x-chaveiro-code']];
  };
  assert.deepEqual(await answers({ ...key, appToken: other.appToken }), [401, wrong, 'invalid_credentials']);
  assert.deepEqual(await answers({ ...key, appKey: 'nobody' }), [401, wrong, 'invalid_credentials']);
  assert.deepEqual(await answers({ appKey: '', appToken: '' }), [401, wrong, 'invalid_credentials']);
  assert.deepEqual(await answers(key, '?an=lojaazul'), [401, wrong, 'invalid_credentials'], 'no role there');
  assert.deepEqual(await answers(key, '?an=nowhere'), [401, wrong, 'invalid_credentials'], 'no such account');
  await change('PATCH', '', { isActive: false });
  assert.deepEqual(await answers(key), [401, wrong, 'key_inactive']);
  for (const body of [undefined, {}, { appkey: key.appKey }, { appkey: 1, apptoken: 'x' }]) {
    const { status, body: refused } = await server.call(login, { method: 'POST', body });
    assert.deepEqual([status, Object.keys(refused)], [400, ['message']]);
  }
  assert.equal((await server.call(`${login}?an=lojaverde&an=lojaazul`, { method: 'POST', body: {} })).status, 400);
  assert.equal((await server.call(login)).status, 405);
});

test('a token is made for the account that the call names, where the key has a role', async (t) => {
  const { server, key } = await open(t, 'OMSViewer');
  const headers = pairOf(server.shop.owners.lojaazul);
  const grant = { appKey: key.appKey, roles: [await server.shop.addRole('lojaazul', ['OMSViewer'])] };
  await server.call('/api/v1/accounts/lojaazul/external-keys', { method: 'POST', headers, body: grant });
  const { token } = (await logIn(server, key, '?an=lojaazul')).body;
  assert.equal(partOf(token, 1).account, 'lojaazul');
  const asked = await server.call('/api/v1/verify', { method: 'POST', body: { userToken: token } });
  assert.deepEqual([asked.body.account, asked.body.code], ['lojaverde', 'allowed'], "without a name the key's own");
});

test('a key without any role can log in, and do nothing', async (t) => {
  const server = await openServer(t);
  const key = await server.shop.addKey('lojaverde');
  await server.verifier.catchUp(await server.shop.storage.readRevision());
  assert.equal(await codeOf(server, await tokenOf(server, key)), 'no_grant');
});

test('wrong pairs at the login are counted like every other one, and refuse nobody', async (t) => {
  const { server, key } = await open(t, 'OMSViewer');
  const bad = { appkey: key.appKey, apptoken: server.shop.owners.lojaazul.appToken };
  for (let time = 0; time < 120; time++) {
    assert.equal((await send(server.url, login, { method: 'POST', body: bad })).status, 401);
  }
  const last = server.failures.at(-1);
  assert.deepEqual(last, { action: 'credential.failed', tried: key.appKey, address: '127.0.0.1' });
  assert.equal((await logIn(server, key)).status, 200, 'also for the first time');
});

test('validate says whom a token stands for, to whoever has a credential', async (t) => {
  const { server, key, owner } = await open(t, 'OMSViewer');
  const token = await tokenOf(server, key);
  const ask = (body: unknown, headers = owner, query = '') =>
    server.call(validate + query, { method: 'POST', headers, body });
  const said = {
    authStatus: 'Success',
    id: key.id,
    user: key.appKey,
    account: 'lojaverde',
    audience: 'admin',
    tokenType: 'appkey',
  };
  assert.deepEqual((await ask({ token })).body, said);
  assert.deepEqual((await ask({ token }, inHeader(token), '?an=lojaverde')).body, said);
  for (const [body, headers, query] of [
    [{ token }, [], ''],
    [{ token: `${token}x` }, owner, ''],
    [{ token: key.appToken }, owner, ''],
    [{ token: '' }, owner, ''],
    [{ token }, owner, '?an=lojaazul'],
  ] as const) {
    const { status, body: answered } = await ask(body, [...headers], query);
    assert.deepEqual([status, answered], [401, wrong]);
  }
  assert.equal((await ask({})).status, 400);

  const secret = server.shop.setupUrls.lojaverde.split('#')[1];
  await server.call('/api/v1/setup', { method: 'POST', body: { token: secret, password: goodPassword } });
  const email = 'ana@lojaverde.example';
  const signIn = { method: 'POST', body: { email, password: goodPassword } };
  const cookie = (await server.call('/api/v1/session', signIn)).headers['set-cookie']?.[0]?.split(';')[0] as string;
  const made = await server.call('/api/v1/session/user-token', { method: 'POST', headers: ['Cookie', cookie] });
  const ofAna = (await ask({ token: made.body.userToken })).body;
  assert.deepEqual([ofAna.user, ofAna.tokenType, ofAna.account], [email, 'user', 'lojaverde']);

  const idOf = (usuario: string, headers: string[]) =>
    server.call(`/api/vtexid/pvt/user/id?usuario=${encodeURIComponent(usuario)}`, { headers });
  const byAna = inHeader(made.body.userToken);
  for (const asker of [byAna, owner]) {
    const own = await idOf(email, asker);
    assert.deepEqual(
      [own.status, own.body, own.headers['content-type']],
      [200, ofAna.id, 'application/json; charset=utf-8'],
    );
    assert.deepEqual((await idOf('ana@lojaazul.example', asker)).body, null, 'a user of another account');
    assert.deepEqual((await idOf('no address', asker)).body, null);
  }
  const viewer = inHeader(token);
  assert.equal((await idOf(email, viewer)).status, 403);
  assert.equal((await idOf(email, [])).status, 401);
  assert.equal((await server.call('/api/vtexid/pvt/user/id', { headers: owner })).status, 400);
});

test('a login is a use of the key, and no change', async (t) => {
  const { server, key, owner } = await open(t, 'OMSViewer');
  await tokenOf(server, key);
  const before = await server.shop.storage.readRevision();
  const token = await tokenOf(server, key);
  assert.equal(await codeOf(server, token), 'allowed');
  assert.equal(await server.shop.storage.readRevision(), before);
  await server.writeUsage();
  const shown = (await server.call(`${keys}/${key.id}`, { headers: owner })).body;
  assert.equal(shown.lastUsedAt, new Date(server.shop.clock.now).toISOString());
  const { body } = await server.call(`${keys}/${key.id}/usage`, { headers: owner });
  assert.equal(body.days.at(-1).allowed, 3);
});
