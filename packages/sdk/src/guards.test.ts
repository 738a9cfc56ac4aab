import assert from 'node:assert/strict';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import * as forExpress from './express.ts';
import * as forFastify from './fastify.ts';
import * as forHono from './hono.ts';
import type { Chaveiro, Decision } from './index.ts';
import * as forNode from './node.ts';
import { keyId, pair, Source, startDeciding } from './source.fixture.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** What every service does: answers the decision that its guard has left. */
const seen = (decision: Decision | undefined) => JSON.stringify({ code: decision?.code, key: decision?.key?.id });

/** Guards: one resource, one that the key lacks, the routes of an API, and a resource that does not exist. */
const guards = {
  '/view': { anyOf: ['ViewOrders'] },
  '/edit': { anyOf: ['EditOrders', 'Nothing'].slice(0, 1) },
  '/orders': { api: 'orders' },
  '/wrong': { anyOf: ['DoesNotExist'] },
} as const;

type Start = (t: TestContext, chaveiro: Chaveiro, heard: string[]) => Promise<number>;

async function listen(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

const starts: Readonly<Record<string, Start>> = {
  async 'node:http'(t, chaveiro, heard) {
    const all = Object.entries(guards).map(
      ([path, options]) =>
        [
          path,
          'api' in options ? forNode.requireRoute(chaveiro, options) : forNode.requireAnyOf(chaveiro, options),
        ] as const,
    );
    const server = createServer((req, res) => {
      const [, guard] = all.find(([path]) => req.url?.startsWith(path)) ?? [];
      const decision = guard?.(req, res);
      if (decision === null) return;
      heard.push(String(req.url));
      res.end(seen(decision));
    });
    return await listen(t, server);
  },

  async express(t, chaveiro, heard) {
    const app = express();
    for (const [path, options] of Object.entries(guards)) {
      const guard =
        'api' in options ? forExpress.requireRoute(chaveiro, options) : forExpress.requireAnyOf(chaveiro, options);
      // Below a router the address of the request is cut: the guard has to see the whole one.
      app.use(path, guard, (req, res) => {
        heard.push(req.originalUrl);
        res.send(seen((req as forExpress.ExpressRequest).chaveiro));
      });
    }
    return await listen(t, createServer(app));
  },

  async fastify(t, chaveiro, heard) {
    const app = fastify();
    for (const [path, options] of Object.entries(guards)) {
      const preHandler =
        'api' in options ? forFastify.requireRoute(chaveiro, options) : forFastify.requireAnyOf(chaveiro, options);
      for (const url of [path, `${path}/*`]) {
        app.all(url, { preHandler }, async (req) => {
          heard.push(req.originalUrl);
          return seen((req as forFastify.FastifyRequest).chaveiro);
        });
      }
    }
    await app.listen({ port: 0, host: '127.0.0.1' });
    t.after(() => app.close());
    return (app.server.address() as AddressInfo).port;
  },

  async hono(t, chaveiro, heard) {
    const app = new Hono<{ Variables: { chaveiro: Decision } }>();
    for (const [path, options] of Object.entries(guards)) {
      const guard =
        'api' in options ? forHono.requireRoute(chaveiro, options) : forHono.requireAnyOf(chaveiro, options);
      for (const url of [path, `${path}/*`]) {
        app.all(url, guard, (c) => {
          heard.push(c.req.url);
          return c.text(seen(c.get('chaveiro')));
        });
      }
    }
    // As its adapters do: a request of the web's kind for each of Node's.
    const server = createServer(async (req, res) => {
      const headers = new Headers();
      for (let at = 0; at < req.rawHeaders.length; at += 2) {
        headers.append(req.rawHeaders[at] as string, req.rawHeaders[at + 1] as string);
      }
      const answer = await app.fetch(
        new Request(`http://service${req.url}`, { method: req.method as string, headers }),
      );
      res.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
    });
    return await listen(t, server);
  },
};

const credential = ['X-VTEX-API-AppKey', pair.appKey, 'X-VTEX-API-AppToken', pair.appToken];

function ask(port: number, method: string, path: string, headers: readonly string[], body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = ['Content-Length', String(body?.length ?? 0)];
    const type = body === undefined ? [] : ['Content-Type', 'application/json'];
    const sent = ['Host', 'service', ...(method === 'POST' ? length : []), ...type, ...headers];
    const req = request({ port, host: '127.0.0.1', method, path, headers: sent, agent: false }, async (res) => {
      const text = Buffer.concat(await res.toArray()).toString();
      resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text });
    });
    req.on('error', reject);
    req.end(body);
  });
}

