import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { goodPassword } from '../../operations/people.fixture.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { listSigningKeys } from '../../operations/signing-keys/list-signing-keys.ts';
import { rotateSigningKey } from '../../operations/signing-keys/rotate-signing-key.ts';
import { assertProblem, openServer, pairOf, type Reply, send, type TestServer } from '../server.fixture.ts';

const email = 'ana@lojaverde.example';
const session = '/api/v1/session';
const mint = `${session}/user-token`;
const users = '/api/v1/accounts/lojaverde/users';
const keys = '/api/v1/accounts/lojaverde/keys';
const jwks = '/.well-known/jwks.json';
const forward = '/forward-auth/nginx?account=lojaverde&anyOf=OMSViewer';

interface Signed {
  readonly server: TestServer;
  readonly cookie: string[];
}

async function openSignedIn(t: TestContext): Promise<Signed> {
  const server = await openServer(t);
  await openLink(server, server.shop.setupUrls.lojaverde);
  return { server, cookie: await signIn(server) };
}

async function openLink(server: TestServer, url: string): Promise<void> {
  const body = { token: url.split('#')[1], password: goodPassword };
  assert.equal((await server.call('/api/v1/setup', { method: 'POST', body })).status, 200);
}

async function signIn(server: TestServer, who = email): Promise<string[]> {
  const reply = await server.call(session, { method: 'POST', body: { email: who, password: goodPassword } });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  const value = (reply.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]);
  return ['Cookie', value.find((line) => line?.startsWith('chaveiro-session=')) as string];
}

async function tokenOf({ server, cookie }: Signed, body?: object): Promise<string> {
  const reply = await server.call(mint, { method: 'POST', headers: cookie, body });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.userToken;
}

const inHeader = (token: string) => ['VtexIdclientAutCookie', token];
const inCookie = (token: string) => ['Cookie', `VtexIdclientAutCookie=${token}`];

const verify = (server: TestServer, userToken: string, more: object = {}) =>
  server.call('/api/v1/verify', { method: 'POST', body: { userToken, account: 'lojaverde', ...more } });

const codeOf = async (server: TestServer, userToken: string) => (await verify(server, userToken)).body.code;

// biome-ignore lint/suspicious/noExplicitAny: a test looks into what it then compares.
function partOf(token: string, part: 0 | 1): any {
  return JSON.parse(Buffer.from(token.split('.')[part] as string, 'base64url').toString());
}

/** Verifies by WebCrypto what anybody can read: the keys at the well-known address, and nothing of ours. */
async function isSignedByUs(token: string, { body }: Reply): Promise<boolean> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const jwk = body.keys.find(({ kid }: { kid: string }) => kid === partOf(token, 0).kid);
  if (jwk === undefined) return false;
  const key = await webcrypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  const signed = Buffer.from(`${header}.${payload}`);
  return await webcrypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-256' },
    key,
    Buffer.from(signature, 'base64url'),
    signed,
  );
}

test('a person gets a user token with the header and the claims that VTEX ID gives, signed by a key that is published', async (t) => {
  const { server, cookie } = await openSignedIn(t);
  const { now } = server.shop.clock;
  assert.deepEqual((await server.call(jwks)).body, { keys: [] });
  const reply = await server.call(mint, { method: 'POST', headers: cookie });
  const token: string = reply.body.userToken;
  assert.equal(reply.body.expiresAt, new Date(now + 86_400_000).toISOString());
  const { kid, ...header } = partOf(token, 0);
  assert.match(kid, /^[0-9A-F]{40}$/);
  assert.deepEqual(header, { alg: 'ES256', typ: 'jwt' });
  const who = (await server.call(session, { headers: cookie })).body;
  const guid = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  assert.deepEqual(partOf(token, 1), {
    sub: email,
    account: 'lojaverde',
    audience: 'admin',
    sess: guid(who.session.id),
    exp: now / 1000 + 86_400,
    userId: guid(who.user.id),
    iat: now / 1000,
    iss: 'token-emitter',
    jti: guid(who.session.id),
  });
  const published = await server.call(jwks);
  assert.equal(published.headers['cache-control'], 'public, max-age=300');
  assert.equal(await isSignedByUs(token, published), true);
  const last = token.at(-1) === 'A' ? 'Q' : 'A';
  assert.equal(await isSignedByUs(token.slice(0, -1) + last, published), false);
  const event = await server.shop.lastEvent();
  assert.deepEqual(
    [event.action, event.actor, event.after],
    [
      'user_token.issued',
      `user:${email}`,
      { session: who.session.id, account: 'lojaverde', expiresAt: reply.body.expiresAt },
    ],
  );
});

