import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setAccountStatus } from '../../operations/accounts/set-account-status.ts';
import { goodPassword, join, open, signedIn } from '../../operations/people.fixture.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { add } from '../../operations/users/users.fixture.ts';
import { openServer, pairOf, type Reply } from '../server.fixture.ts';

const email = 'ana@lojaverde.example';

/** A server, and Ana, who has roles in both accounts and is signed in. */
async function openWithAna(t: TestContext) {
  const server = await openServer(t);
  const { shop } = server;
  await open(shop, shop.setupUrls.lojaverde);
  const { id, invitation } = await add(shop, email, [await shop.addRole('lojaazul', ['ViewApiKeys'])], 'lojaazul');
  await join(shop, invitation.url, await signedIn(shop, email));
  const signIn = { method: 'POST', body: { email, password: goodPassword } };
  const cookie = (await server.call('/api/v1/session', signIn)).headers['set-cookie']?.[0]?.split(';')[0] as string;
  const session = ['Cookie', cookie];
  const tokenFor = async (account: string): Promise<string> => {
    const asked = { method: 'POST', headers: session, body: { account } };
    return (await server.call('/api/v1/session/user-token', asked)).body.userToken;
  };
  const list = (headers: string[], query = '') => server.call(`/api/vlm/appkeys${query}`, { headers });
  const leave = () => {
    const owner = { method: 'DELETE', headers: pairOf(shop.owners.lojaazul) };
    return server.call(`/api/v1/accounts/lojaazul/users/${id}`, owner);
  };
  return { server, session, tokenFor, list, leave };
}

const inHeader = (token: string) => ['VtexIdclientAutCookie', token];
const inCookie = (token: string) => ['Cookie', `VtexIdclientAutCookie=${token}`];

/** Whose keys an answer lists, or its status. */
function accountIn({ status, body }: Reply): string | number {
  return status === 200 ? body[0].appKey.split('-')[1] : status;
}

test('without an account, a user token of a person is about the one that it was made for', async (t) => {
  const { tokenFor, list, session } = await openWithAna(t);
  for (const account of ['lojaverde', 'lojaazul']) {
    const token = await tokenFor(account);
    assert.equal(accountIn(await list(inHeader(token))), account);
    assert.equal(accountIn(await list(inCookie(token))), account);
    assert.equal(accountIn(await list(inHeader(token), '?an=lojaazul')), 'lojaazul', 'a name comes first');
  }
  const unclear = await list(session);
  assert.deepEqual([unclear.status, unclear.body.Message.includes('?an=')], [400, true], 'a session is for no account');
});

test('the account that a user token was made for is no right in it, once its holder has left it', async (t) => {
  const { tokenFor, list, leave } = await openWithAna(t);
  const [verde, azul] = [await tokenFor('lojaverde'), await tokenFor('lojaazul')];
  assert.equal((await leave()).status, 204);
  const left = await list(inHeader(azul));
  const stranger = await list(inHeader(azul), '?an=nowhere');
  assert.deepEqual([left.status, left.body], [404, stranger.body]);
  assert.equal(accountIn(await list(inHeader(azul), '?an=lojaverde')), 'lojaverde', 'roles elsewhere are as before');
  assert.equal(accountIn(await list(inHeader(verde))), 'lojaverde');
  assert.equal(accountIn(await list(inHeader(verde), '?an=lojaazul')), 404);
});

test('an account that was deactivated is closed to user tokens that were made for it', async (t) => {
  const { server, tokenFor, list } = await openWithAna(t);
  const azul = await tokenFor('lojaazul');
  await setAccountStatus(server.shop.context, operator, { name: 'lojaazul', isActive: false });
  await server.verifier.catchUp(await server.shop.storage.readRevision());
  assert.equal(accountIn(await list(inHeader(azul))), 403);
  assert.equal(accountIn(await list(inHeader(azul), '?an=lojaverde')), 'lojaverde');
});

test('whether its caller holds a resource is true or false, by user token as by pair, and tells of no account', async (t) => {
  const { server, tokenFor } = await openWithAna(t);
  const { shop } = server;
  const azul = await tokenFor('lojaazul');
  const reader = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['OMSViewer'])]);
  await server.verifier.catchUp(await shop.storage.readRevision());
  const ask = async (headers: string[], resource: string, query = '') => {
    const path = `/api/license-manager/resources/${encodeURIComponent(resource)}/access${query}`;
    const { status, body } = await server.call(path, { headers });
    return [status, body];
  };
  assert.deepEqual(await ask(inHeader(azul), 'ViewApiKeys'), [200, true]);
  assert.deepEqual(await ask(inCookie(azul), 'ViewApiKeys'), [200, true]);
  assert.deepEqual(await ask(inHeader(azul), 'OMSViewer'), [200, false]);
  // Elsewhere Ana is Owner, who holds every resource that there is.
  assert.deepEqual(await ask(inHeader(azul), 'OMSViewer', '?an=lojaverde'), [200, true]);
  assert.deepEqual(await ask(inHeader(azul), 'NoSuchResource', '?an=lojaverde'), [200, false]);
  assert.deepEqual(await ask(pairOf(reader), 'OMSViewer'), [200, true]);
  assert.deepEqual(await ask(pairOf(reader), 'omsviewer'), [200, false]);
  for (const account of ['lojaazul', 'nowhere', 'x'.repeat(50)]) {
    assert.deepEqual(await ask(pairOf(reader), 'OMSViewer', `?an=${account}`), [200, false], account);
  }
  assert.equal((await ask([], 'OMSViewer'))[0], 401);
  assert.equal((await ask(inHeader(`${azul}x`), 'OMSViewer'))[0], 401);
});
