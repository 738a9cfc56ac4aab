import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertProblem, pairOf, type Reply } from '../../server.fixture.ts';
import { setScene } from './forward-auth.fixture.ts';

test("forward-auth for envoy: the client's path and method are those of the request itself, and 200 is yes", async (t) => {
  const { server, viewer, roleless, partner } = await setScene(t);
  const any = '/forward-auth/envoy/lojaverde/any/OMSViewer,ViewApiKeys';
  const api = '/forward-auth/envoy/lojaverde/api/orders';
  const ask = (path: string, headers: readonly string[], method = 'GET'): Promise<Reply> =>
    server.call(path, { method, headers });

  for (const [path, method] of [
    [`${any}/`, 'GET'],
    [`${any}/orders/1?a=/../b`, 'DELETE'],
    [`${api}/orders/1`, 'GET'],
    [`${api}/orders/1?expand=items`, 'HEAD'],
  ] as const) {
    const reply = await ask(path, pairOf(viewer), method);
    assert.equal(reply.status, 200, path);
    assert.equal(reply.headers['content-length'], '0', path);
    assert.deepEqual(
      ['key', 'key-id', 'owner', 'user', 'account', 'resource'].map((name) => reply.headers[`x-chaveiro-${name}`]),
      [viewer.appKey, viewer.id, 'lojaverde', '', 'lojaverde', 'ViewApiKeys'],
    );
    assert.equal(
      reply.headers['x-envoy-auth-headers-to-remove'],
      'x-vtex-api-appkey,x-vtex-api-apptoken,vtexidclientautcookie',
    );
  }
  const basic = `Basic ${Buffer.from(`${partner.appKey}:${partner.appToken}`).toString('base64')}`;
  const byBasic = await ask(`${any}/`, ['Authorization', basic]);
  assert.equal(byBasic.headers['x-chaveiro-owner'], 'lojaazul');
  assert.match(String(byBasic.headers['x-envoy-auth-headers-to-remove']), /,authorization$/);

  for (const [status, code, path, headers, method] of [
    [401, 'missing_credentials', `${api}/orders/1`, [], 'GET'],
    [401, 'invalid_credentials', `${api}/orders/1`, ['Authorization', 'Basic !'], 'GET'],
    [401, 'ambiguous_credentials', `${api}/orders/1`, [...pairOf(viewer), 'Authorization', basic], 'GET'],
    [403, 'no_grant', `${api}/orders/1`, pairOf(roleless), 'GET'],
    [403, 'resource_denied', `${api}/orders`, pairOf(viewer), 'POST'],
    [403, 'unknown_route', `${api}/orders/1`, pairOf(viewer), 'DELETE'],
    [403, 'unknown_route', `${api}/`, pairOf(viewer), 'OPTIONS'],
    [403, 'bad_path', `${api}/orders/../orders/1`, pairOf(viewer), 'GET'],
    [403, 'bad_path', `${any}//orders`, pairOf(viewer), 'GET'],
    [403, 'bad_path', `${any}/%2e%2e/any/ViewApiKeys/`, pairOf(viewer), 'GET'],
    // Nothing of the client follows, or the address is not one that somebody who runs a gateway would write.
    ...['', '?x=/', '/'].map(
      (rest) => [503, 'misconfigured', `/forward-auth/envoy${rest}`, pairOf(viewer), 'GET'] as const,
    ),
    [503, 'misconfigured', any, pairOf(viewer), 'GET'],
    [503, 'misconfigured', `${api}?/orders/1`, pairOf(viewer), 'GET'],
    [503, 'misconfigured', '/forward-auth/envoy?account=lojaverde&anyOf=ViewApiKeys', pairOf(viewer), 'GET'],
    [503, 'misconfigured', '/forward-auth/envoy/lojaverde/any/NoSuchResource/orders', pairOf(viewer), 'GET'],
    [503, 'misconfigured', '/forward-auth/envoy/lojaverde/all/ViewApiKeys/orders', [], 'GET'],
    [503, 'misconfigured', '/forward-auth/envoy/nowhere/any/ViewApiKeys/orders', [], 'GET'],
  ] as const) {
    const reply = await ask(path, headers, method);
    assertProblem(reply, status, code);
    assert.equal(reply.headers['x-chaveiro-code'], code);
    assert.equal(reply.headers['x-chaveiro-key'], undefined);
  }
  // What another gateway, or the client, says of the path is nothing here.
  for (const name of [
    'X-Forwarded-Uri',
    'X-Original-URI',
    'X-Envoy-Original-Path',
    'X-Forwarded-Method',
    'X-Original-Method',
  ]) {
    const reply = await ask(`${api}/orders`, [name, '/orders/1', ...pairOf(viewer)], 'POST');
    assertProblem(reply, 403, 'resource_denied');
  }
});
