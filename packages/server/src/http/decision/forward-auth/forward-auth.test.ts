import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { PlainToken } from '../../../domain/plain-token.ts';
import { setAccountStatus } from '../../../operations/accounts/set-account-status.ts';
import { importRoutes } from '../../../operations/routes/import-routes.ts';
import { operator } from '../../../operations/shop.fixture.ts';
import { assertProblem, pairOf, type Reply } from '../../server.fixture.ts';
import { dialects } from '../endpoints.ts';
import { setScene } from './forward-auth.fixture.ts';

const identityHeaders = [
  'x-chaveiro-key',
  'x-chaveiro-key-id',
  'x-chaveiro-owner',
  'x-chaveiro-user',
  'x-chaveiro-account',
  'x-chaveiro-resource',
];

for (const { name: dialect, uriHeader, methodHeader, takesQueryForm, allowStatus } of dialects) {
  test(`forward-auth for ${dialect}`, async (t) => {
    const scene = await setScene(t);
    const names = { uri: uriHeader.usual, method: methodHeader.usual };
    const other = dialects.find((each) => each.uriHeader.usual !== names.uri) ?? assert.fail();
    const prefix = `/forward-auth/${dialect}`;
    const byApi = (api: string) =>
      takesQueryForm ? `${prefix}?account=lojaverde&api=${api}` : `${prefix}/lojaverde/api/${api}`;
    const byRoute = byApi('orders');
    const byResource = takesQueryForm
      ? `${prefix}?account=lojaverde&anyOf=OMSViewer&anyOf=ViewApiKeys`
      : `${prefix}/lojaverde/any/OMSViewer,ViewApiKeys`;

    function ask(address: string, headers: readonly string[], uri = '/orders/1', method = 'GET'): Promise<Reply> {
      return scene.server.call(address, { headers: [names.uri, uri, names.method, method, ...headers] });
    }

    function assertRefused(reply: Reply, status: number, code: string): void {
      assertProblem(reply, status, code);
      assert.equal(reply.headers['x-chaveiro-code'], code);
      for (const name of identityHeaders) assert.equal(reply.headers[name], undefined);
      assert.equal(reply.headers['www-authenticate'] !== undefined, status === 401);
      assert.equal(reply.headers['retry-after'] !== undefined, status === 503);
    }

    await t.test('an allowed request has every identity header, and nobody may keep the answer', async () => {
      const { viewer } = scene;
      const reply = await ask(byResource, pairOf(viewer));
      assert.deepEqual([reply.status, reply.body], [allowStatus, '']);
      assert.deepEqual(
        identityHeaders.map((name) => reply.headers[name]),
        [viewer.appKey, viewer.id, 'lojaverde', '', 'lojaverde', 'ViewApiKeys'],
      );
      assert.equal(reply.headers['cache-control'], 'no-store');
    });

    await t.test("another account's key is known by its owner", async () => {
      const reply = await ask(byRoute, pairOf(scene.partner));
      assert.equal(reply.status, allowStatus);
      assert.equal(reply.headers['x-chaveiro-owner'], 'lojaazul');
      assert.equal(reply.headers['x-chaveiro-account'], 'lojaverde');
    });

    await t.test('the path form says the same as the query form, whatever query comes behind it', async () => {
      for (const rest of ['any/OMSViewer,ViewApiKeys', 'api/orders']) {
        const address = `/forward-auth/${dialect}/lojaverde/${rest}`;
        assert.equal((await ask(address, pairOf(scene.viewer))).status, allowStatus);
        assert.equal((await ask(`${address}?account=lojaazul&anyOf=x`, pairOf(scene.viewer))).status, allowStatus);
        assertRefused(await ask(address, pairOf(scene.roleless)), 403, 'no_grant');
      }
    });

    await t.test('the method of the request to us does not matter, and HEAD has no body', async () => {
      const headers = [names.uri, '/orders/1', names.method, 'GET'];
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        const allowed = await scene.server.call(byRoute, { method, headers: [...headers, ...pairOf(scene.viewer)] });
        assert.equal(allowed.status, allowStatus, method);
        const denied = await scene.server.call(byRoute, { method, headers });
        assert.equal(denied.status, 401, method);
        assert.equal(denied.body === '', method === 'HEAD', method);
      }
    });

    await t.test('every refusal has the status that gateways act on', async () => {
      const { viewer, roleless, inactive } = scene;
      const basic = (text: string) => ['Authorization', `Basic ${Buffer.from(text).toString('base64')}`];
      const wrongToken = { appKey: viewer.appKey, appToken: roleless.appToken };
      const cases: [number, string, Promise<Reply>][] = [
        [401, 'missing_credentials', ask(byRoute, [])],
        [401, 'missing_credentials', ask(byRoute, ['Authorization', 'Bearer x', 'Cookie', 'chaveiro_session=x'])],
        [401, 'ambiguous_credentials', ask(byRoute, [...pairOf(viewer), ...basic('a:b')])],
        [401, 'ambiguous_credentials', ask(byRoute, [...pairOf(viewer), ...pairOf(viewer)])],
        [401, 'invalid_credentials', ask(byRoute, basic('nonsense'))],
        [401, 'invalid_credentials', ask(byRoute, pairOf(wrongToken))],
        [401, 'invalid_credentials', ask(byRoute, ['VtexIdclientAutCookie', 'x'])],
        [401, 'key_inactive', ask(byRoute, pairOf(inactive))],
        [403, 'bad_path', ask(byRoute, pairOf(viewer), '/orders/../orders/1')],
        [403, 'bad_path', ask(byResource, pairOf(viewer), '/orders//1')],
        [403, 'bad_path', ask(byResource, pairOf(roleless), '/orders/%2e%2e')],
        [403, 'unknown_route', ask(byRoute, pairOf(viewer), '/nowhere')],
        [403, 'unknown_route', ask(byRoute, pairOf(viewer), '/orders/1', 'get')],
        [403, 'no_grant', ask(byRoute, pairOf(roleless))],
        [403, 'resource_denied', ask(byRoute, pairOf(viewer), '/orders', 'POST')],
      ];
      for (const [status, code, reply] of cases) assertRefused(await reply, status, code);
    });

    await t.test(
      'bad_path says where and why, to whoever has a right credential, and repeats nothing of the path',
      async () => {
        const secret = 'chv_secret;in-a-path';
        const cases = [
          [byRoute, '/orders/%41', 'The path is not in canonical form. At character 9: "%41" is written "A".'],
          [byResource, `/a/${secret}`, 'The path is not in canonical form. At character 14: ";" is written "%3B".'],
          [byRoute, '/orders/1/', 'The path ends with a slash, and no route has one there.'],
        ] as const;
        for (const [address, uri, detail] of cases) {
          assert.equal((await ask(address, pairOf(scene.viewer), uri)).body.detail, detail);
          assert.doesNotMatch((await ask(address, [], uri)).body.detail, /path|character/);
        }
      },
    );

    await t.test('401 says every way to authenticate, and the mistake that it sees', async () => {
      const { viewer } = scene;
      const line = `Basic ${Buffer.from(`${viewer.appKey}:${viewer.appToken}\n`).toString('base64')}`;
      for (const [headers, detail] of [
        [[], /^No credential was sent: `X-VTEX-API-AppKey` with `X-VTEX-API-AppToken`/],
        [['Authorization', line], /The text in Basic has a line break/],
        [
          pairOf({ appKey: viewer.appKey, appToken: `${viewer.appToken}x` as PlainToken }),
          /this token has 54 characters/,
        ],
      ] as [string[], RegExp][]) {
        const reply = await ask(byRoute, headers);
        assert.match(reply.body.detail, detail);
        const challenge = String(reply.headers['www-authenticate']);
        for (const way of [/^Basic realm/, /AppKey .*X-VTEX-API-AppKey X-VTEX-API-AppToken/, /VtexIdclientAutCookie/]) {
          assert.match(challenge, way);
        }
      }
    });

    await t.test('HEAD is decided as GET', async () => {
      assert.equal((await ask(byRoute, pairOf(scene.viewer), '/orders/1', 'HEAD')).status, allowStatus);
      assertRefused(await ask(byRoute, pairOf(scene.viewer), '/orders', 'HEAD'), 403, 'unknown_route');
    });

    await t.test('a denial names the resources that would have opened it', async () => {
      const reply = await ask(byRoute, pairOf(scene.viewer), '/orders', 'POST');
      assert.deepEqual(reply.body.missingResources, ['EditApiKeys', 'Save_User']);
    });

    await t.test("a path's slash at the end and its query are no matter where resources are asked for", async () => {
      for (const uri of ['/orders/', '/orders?x=/../', '/']) {
        assert.equal((await ask(byResource, pairOf(scene.viewer), uri)).status, allowStatus, uri);
      }
    });

    await t.test('nothing is said about path and account before the credential is right', async () => {
      for (const uri of ['/orders/../1', '/nowhere', '/orders/1']) {
        assertRefused(await ask(byRoute, ['Authorization', 'Basic eDp5'], uri), 401, 'invalid_credentials');
      }
    });

    await t.test(
      "a mistake in the gateway's configuration is 503, also without a credential, and never an allow",
      async () => {
        const { server, viewer } = scene;
        const addresses = [
          ...(takesQueryForm ? [] : ['?account=lojaverde&anyOf=ViewApiKeys', '?account=lojaverde&api=orders']),
          '',
          '?',
          '?account=lojaverde',
          '?anyOf=ViewApiKeys',
          '?account=&anyOf=ViewApiKeys',
          '?account=lojaverde&anyOf=',
          '?account=lojaverde&anyOf=ViewApiKeys&anyOf=',
          '?account=lojaverde&api=',
          '?account=lojaverde&api=orders&anyOf=ViewApiKeys',
          '?account=lojaverde&account=lojaverde&anyOf=ViewApiKeys',
          '?account=lojaverde&api=orders&api=orders',
          '?account=lojaverde&anyOf=ViewApiKeys&x=1',
          '?account=lojaverde&anyOf=ViewApiKeys&',
          '?account=lojaverde&anyof=ViewApiKeys',
          '?account=lojaverde&anyOf=%E0%A4%A',
          '?account=lojaverde&anyOf=%zz',
          '?account=nobody&anyOf=ViewApiKeys',
          '?account=LOJAVERDE&anyOf=ViewApiKeys',
          '?account=lojaverde&anyOf=NoSuchResource',
          '?account=lojaverde&anyOf=ViewApiKeys&anyOf=NoSuchResource',
          '?account=lojaverde&api=nothing',
          '?account=lojaverde&__proto__=x&anyOf=ViewApiKeys',
          '/',
          '/lojaverde',
          '/lojaverde/any',
          '/lojaverde/any/',
          '/lojaverde/any/ViewApiKeys,',
          '/lojaverde/any/ViewApiKeys/',
          '/lojaverde/any/ViewApiKeys/orders/1',
          '/lojaverde/all/ViewApiKeys',
          '/lojaverde/api/nothing',
          '/nobody/any/ViewApiKeys',
          '/lojaverde/any/%zz',
        ];
        for (const address of addresses) {
          for (const headers of [pairOf(viewer), [], ['Authorization', 'Basic !']]) {
            assertRefused(await ask(prefix + address, headers), 503, 'misconfigured');
          }
        }
        const line = server.log.find(({ dialect: name }) => name === dialect);
        assert.equal(line?.level, 'error');
        assert.equal(server.log.filter(({ dialect: name }) => name === dialect).length, 1, 'one line in 10 s');
      },
    );

    await t.test('by route, a gateway that does not say method and path is misconfigured', async () => {
      const { server, viewer } = scene;
      for (const headers of [
        [],
        [names.uri, '/orders/1'],
        [names.method, 'GET'],
        [names.uri, '', names.method, 'GET'],
      ]) {
        const reply = await server.call(byRoute, { headers: [...headers, ...pairOf(viewer)] });
        assertRefused(reply, 503, 'misconfigured');
      }
    });

    await t.test("a gateway's header that comes twice is a client's, once at least", async () => {
      for (const twice of [
        [names.uri, '/orders/1'],
        [names.uri.toLowerCase(), ''],
        [names.method, 'GET'],
        [names.method.toUpperCase(), ''],
      ]) {
        assertRefused(await ask(byRoute, [...twice, ...pairOf(scene.viewer)]), 503, 'misconfigured');
        assertRefused(await ask(byResource, [...twice, ...pairOf(scene.viewer)]), 503, 'misconfigured');
      }
    });

    await t.test(
      "a gateway that reports by another gateway's header is misconfigured, whatever the client says",
      async () => {
        const { viewer } = scene;
        const uriHeaders = [other.uriHeader.usual, 'X-Original-URL', 'X-Rewrite-URL', 'X-Envoy-Original-Path'];
        const cases: [header: string, same: string[], differing: string[]][] = [
          ...uriHeaders.map((header): [string, string[], string[]] => [
            header,
            ['/orders/1?a=b', 'https://shop.example/orders/1?a=b', ''],
            ['/orders', '/orders/1', '/orders/1?a=c', 'https://shop.example/admin', 'https://shop.example', 'x'],
          ]),
          [other.methodHeader.usual, ['GET', ''], ['POST', 'get']],
        ];
        for (const [header, same, differing] of cases) {
          for (const name of [header, header.toLowerCase(), header.toUpperCase()]) {
            const reply = await ask(byRoute, [name, same[0] as string, ...pairOf(viewer)], '/orders/1?a=b');
            assert.equal(reply.status, allowStatus, name);
          }
          for (const value of same) {
            assert.equal(
              (await ask(byRoute, [header, value, ...pairOf(viewer)], '/orders/1?a=b')).status,
              allowStatus,
              value,
            );
          }
          for (const value of differing) {
            for (const address of [byRoute, byResource]) {
              const reply = await ask(address, [header, value, ...pairOf(viewer)], '/orders/1?a=b');
              assertRefused(reply, 503, 'misconfigured');
            }
          }
          // A gateway that sets nothing else has the client choose, or nobody.
          const alone = await scene.server.call(byResource, {
            headers: [header, differing[0] as string, ...pairOf(viewer)],
          });
          assertRefused(alone, 503, 'misconfigured');
        }
      },
    );

    await t.test('a full address in the place of the path is misconfigured', async () => {
      for (const uri of ['http://shop.example/orders/1', 'HTTPS://shop.example:8443/orders/1', 'http://x']) {
        for (const address of [byRoute, byResource]) {
          assertRefused(await ask(address, pairOf(scene.viewer), uri), 503, 'misconfigured');
        }
      }
    });

    await t.test('no other header, and none that looks like ours, changes a decision', async () => {
      const strangers = [
        ...[names.uri, names.method].map((name) => name.replaceAll('-', '_')),
        ...[names.uri, names.method].map((name) => name.replaceAll('-', '.')),
        'X-Forwarded-Path',
        'X-HTTP-Method-Override',
        'Forwarded',
        'X-Forwarded-For',
        'X-Forwarded-Host',
        'X-Chaveiro-Key',
        'X-Chaveiro-Account',
      ];
      for (const name of strangers) {
        for (const value of ['/orders/1', 'GET', '/orders', 'POST', 'lojaazul', '127.0.0.1']) {
          const spoof = [name, value];
          assert.equal((await ask(byRoute, [...spoof, ...pairOf(scene.viewer)])).status, allowStatus);
          const denied = await ask(byRoute, [...spoof, ...pairOf(scene.viewer)], '/orders', 'POST');
          assertRefused(denied, 403, 'resource_denied');
        }
      }
    });

    await t.test('an address is looked up again when what it names begins or ceases to be', async () => {
      const { server, viewer } = scene;
      const api = `later${dialect}`;
      const address = byApi(api);
      assertRefused(await ask(address, pairOf(viewer)), 503, 'misconfigured');
      const routes = [{ method: 'GET', path: '/orders/{id}', anyOf: ['ViewApiKeys'] }];
      const { revision } = await importRoutes(server.shop.context, operator, { api, routes });
      await server.verifier.catchUp(revision);
      assert.equal((await ask(address, pairOf(viewer))).status, allowStatus);
    });

    await t.test('a request that announces a body is answered, and its connection is not used again', async () => {
      const { url } = scene.server;
      const { hostname, port } = new URL(url);
      const head = `GET ${byRoute} HTTP/1.1\r\nHost: x\r\n`;
      const smuggled = `${head}${names.uri}: /orders/1\r\n${names.method}: GET\r\n\r\n`;
      for (const announcement of [`Content-Length: ${smuggled.length}`, 'Transfer-Encoding: chunked']) {
        const received = await new Promise<string>((resolve, reject) => {
          const socket = connect(Number(port), hostname, () => socket.write(`${head}${announcement}\r\n\r\n`));
          let text = '';
          socket.on('data', (chunk) => {
            text += chunk;
          });
          socket.on('close', () => resolve(text));
          socket.on('error', reject);
        });
        assert.match(received, /^HTTP\/1\.1 503 /);
        assert.match(received, /Connection: close/i);
        assert.equal(received.split('HTTP/1.1 ').length, 2, 'one answer');
      }
    });

    await t.test('an inactive account called is 403, an inactive owner 401', async (t) => {
      const { server, viewer, partner } = await setScene(t);
      const { context } = server.shop;
      const { revision } = await setAccountStatus(context, operator, { name: 'lojaverde', isActive: false });
      await server.verifier.catchUp(revision);
      const headers = [names.uri, '/orders/1', names.method, 'GET'];
      const called = await server.call(byRoute, { headers: [...headers, ...pairOf(partner)] });
      assertRefused(called, 403, 'account_inactive');
      const owner = await server.call(byRoute, { headers: [...headers, ...pairOf(viewer)] });
      assertRefused(owner, 401, 'key_inactive');
    });
  });
}
