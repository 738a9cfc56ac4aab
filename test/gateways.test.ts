import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { Gateway } from './support/nginx.ts';
import { type RawRequest, sendRaw } from './support/raw-http.ts';
import { type ReceivedRequest, type RecordingApp, startRecordingApp } from './support/recording-app.ts';
import { gateways, openShop, type Shop } from './support/shop.ts';

type Header = readonly [string, string];

const balancer = '127.0.0.9';
const pagesOrigin = 'https://pages.example.com';

let shop: Shop;
before(async () => {
  shop = await openShop();
});

const identity = ['key', 'key-id', 'owner', 'account', 'resource'].map((name) => `x-chaveiro-${name}`);
const webSocket: Header[] = [
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
];

/** The addresses on which something listens on a port, as the kernel writes them. */
function listeningAddresses(port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/self/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local = '', , state]) => local.endsWith(suffix) && state === '0A')
      .map(([, local = '']) => local.slice(0, -suffix.length)),
  );
}

for (const { name, program, start } of gateways) {
  describe(`the example of ${name}, as operators use it`, { skip: program.skip }, () => {
    let app: RecordingApp;
    let gateway: Gateway;
    let credential: Header[];
    before(async () => {
      app = await startRecordingApp();
      const chaveiro = `127.0.0.1:${shop.server.port}`;
      gateway = await start({ chaveiro, appPort: app.port, balancer: `${balancer}/32`, pagesOrigin });
      credential = [
        ['X-VTEX-API-AppKey', shop.reader.appKey],
        ['X-VTEX-API-AppToken', shop.reader.appToken],
      ];
    });

    const send = (request: Omit<RawRequest, 'port'>) => sendRaw({ port: gateway.port, ...request });
    /** With a right credential. Answers the status and what the application got. */
    async function call(
      request: Omit<RawRequest, 'port'>,
    ): Promise<[status: number, received: ReceivedRequest | undefined]> {
      const answer = await send({ ...request, headers: [...credential, ...(request.headers ?? [])] });
      return [answer.status, app.take()[0]];
    }
    const headerOf = (received: ReceivedRequest | undefined, header: string) =>
      received?.headers.filter(([key]) => key === header).map(([, value]) => value);

    test('whatever Connection names, the application gets who calls, and the question is about its request', async () => {
      const named = [...identity, 'X-Chaveiro-User'].join(', ');
      const connections: Header[][] = [
        [['Connection', `close, ${named}`]],
        [
          ['Connection', 'close'],
          ['connection', named.toUpperCase()],
        ],
        [['Connection', 'X-Forwarded-Uri, X-Forwarded-Method, X-Original-URI, X-Original-Method, Cookie, close']],
        [['Connection', `Upgrade, ${named}`], ...webSocket],
        [['Connection', named], ['Connection', 'upgrade, close'], ...webSocket],
      ];
      for (const headers of connections) {
        const [status, received] = await call({ target: '/reports/a', headers: [['Cookie', 'a=b'], ...headers] });
        const about = JSON.stringify(headers);
        assert.equal(status, headers.length > 2 ? 101 : 200, about);
        const { id, appKey } = shop.reader;
        const seen = identity.map((header) => headerOf(received, header)?.join());
        assert.deepEqual(seen, [appKey, id, 'lojaverde', 'lojaverde', 'OMSViewer'], about);
        assert.deepEqual(headerOf(received, 'cookie'), ['a=b'], about);
      }
      const refused = await send({
        target: '/reports/a;b',
        headers: [...credential, ['Connection', 'X-Forwarded-Uri, close']],
      });
      assert.equal(refused.header('x-chaveiro-code'), 'bad_path');
    });

    test('a WebSocket is opened after a yes, and not after a no', async () => {
      const upgrade: Header[] = [['Connection', 'Upgrade, close'], ...webSocket];
      const [status, received] = await call({ target: '/reports/ws', headers: upgrade });
      assert.deepEqual([status, headerOf(received, 'upgrade')], [101, ['websocket']]);
      assert.equal((await send({ target: '/reports/ws', headers: upgrade })).status, 401);
      const [other] = await call({
        target: '/reports/a',
        headers: [
          ['Connection', 'Upgrade, HTTP2-Settings, close'],
          ['Upgrade', 'h2c'],
        ],
      });
      assert.equal(other, 200, 'no other protocol gets past');
      assert.equal(app.take().length, 0);
    });

    test('a body of 5 MB reaches the application', async () => {
      const body = 'x'.repeat(5_000_000);
      const [status, received] = await call({ method: 'PUT', target: '/reports/a', body });
      assert.deepEqual([status, received?.body.length], [200, body.length]);
      assert.equal((await send({ method: 'PUT', target: '/reports/a', body: 'x' })).status, 401);
    });

    test('HEAD of what may be read with GET', async () => {
      const target = '/api/oms/pvt/orders/12-ab';
      const [status, received] = await call({ method: 'HEAD', target });
      assert.deepEqual([status, received?.method], [200, 'HEAD']);
      assert.deepEqual((await call({ method: 'HEAD', target: `${target}/cancel` }))[0], 403);
    });

    test('a query of 25 KB', async () => {
      for (const path of ['/api/oms/pvt/orders/12-ab', '/reports/a']) {
        const target = `${path}?q=${'a'.repeat(25_000)}`;
        const [status, received] = await call({ target });
        assert.deepEqual([status, received?.target === target], [200, true]);
      }
    });

    test('the Host that the client called, with its port; and whatever it is, the request is asked about', async () => {
      for (const host of ['api.example.com:8443', 'api.example.com', '[::1]:8080']) {
        const headers: Header[] = [...credential, ['Host', host]];
        assert.equal((await send({ target: '/reports/a', headers })).status, 200, host);
        assert.deepEqual(headerOf(app.take()[0], 'host'), [host]);
        assert.equal((await send({ target: '/reports/a', headers: [['Host', host]] })).status, 401);
        assert.equal((await send({ target: '/nowhere', headers: [['Host', host]] })).status, 404);
      }
    });

    test('a prefix without its slash leads to a path, and to no inner address', async () => {
      const answer = await send({ target: '/api?a=b' });
      assert.deepEqual(
        [answer.status, answer.header('location')],
        name === 'nginx' ? [301, '/api/?a=b'] : [404, undefined],
      );
    });

    test('a named balancer is believed about client and scheme, and nobody else', async () => {
      const headers: Header[] = [
        ['X-Forwarded-For', '203.0.113.7'],
        ['X-Forwarded-Proto', 'https'],
      ];
      const seen = async (from: string) => {
        const [, received] = await call({ target: '/reports/a', from, headers });
        const chain = headerOf(received, 'x-forwarded-for')?.join().replaceAll(' ', '');
        return [chain, headerOf(received, 'x-forwarded-proto')?.join()];
      };
      assert.deepEqual(await seen(balancer), [`203.0.113.7,${balancer}`, 'https']);
      assert.deepEqual(await seen('127.0.0.8'), ['127.0.0.8', 'http']);
    });

    test('a named origin is told that it may call, and can read every answer; another one is told nothing', async () => {
      const preflight = (origin: string) =>
        send({
          method: 'OPTIONS',
          target: '/api/oms/pvt/orders/12-ab',
          headers: [
            ['Origin', origin],
            ['Access-Control-Request-Method', 'GET'],
            ['Access-Control-Request-Headers', 'x-vtex-api-appkey,x-vtex-api-apptoken'],
          ],
        });
      const told = await preflight(pagesOrigin);
      assert.deepEqual([told.status, told.header('access-control-allow-origin')], [204, pagesOrigin]);
      assert.match(told.header('access-control-allow-headers') ?? '', /X-VTEX-API-AppKey, X-VTEX-API-AppToken/);
      assert.match(told.header('access-control-allow-methods') ?? '', /\bGET\b.*\bDELETE\b/);
      const stranger = await preflight('https://other.example');
      assert.equal(stranger.status, 401);
      assert.equal(app.take().length, 0);

      const readable = async (origin: string, target: string, headers: Header[] = credential) => {
        const answer = await send({ target, headers: [...headers, ['Origin', origin]] });
        const [allowed, ...more] = answer.headers.filter(([key]) => key === 'access-control-allow-origin');
        assert.deepEqual(more, []);
        const exposed = answer.header('access-control-expose-headers');
        const varies = answer.headers.some(([key, value]) => key === 'vary' && /origin/i.test(value));
        return [answer.status, allowed?.[1], exposed, varies];
      };
      const shown = [pagesOrigin, 'X-Chaveiro-Code', true];
      assert.deepEqual(await readable(pagesOrigin, '/reports/a'), [200, ...shown]);
      assert.deepEqual(await readable(pagesOrigin, '/reports/a', []), [401, ...shown]);
      assert.deepEqual(await readable(pagesOrigin, '/reports/a;b'), [403, ...shown]);
      for (const target of ['/reports/a', '/reports/a;b']) {
        assert.deepEqual((await readable('https://other.example', target)).slice(1, 3), [undefined, undefined]);
      }
    });

    test('headers that some applications obey in the place of the request line do not get through', async () => {
      const forged: Header[] = [
        ['X-Original-URL', '/admin'],
        ['X-Rewrite-URL', '/admin'],
        ['X-Original-URI', '/admin'],
        ['X-Envoy-Original-Path', '/admin'],
        ['X-Forwarded-Uri', '/admin'],
        ['X-Forwarded-Method', 'DELETE'],
        ['X-HTTP-Method-Override', 'DELETE'],
        ['X-HTTP-Method', 'DELETE'],
        ['X-Method-Override', 'DELETE'],
      ];
      const [status, received] = await call({ target: '/reports/a', headers: forged });
      assert.equal(status, 200, 'none of them contradicts the question');
      for (const header of ['x-original-url', 'x-rewrite-url', ...forged.slice(6).map(([key]) => key.toLowerCase())]) {
        assert.deepEqual(headerOf(received, header), [], header);
      }
    });

    test('headers that Chaveiro cannot read are refused as such, and not as an outage that will pass', async () => {
      // nginx itself refuses a thousand headers, and Caddy a control character.
      const many = Array.from({ length: 1_100 }, (_, i): Header => [`X-Part-${i}`, '1']);
      const odd: Header[] = name === 'nginx' ? [['X-Part', 'a\u0001b']] : many;
      const answer = await send({ target: '/reports/a', headers: [...credential, ...odd] });
      const told = [answer.status, answer.header('x-chaveiro-code'), answer.header('retry-after')];
      assert.deepEqual(
        told,
        name === 'nginx' ? [503, 'invalid_request', undefined] : [431, 'invalid_request', undefined],
      );
      assert.deepEqual(app.take(), []);
    });

    test('it listens where it is told and nowhere else', () => {
      assert.deepEqual(listeningAddresses(gateway.port), ['0100007F']);
    });
  });
}

describe('the example of nginx', { skip: gateways[0].program.skip }, () => {
  test('a body over its limit is refused by nginx itself, in words that a client can read', async () => {
    const app = await startRecordingApp();
    const { url } = await gateways[0].start({ chaveiro: `127.0.0.1:${shop.server.port}`, appPort: app.port });
    const answer = await fetch(`${url}/reports/a`, { method: 'POST', body: Buffer.alloc(21_000_000) });
    const { code } = (await answer.json()) as { code: string };
    assert.deepEqual([answer.status, code, app.received.length], [413, 'payload_too_large', 0]);
  });
});
