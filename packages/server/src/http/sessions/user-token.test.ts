/** How a person comes by a user token, and what ends it. */
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { goodPassword } from '../../operations/people.fixture.ts';
import { assertProblem, pairOf, type Reply } from '../server.fixture.ts';
import {
  codeOf,
  email,
  inHeader,
  jwks,
  mint,
  openLink,
  openSignedIn,
  partOf,
  session,
  signIn,
  tokenOf,
  users,
  verify,
} from './user-token.fixture.ts';

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
  // Before there is a token: whoever reads the keys at its start has them all.
  const before = await Promise.all([server.call(jwks), server.call(jwks)]);
  const kids = before.map(({ body }) => body.keys.map((key: { kid: string }) => key.kid).join());
  const reply = await server.call(mint, { method: 'POST', headers: cookie });
  const token: string = reply.body.userToken;
  assert.deepEqual(kids, [partOf(token, 0).kid, partOf(token, 0).kid]);
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