for (const [name, start] of Object.entries(starts)) {
  test(`${name}: a guard lets pass whom the decision lets pass, and answers everybody else`, async (t) => {
    const source = new Source();
    const chaveiro = await startDeciding({ feed: source, account: 'loja' });
    t.after(() => chaveiro.close());
    const heard: string[] = [];
    const port = await start(t, chaveiro, heard);
    const basic = `Basic ${Buffer.from(`${pair.appKey}:${pair.appToken}`).toString('base64')}`;

    for (const [method, path, headers] of [
      ['GET', '/view', credential],
      ['POST', '/view', ['Authorization', basic]],
      ['GET', '/view?a=1', ['Cookie', 'a=1', ...credential]],
      ['GET', '/orders/7?expand=items', credential],
    ] as const) {
      const answer = await ask(port, method, path, headers);
      assert.deepEqual([answer.status, answer.body], [200, JSON.stringify({ code: 'allowed', key: keyId })], path);
    }
    assert.equal((await ask(port, 'HEAD', '/view', credential)).status, 200);

    heard.length = 0;
    for (const [status, code, method, path, headers, body] of [
      [401, 'missing_credentials', 'GET', '/view', []],
      [401, 'missing_credentials', 'OPTIONS', '/view', ['Origin', 'https://elsewhere.example']],
      [401, 'missing_credentials', 'GET', '/view', ['X-Chaveiro-Key', pair.appKey, 'X-Chaveiro-Code', 'allowed']],
      [401, 'invalid_credentials', 'GET', '/view', [...credential.slice(0, 3), 'wrong-token-of-nobody']],
      [401, 'invalid_credentials', 'POST', '/view', ['Authorization', 'Basic !'], '{"nobody":"reads it"}'],
      [401, 'ambiguous_credentials', 'GET', '/view', [...credential, 'Authorization', basic]],
      [403, 'resource_denied', 'GET', '/edit', credential],
      [403, 'resource_denied', 'POST', '/orders', credential, '{}'],
      [403, 'unknown_route', 'DELETE', '/orders/7', credential],
      [403, 'bad_path', 'GET', '/orders/%41', credential],
      [503, 'misconfigured', 'GET', '/wrong', credential],
      [503, 'misconfigured', 'GET', '/wrong', []],
    ] as const) {
      const answer = await ask(port, method, path, headers, body);
      const what = `${method} ${path} ${code}`;
      const problem = JSON.parse(answer.body);
      assert.deepEqual(
        [answer.status, problem.status, problem.code, problem.type],
        [status, status, code, `urn:chaveiro:error:${code}`],
        what,
      );
      assert.equal(answer.headers['content-type'], 'application/problem+json', what);
      assert.equal(answer.headers['x-chaveiro-code'], code, what);
      assert.equal(answer.headers['cache-control'], 'no-store', what);
      assert.equal('www-authenticate' in answer.headers, status === 401, what);
      assert.equal('retry-after' in answer.headers, status === 503, what);
      assert.equal('missingResources' in problem, code === 'resource_denied', what);
      assert.ok(!answer.body.includes(pair.appToken));
    }
    const doubled = await ask(port, 'GET', '/view', [...credential, 'X-VTEX-API-AppKey', 'appkey-loja-OTHER1']);
    assert.equal(doubled.status, 401, 'one of two keys is not chosen');
    assert.deepEqual(heard, [], 'no handler has run');

    source.leave();
    const stale = await startDeciding({ feed: new Source(), account: 'loja', maxStalenessMs: -1 });
    t.after(() => stale.close());
    const stalePort = await start(t, stale, heard);
    for (const headers of [credential, []]) {
      assert.deepEqual((await ask(stalePort, 'GET', '/view', headers)).headers['x-chaveiro-code'], 'too_stale');
    }
  });
}

test('a guard that could let nobody pass, or has nothing to decide with, is refused when it is made', async (t) => {
  const chaveiro = await startDeciding({ feed: new Source() });
  t.after(() => chaveiro.close());
  assert.throws(() => forNode.requireAnyOf(chaveiro, { anyOf: [] }), TypeError);
  assert.throws(() => forNode.requireAnyOf({} as Chaveiro, { anyOf: ['ViewOrders'] }), TypeError);
});

test('the account may be found in the request', async (t) => {
  const chaveiro = await startDeciding({ feed: new Source() });
  t.after(() => chaveiro.close());
  const guard = forNode.requireAnyOf(chaveiro, {
    account: (req) => String(req.headers['x-account']),
    anyOf: ['ViewOrders'],
  });
  const port = await listen(
    t,
    createServer((req, res) => {
      const decision = guard(req, res);
      if (decision !== null) res.end(String(decision.account));
    }),
  );
  assert.equal((await ask(port, 'GET', '/', ['X-Account', 'loja', ...credential])).body, 'loja');
  const elsewhere = await ask(port, 'GET', '/', ['X-Account', 'outra', ...credential]);
  assert.equal(elsewhere.headers['x-chaveiro-code'], 'no_grant');
});