test('a user token made late in a session ends with it', async (t) => {
  const { server, cookie } = await openSignedIn(t);
  const { clock } = server.shop;
  const end = clock.now + 86_400_000;
  for (let passed = 0; passed < 90; passed += 45) {
    clock.now += 45 * 60_000;
    await server.call(session, { headers: cookie });
  }
  const reply = await server.call(mint, { method: 'POST', headers: cookie });
  assert.equal(reply.body.expiresAt, new Date(end).toISOString());
  clock.now = end - 1;
  assert.equal(await codeOf(server, reply.body.userToken), 'allowed', 'although nobody used the session for hours');
  clock.now = end;
  assert.equal(await codeOf(server, reply.body.userToken), 'invalid_credentials');
});

test('a user token can be made for any account in which the user has a role, and is good in all of them', async (t) => {
  const { server, cookie } = await openSignedIn(t);
  const headers = pairOf(server.shop.owners.lojaazul);
  const body = { email, roles: [1] };
  const added = await server.call('/api/v1/accounts/lojaazul/users', { method: 'POST', headers, body });
  const mintFor = (account: string) => server.call(mint, { method: 'POST', headers: cookie, body: { account } });
  assertProblem(await mintFor('lojaazul'), 404, 'not_found');
  const token = added.body.invitation.url.split('#')[1];
  await server.call('/api/v1/setup', { method: 'POST', headers: cookie, body: { token } });
  const [byDefault, forAzul] = [await tokenOf({ server, cookie }), (await mintFor('lojaazul')).body.userToken];
  assert.deepEqual([partOf(byDefault, 1).account, partOf(forAzul, 1).account], ['lojaazul', 'lojaazul']);
  for (const account of ['lojaverde', 'lojaazul']) {
    assert.equal((await verify(server, forAzul, { account })).body.code, 'allowed');
  }
  assertProblem(await mintFor('nowhere'), 404, 'not_found');
  assertProblem(
    await server.call(mint, { method: 'POST', headers: cookie, body: { account: 1 } }),
    400,
    'invalid_request',
  );
});

test('a user token is made for whoever has the session, and not for another site', async (t) => {
  const { server, cookie } = await openSignedIn(t);
  const evil = [...cookie, 'Sec-Fetch-Site', 'cross-site'];
  assertProblem(await server.call(mint, { method: 'POST', headers: evil }), 403, 'cross_site_request');
  assertProblem(await server.call(mint, { method: 'POST' }), 401, 'sign_in_needed');
  const token = await tokenOf({ server, cookie });
  assertProblem(await server.call(mint, { method: 'POST', headers: inHeader(token) }), 401, 'sign_in_needed');
  const both = [...cookie, ...inHeader(token)];
  assertProblem(await server.call(mint, { method: 'POST', headers: both }), 401, 'ambiguous_credentials');
});

test('verify and gateways say who a user token stands for', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const token = await tokenOf(signed);
  const { body } = await verify(server, token, { anyOf: ['OMSViewer'] });
  const user = { id: partOf(token, 1).userId.replaceAll('-', ''), email };
  assert.deepEqual(
    [body.allowed, body.key, body.user, body.token, body.matchedResource],
    [true, null, user, null, 'OMSViewer'],
  );
  for (const headers of [inHeader(token), inCookie(token)]) {
    const reply = await server.call(forward, { headers });
    assert.equal(reply.status, 204);
    const named = ['user', 'key', 'key-id', 'owner', 'account', 'resource'].map(
      (name) => reply.headers[`x-chaveiro-${name}`],
    );
    assert.deepEqual(named, [email, '', '', '', 'lojaverde', 'OMSViewer']);
  }
  const pair = pairOf(server.shop.owners.lojaverde);
  for (const headers of [
    [...inHeader(token), ...pair],
    [...inCookie(token), ...pair],
    [...inHeader(token), ...inCookie(token)],
    [...inHeader(token), ...inHeader(token)],
  ]) {
    assertProblem(await server.call(forward, { headers }), 401, 'ambiguous_credentials');
    assertProblem(await server.call(keys, { headers }), 401, 'ambiguous_credentials');
  }
});

