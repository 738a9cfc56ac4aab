/** What a user token opens, and to whom. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, pairOf, send } from '../server.fixture.ts';
import {
  email,
  forward,
  inCookie,
  inHeader,
  keys,
  openLink,
  openSignedIn,
  partOf,
  session,
  signIn,
  tokenOf,
  users,
  verify,
} from './user-token.fixture.ts';

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

test('wrong user tokens are counted for whom they name, and refuse nobody', async (t) => {
  const signed = await openSignedIn(t);
  const { server } = signed;
  const token = await tokenOf(signed);
  const [header, payload] = token.split('.');
  const forged = `${header}.${payload}.${'A'.repeat(86)}`;
  for (let time = 0; time < 120; time++) {
    const reply = await send(server.url, forward, { headers: inHeader(forged) });
    assert.equal(reply.status, 401);
  }
  assert.deepEqual(server.failures.at(-1), { action: 'credential.failed', tried: email, address: '127.0.0.1' });
  assert.equal((await server.call(forward, { headers: inHeader(token) })).status, 204, 'also for the first time');
  assertProblem(await server.call(keys, { headers: inHeader(forged) }), 401, 'invalid_credentials');
});
