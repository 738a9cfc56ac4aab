/** Forward-auth as part of a server: before it is ready, its addresses, and its limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importCatalog } from '../../../operations/resources/import-catalog.ts';
import { operator } from '../../../operations/shop.fixture.ts';
import { assertProblem, openServer, pairOf } from '../../server.fixture.ts';

test('a server that has not read the keys says so before anything else', async (t) => {
  const server = await openServer(t, { isUnread: true });
  const address = '/forward-auth/nginx?account=lojaverde&anyOf=ViewApiKeys';
  for (const [path, headers] of [
    [address, []],
    [address, pairOf(server.shop.owners.lojaverde)],
    [address, ['Authorization', 'Basic !']],
    ['/forward-auth/nginx?nonsense', []],
  ] as const) {
    assertProblem(await server.call(path, { headers }), 503, 'not_ready');
  }
  assert.ok(!server.log.some(({ dialect }) => dialect !== undefined), 'no mistake is logged');
});

const caddyQuery = 'account=lojaverde&anyOf=ViewApiKeys';

test("under caddy a query that equals the client's is refused, and so is one that cannot be compared", async (t) => {
  const server = await openServer(t);
  const pair = pairOf(server.shop.owners.lojaverde);
  const ask = (uri: string[], address = `/forward-auth/caddy?${caddyQuery}`) =>
    server.call(address, { headers: [...uri, 'X-Forwarded-Method', 'GET', ...pair] });

  assertProblem(await ask(['X-Forwarded-Uri', `/orders?${caddyQuery}`]), 503, 'misconfigured');
  assertProblem(await ask([]), 503, 'misconfigured');
  for (const uri of ['/orders', '/orders?', `/orders?x&${caddyQuery}`, `/orders?${caddyQuery}&x`, `/${caddyQuery}`]) {
    assert.equal((await ask(['X-Forwarded-Uri', uri])).status, 204, uri);
  }
  const path = '/forward-auth/caddy/lojaverde/any/ViewApiKeys';
  assert.equal((await ask(['X-Forwarded-Uri', `/orders?${caddyQuery}`], `${path}?${caddyQuery}`)).status, 204);
  assert.equal((await ask([], path)).status, 204);
});

test('a resource key that no header can carry is percent-encoded', async (t) => {
  const server = await openServer(t);
  const resources = [{ key: 'Gestão', product: 'P', category: 'C', name: 'N' }];
  const { revision } = await importCatalog(server.shop.context, operator, { resources });
  await server.verifier.catchUp(revision);
  const address = `/forward-auth/nginx?account=lojaverde&anyOf=${encodeURIComponent('Gestão')}`;
  const reply = await server.call(address, { headers: pairOf(server.shop.owners.lojaverde) });
  assert.equal(reply.headers['x-chaveiro-resource'], 'Gest%C3%A3o');
});

test('however many wrong tokens come for a key, from the same address, its right one is decided the first time it comes', async (t) => {
  const server = await openServer(t);
  const { lojaverde, lojaazul } = server.shop.owners;
  const address = '/forward-auth/nginx?account=lojaverde&anyOf=ViewApiKeys';
  const ask = (key: { appKey: string; appToken: string }) =>
    server.call(address, { headers: ['X-VTEX-API-AppKey', key.appKey, 'X-VTEX-API-AppToken', key.appToken] });
  const { appKey } = lojaverde;
  const mistyped = lojaazul.appToken.slice(0, -1) + (lojaazul.appToken.endsWith('0') ? '1' : '0');
  for (const appToken of [mistyped, lojaazul.appToken]) {
    const guesses = await Promise.all(Array.from({ length: 150 }, () => ask({ appKey, appToken })));
    for (const guess of guesses) assertProblem(guess, 401, 'invalid_credentials');
  }
  assert.equal((await ask(lojaverde)).status, 204);
});

test('a dialect that is not understood is an address like any other that does not exist', async (t) => {
  const server = await openServer(t);
  for (const name of ['kong', 'haproxy', 'nginxx', 'NGINX', '']) {
    assertProblem(await server.call(`/forward-auth/${name}?account=lojaverde&anyOf=ViewApiKeys`), 404, 'not_found');
  }
});