test('a user token ends with its session: signed out, ended from elsewhere, password changed, user removed', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const codes = async (...tokens: string[]) => await Promise.all(tokens.map((token) => codeOf(server, token)));
  const [first, second] = [await tokenOf(signed), await tokenOf({ server, cookie: await signIn(server) })];
  assert.deepEqual(await codes(first, second), ['allowed', 'allowed']);
  assert.equal((await server.call(session, { method: 'DELETE', headers: signed.cookie })).status, 204);
  assert.deepEqual(await codes(first, second), ['invalid_credentials', 'allowed']);

  const cookie = await signIn(server);
  const listed = (await server.call(`${session}/sessions`, { headers: cookie })).body.items;
  const other = listed.find((each: { isCurrent: boolean }) => !each.isCurrent);
  assert.equal(other.userTokenExpiresAt, new Date(server.shop.clock.now + 86_400_000).toISOString());
  await server.call(`${session}/sessions/${other.id}`, { method: 'DELETE', headers: cookie });
  assert.deepEqual(await codes(second), ['invalid_credentials']);

  const third = await tokenOf({ server, cookie });
  const change = { currentPassword: goodPassword, newPassword: `${goodPassword} novo` };
  await server.call(`${session}/password`, { method: 'POST', headers: cookie, body: change });
  assert.deepEqual(await codes(third), ['invalid_credentials']);

  const headers = pairOf(server.shop.owners.lojaverde);
  const bia = 'bia@lojaverde.example';
  const { body } = await server.call(users, { method: 'POST', headers, body: { email: bia, roles: [1] } });
  await openLink(server, body.invitation.url);
  const ofBia = await tokenOf({ server, cookie: await signIn(server, bia) });
  assert.deepEqual(await codes(ofBia), ['allowed']);
  await server.call(`${users}/${body.id}`, { method: 'PATCH', headers, body: { roles: [] } });
  assert.deepEqual(await codes(ofBia), ['invalid_credentials'], 'signed out with the last role');
  await server.call(`${users}/${body.id}`, { method: 'PATCH', headers, body: { roles: [1] } });
  const again = await tokenOf({ server, cookie: await signIn(server, bia) });
  assert.deepEqual(await codes(ofBia, again), ['invalid_credentials', 'allowed']);
  await server.call(`${users}/${body.id}`, { method: 'DELETE', headers });
  assert.deepEqual(await codes(again), ['invalid_credentials']);
});

test('a session that nobody uses is listed as long as a user token of it is good, so that it can be ended', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const token = await tokenOf(signed);
  server.shop.clock.now += 2 * 3_600_000;
  assertProblem(await server.call(session, { headers: signed.cookie }), 401, 'sign_in_needed');
  assert.equal(await codeOf(server, token), 'allowed');
  const cookie = await signIn(server);
  const items = (await server.call(`${session}/sessions`, { headers: cookie })).body.items;
  assert.deepEqual(
    items.map((each: { userTokenExpiresAt: string | null }) => each.userTokenExpiresAt !== null),
    [false, true],
  );
  await server.call(`${session}/sessions/${items[1].id}`, { method: 'DELETE', headers: cookie });
  assert.equal(await codeOf(server, token), 'invalid_credentials');
});

test('with a user token a person acts on the account as with the session, and no further', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const token = await tokenOf(signed);
  const headers = inHeader(token);
  const made = await server.call(keys, { method: 'POST', headers, body: { label: 'by Ana', roles: [] } });
  assert.equal(made.status, 201);
  assert.equal((await server.call(`${keys}/${made.body.id}`, { headers })).body.createdBy, `user:${email}`);
  assertProblem(await server.call('/api/v1/accounts/lojaazul/keys', { headers }), 404, 'not_found');
  const self = `${users}/${partOf(token, 1).userId.replaceAll('-', '')}`;
  assertProblem(await server.call(self, { method: 'PATCH', headers, body: { roles: [] } }), 403, 'own_rights');
  assertProblem(await server.call(self, { method: 'DELETE', headers }), 403, 'own_rights');
  assertProblem(await server.call(session, { headers }), 401, 'sign_in_needed');

  const clerk = await server.shop.addRole('lojaverde', ['Save_User', 'ViewApiKeys']);
  const owner = pairOf(server.shop.owners.lojaverde);
  const bia = 'bia@lojaverde.example';
  const added = await server.call(users, { method: 'POST', headers: owner, body: { email: bia, roles: [clerk] } });
  await openLink(server, added.body.invitation.url);
  const ofBia = inHeader(await tokenOf({ server, cookie: await signIn(server, bia) }));
  const body = { email: 'caio@lojaverde.example', roles: [1] };
  assertProblem(await server.call(users, { method: 'POST', headers: ofBia, body }), 403, 'above_own_rights');
  assertProblem(
    await server.call(keys, { method: 'POST', headers: ofBia, body: { label: 'x' } }),
    403,
    'resource_missing',
  );
});

test('a change with a user token in a cookie has to come from our own page, or from no browser', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const token = await tokenOf(signed);
  const change = (headers: string[]) => server.call(keys, { method: 'POST', headers, body: { label: 'x' } });
  const evil = ['Sec-Fetch-Site', 'cross-site'];
  for (const more of [
    evil,
    ['Sec-Fetch-Site', 'same-site'],
    ['Origin', 'https://evil.example'],
    ['User-Agent', 'Mozilla/5.0'],
  ]) {
    assertProblem(await change([...inCookie(token), ...more]), 403, 'cross_site_request');
    assert.equal((await server.call(keys, { headers: [...inCookie(token), ...more] })).status, 200, 'reading');
    assert.equal((await change([...inHeader(token), ...more])).status, 201, 'no other site sets a header');
  }
  for (const more of [[], ['Sec-Fetch-Site', 'same-origin'], ['Origin', server.url]]) {
    assert.equal((await change([...inCookie(token), ...more])).status, 201);
  }
  const form = ['Content-Type', 'application/x-www-form-urlencoded'];
  const posted = await send(server.url, keys, {
    method: 'POST',
    headers: [...inCookie(token), ...form],
    body: 'label=x',
  });
  assertProblem(posted, 415, 'unsupported_media_type');
});

test('a new signing key is announced before it signs; tokens of the old one are good until they expire', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const { clock, context } = server.shop;
  const published = async () => (await server.call(jwks)).body.keys.map(({ kid }: { kid: string }) => kid);
  const operations = {
    ...context,
    onChanged: (revision: Parameters<typeof server.verifier.catchUp>[0]) => server.verifier.catchUp(revision),
  };
  const rotate = async (isCompromised: boolean) =>
    (await rotateSigningKey(operations, operator, { isCompromised })).value;

  const old = await tokenOf(signed);
  const { made, followed } = await rotate(false);
  assert.deepEqual([made.state, followed.map(({ state }) => state)], ['announced', ['signing']]);
  assert.deepEqual((await published()).toSorted(), [made.kid, partOf(old, 0).kid].toSorted());
  assert.equal(partOf(await tokenOf(signed), 0).kid, partOf(old, 0).kid);
  clock.now += 5 * 60_000;
  const next = await tokenOf(signed);
  assert.equal(partOf(next, 0).kid, made.kid);
  assert.deepEqual([await codeOf(server, old), await codeOf(server, next)], ['allowed', 'allowed']);
  const states = async () => (await listSigningKeys(context, operator)).map(({ state }) => state);
  assert.deepEqual(await states(), ['signing', 'retired']);

  const end = Date.parse(followed[0]?.expiresAt as string);
  assert.ok(end > clock.now + 86_400_000, 'later than any token that was made with it');
  clock.now = end - 1;
  assert.equal((await published()).length, 2);
  clock.now = end;
  assert.deepEqual([await published(), await states()], [[made.kid], ['signing']]);
});

test('when a signing key is compromised, every token that was made until then ends at once', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const { context } = server.shop;
  const operations = {
    ...context,
    onChanged: (revision: Parameters<typeof server.verifier.catchUp>[0]) => server.verifier.catchUp(revision),
  };
  const old = await tokenOf(signed);
  assert.equal(await codeOf(server, old), 'allowed');
  const { value } = await rotateSigningKey(operations, operator, { isCompromised: true });
  assert.deepEqual([value.made.state, value.followed], ['signing', []]);
  assert.equal(await codeOf(server, old), 'invalid_credentials');
  const next = await tokenOf(signed);
  assert.deepEqual([partOf(next, 0).kid, await codeOf(server, next)], [value.made.kid, 'allowed']);
  assert.equal((await server.call(jwks)).body.keys.length, 1);
  const { privateKey } =
    (await context.storage.read((tx) => tx.listSigningKeys())).find(({ kid }) => kid === partOf(old, 0).kid) ?? {};
  assert.equal(privateKey, null);
});

test('wrong user tokens are counted for whom they name, and limited without touching others', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const token = await tokenOf(signed);
  const [header, payload] = token.split('.');
  const forged = `${header}.${payload}.${'A'.repeat(86)}`;
  for (let time = 0; time < 100; time++) {
    const reply = await send(server.url, forward, { headers: inHeader(forged) });
    assert.equal(reply.status, 401);
  }
  assert.deepEqual(server.failures.at(-1), { action: 'credential.failed', tried: email, address: '127.0.0.1' });
  assertProblem(await server.call(forward, { headers: inHeader(forged) }), 503, 'overloaded');
  assertProblem(await server.call(keys, { headers: inHeader(forged) }), 503, 'overloaded');
  const pair = pairOf(server.shop.owners.lojaverde);
  assert.equal((await server.call(forward, { headers: pair })).status, 204);
});

test('before everything is read, keys are not said to be none', async (t) => {
  const server = await openServer(t, { isUnread: true });
  assertProblem(await server.call(jwks), 503, 'not_ready');
});
