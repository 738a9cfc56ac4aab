import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { assertProblem, openServer, pairOf, send } from './server.fixture.ts';

const decisionAddresses = [
  '/forward-auth/nginx?account=lojaverde&anyOf=ViewApiKeys',
  '/forward-auth/caddy/lojaverde/any/ViewApiKeys',
  '/api/v1/verify',
  '/metrics',
];

test('for others than the named peers the addresses of decisions do not exist', async (t) => {
  const server = await openServer(t, { decisionPeers: ['10.0.0.0/8'] });
  const unknown = await server.call('/no/such/address');
  assertProblem(unknown, 404, 'not_found');
  for (const address of decisionAddresses) {
    for (const method of ['GET', 'POST', 'HEAD']) {
      const spoof = ['X-Forwarded-For', '10.0.0.1', 'X-Real-IP', '10.0.0.1', 'Forwarded', 'for=10.0.0.1'];
      const reply = await send(server.url, address, { method, headers: spoof });
      assert.equal(reply.status, 404, `${method} ${address}`);
      if (method === 'GET') assert.deepEqual(reply.body, unknown.body);
    }
  }
});

test('a trusted proxy does not make its clients peers of decisions', async (t) => {
  const server = await openServer(t, { decisionPeers: ['10.0.0.0/8'], trustedProxies: ['127.0.0.1'] });
  const headers = ['X-Forwarded-For', '10.0.0.1', ...pairOf(server.shop.owners.lojaverde)];
  assert.equal((await server.call(decisionAddresses[0] as string, { headers })).status, 404);
});

test('an unknown address is 404, a known one with another method 405 with those that it has', async (t) => {
  const server = await openServer(t);
  for (const path of ['/', '/api', '/api/v1', '/api/v1/accounts/lojaverde', '/healthz/', '/verify', '/%00']) {
    assertProblem(await server.call(path), 404, 'not_found');
  }
  const known = [
    ['/healthz', 'GET, HEAD', 'POST'],
    ['/api/v1/accounts/lojaverde/keys', 'GET, HEAD, POST', 'PUT'],
    ['/api/v1/accounts/lojaverde/keys/x', 'DELETE, GET, HEAD, PATCH', 'POST'],
    ['/api/v1/accounts/lojaverde/roles/1', 'DELETE, GET, HEAD, PATCH', 'POST'],
    ['/api/v1/accounts/lojaverde/resources', 'GET, HEAD', 'OPTIONS'],
  ] as const;
  for (const [path, allow, method] of known) {
    const reply = await server.call(path, { method, body: 'x' });
    assertProblem(reply, 405, 'method_not_allowed');
    assert.equal(reply.headers.allow, allow);
  }
});

test('an address with a broken escape is 400, and one that is too long to exist 404', async (t) => {
  const server = await openServer(t);
  assertProblem(await send(server.url, '/api/v1/accounts/%zz/keys'), 400, 'invalid_request');
  assertProblem(await send(server.url, `/api/v1/accounts/${'x'.repeat(600)}/keys`), 404, 'not_found');
});

test('every address of VTEX answers in the form of its module, also where nothing is', async (t) => {
  const server = await openServer(t);
  const forms = [
    ['/api/license-manager', '/users', ['Message']],
    ['/api/vlm', '/appkeys', ['Details', 'HttpStatusCode', 'Message', 'VLMErrorCode']],
    ['/api/vtexid', '/apikey', ['message']],
  ] as const;
  for (const [module, below, form] of forms) {
    for (const [path, status] of [
      [module, 404],
      [`${module}/`, 404],
      [`${module}/nothing/here`, 404],
      [`${module}${below}/%zz`, 400],
      [`${module}${below}/${'x'.repeat(600)}`, 404],
      [`${module}${below}/%FF/apitoken/renew`, 400],
    ] as const) {
      for (const method of ['GET', 'PATCH', 'DELETE', 'OPTIONS']) {
        const reply = await send(server.url, path, { method });
        assert.deepEqual([reply.status, Object.keys(reply.body).sort()], [status, form], `${method} ${path}`);
        assert.equal(reply.headers['x-chaveiro-code'], status === 400 ? 'invalid_request' : 'not_found');
      }
    }
  }
});

test('where no body is needed, an empty one is answered like none, whatever its headers announce', async (t) => {
  const server = await openServer(t);
  const pair = pairOf(server.shop.owners.lojaverde);
  // What `curl -d ''`, axios with `null`, `fetch` with an empty text, and clients that always say JSON send.
  const announcements = ['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8', 'application/json', 'x'];
  const documents = [await server.call('/api/openapi.json'), await server.call('/api/vtex/openapi.json')];
  const operations = documents.flatMap(({ body }) =>
    Object.entries(body.paths as Record<string, Record<string, { requestBody?: { required: boolean } }>>).flatMap(
      ([path, methods]) =>
        Object.entries(methods)
          .filter(([method, { requestBody }]) => method !== 'get' && !requestBody?.required)
          .map(([method]) => ({ method: method.toUpperCase(), path: path.replace('{account}', 'lojaverde') })),
    ),
  );
  assert.ok(operations.length >= 15, `${operations.length} operations`);
  for (const { method, path } of operations) {
    // Of a key, role or user that there is not: what is judged is how far the request comes.
    const to = path.replaceAll(/\{\w+\}/g, '99');
    const plain = await send(server.url, to, { method, headers: pair });
    assert.notEqual(plain.status, 415, `${method} ${to}`);
    for (const type of announcements) {
      const headers = [...pair, 'Content-Type', type];
      const isChunked = method !== 'POST';
      const more = isChunked ? ['Transfer-Encoding', 'chunked'] : [];
      const body = isChunked ? undefined : '';
      const sent = await send(server.url, to, { method, headers: [...headers, ...more], body });
      assert.deepEqual([sent.status, sent.body], [plain.status, plain.body], `${method} ${to} with ${type}`);
    }
    const wrong = await send(server.url, to, { method, headers: [...pair, 'Content-Type', 'text/plain'], body: 'x' });
    if (plain.status !== 401) assert.equal(wrong.status, 415, `${method} ${to}`);
  }
});

test('a request target may be a whole address, of which the path counts', async (t) => {
  const server = await openServer(t);
  assert.equal((await send(server.url, 'http://elsewhere.example/healthz?x=1')).status, 200);
  assert.equal((await send(server.url, 'http://elsewhere.example')).status, 404);
  assert.equal((await send(server.url, '/%68ealthz')).status, 200);
  assert.equal((await send(server.url, '/api%2Fdocs')).status, 404);
});

test('health, readiness, metrics and the description are there without a credential', async (t) => {
  const server = await openServer(t);
  await server.call(decisionAddresses[0] as string, { headers: pairOf(server.shop.owners.lojaverde) });
  await server.call(decisionAddresses[0] as string);
  assert.deepEqual((await server.call('/healthz')).body, { status: 'alive' });
  const ready = await server.call('/readyz');
  assert.deepEqual([ready.status, ready.body.ready, ready.body.reason], [200, true, null]);
  assert.equal((await server.call('/api/openapi.json')).body.openapi, '3.1.0');
  const metrics = await server.call('/metrics');
  assert.match(metrics.body, /^chaveiro_decisions_total\{endpoint="forward-auth\/nginx",code="allowed"\} 1$/m);
  assert.match(
    metrics.body,
    /^chaveiro_decisions_total\{endpoint="forward-auth\/nginx",code="missing_credentials"\} 1$/m,
  );
  for (const name of [
    'index_keys',
    'index_bytes',
    'index_age_seconds',
    'index_ready',
    'revision',
    'feed_resyncs_total',
  ]) {
    assert.match(metrics.body, new RegExp(`^chaveiro_${name} [0-9]`, 'm'));
  }
});

test('a process that cannot decide is alive, but not ready', async (t) => {
  const server = await openServer(t, { isUnread: true });
  assert.equal((await server.call('/healthz')).status, 200);
  const { status, body } = await server.call('/readyz');
  assert.deepEqual(
    [status, body],
    [503, { ready: false, reason: 'not_ready', revision: null, ageSeconds: null, disk: null }],
  );
  const headers = pairOf(server.shop.owners.lojaverde);
  assertProblem(await server.call('/api/v1/accounts/lojaverde/keys', { headers }), 503, 'not_ready');
  assertProblem(await server.call('/api/v1/accounts/lojaverde/keys'), 503, 'not_ready');
});

/** A server whose feed has fallen silent. */
async function openSilent(t: TestContext, whenStale: 'deny' | 'known-keys') {
  const server = await openServer(t, { maxStalenessMs: 20, whenStale });
  const headers = pairOf(server.shop.owners.lojaverde);
  await server.call(decisionAddresses[0] as string, { headers });
  server.verifier.stop();
  const deadline = Date.now() + 5_000;
  while (!server.verifier.state().isStale) {
    assert.ok(Date.now() < deadline, 'stale within 5 s');
    await new Promise(setImmediate);
  }
  return { server, headers };
}

test('without news for too long the server denies nobody and allows nobody', async (t) => {
  const { server, headers } = await openSilent(t, 'deny');
  for (const address of decisionAddresses.slice(0, 2)) {
    assertProblem(await server.call(address, { headers }), 503, 'too_stale');
    assertProblem(await server.call(address), 503, 'too_stale');
  }
  assert.equal((await server.call('/readyz')).body.reason, 'too_stale');
  assertProblem(await server.call('/api/v1/accounts/lojaverde/keys', { headers }), 503, 'too_stale');
});

test('an operator can let it go on with the keys that are known, and then every answer says so', async (t) => {
  const { server, headers } = await openSilent(t, 'known-keys');
  const allowed = await server.call(decisionAddresses[0] as string, { headers });
  const denied = await server.call(decisionAddresses[0] as string);
  const [, key = '', , token = ''] = headers;
  const verified = await server.call('/api/v1/verify', { method: 'POST', body: { appKey: key, appToken: token } });
  const listed = await server.call('/api/v1/accounts/lojaverde/keys', { headers });
  assert.deepEqual([allowed.status, denied.status, verified.body.allowed, listed.status], [204, 401, true, 200]);
  for (const reply of [allowed, denied, verified, listed])
    assert.match(String(reply.headers['x-chaveiro-stale']), /^\d+$/);
});

/** Connects, sends, and never closes by itself. Resolves with what was answered when the other side has closed for good. */
function stubborn(t: TestContext, url: string, sent: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true }, () => socket.write(sent));
    t.after(() => socket.destroy());
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    // Bytes that nobody takes any more are answered by the end of the connection.
    const writing = setInterval(() => sent !== '' && text !== '' && socket.write('x'), 50);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(writing);
      resolve(text);
    });
    if (sent === '') socket.on('end', () => socket.destroy());
  });
}

test('what the parser of HTTP refuses says that it was refused here, and its connection is closed', async (t) => {
  const server = await openServer(t);
  const begin = performance.now();
  const head = 'GET /forward-auth/nginx HTTP/1.1\r\nHost: x\r\n';
  const refused = await Promise.all(
    [
      `${head}bad header\r\n\r\n`,
      `${head}X-A: a\u0001b\r\n\r\n`,
      `${head}${'X-A: b\r\n'.repeat(1_000)}\r\n`,
      `${head}X-A: ${'b'.repeat(50_000)}\r\n\r\n`,
    ].map((sent) => stubborn(t, server.url, sent)),
  );
  assert.ok(performance.now() - begin < 1_500);
  assert.deepEqual(
    refused.map((text) => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])),
    [400, 400, 431, 431],
  );
  for (const text of refused) {
    assert.match(text, /^X-Chaveiro-Code: invalid_request\r$/m);
    assert.doesNotMatch(text, /retry-after/i);
  }
});

test('a request that expects what nobody knows is answered all the same', async (t) => {
  const server = await openServer(t);
  assert.equal((await server.call('/healthz', { headers: ['Expect', 'something'] })).status, 200);
});

test('closing waits for nobody who has not asked for anything', { timeout: 20_000 }, async (t) => {
  const server = await openServer(t);
  const connections = ['', 'GET / HT', 'GET / HTTP/1.1\r\nHost: x\r\n', 'no HTTP at all\r\n\r\n'].map((sent) =>
    stubborn(t, server.url, sent),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  const started = performance.now();
  await server.close();
  assert.ok(performance.now() - started < 2_000);
  await Promise.all(connections.slice(0, 1));
});

test('more connections than are allowed are closed at once and counted, and those that are open go on', async (t) => {
  const server = await openServer(t, { maxConnections: 2 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const metrics = () =>
    new Promise<string>((resolve, reject) => {
      const req = request(`${server.url}/metrics`, { agent }, async (res) =>
        resolve(Buffer.concat(await res.toArray()).toString()),
      );
      req.on('error', reject).end();
    });
  assert.match(await metrics(), /^chaveiro_connections_dropped_total 0$/m);
  const { hostname, port } = new URL(server.url);
  const silent = connect(Number(port), hostname);
  t.after(() => silent.destroy());
  await new Promise((resolve) => silent.once('connect', resolve));
  for (let i = 0; i < 3; i++) assert.equal(await stubborn(t, server.url, ''), '');
  assert.match(await metrics(), /^chaveiro_connections_dropped_total 3$/m);
  assert.equal(server.log.filter(({ msg }) => String(msg).includes('CHAVEIRO_MAX_CONNECTIONS')).length, 1);
  silent.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await send(server.url, '/healthz')).status, 200);
});

async function socketPath(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'chaveiro-socket-'));
  t.after(() => rm(directory, { recursive: true }));
  return join(directory, 'chaveiro.sock');
}

test('the unix socket answers like the port, is closed to other users, and is gone afterwards', async (t) => {
  const socket = await socketPath(t);
  const server = await openServer(t, { socket });
  const headers = pairOf(server.shop.owners.lojaverde);
  assert.equal((await send(socket, decisionAddresses[0] as string, { headers })).status, 204);
  assert.equal((await send(socket, '/api/v1/accounts/lojaverde/roles', { headers })).status, 200);
  assert.equal((await stat(socket)).mode & 0o777, 0o660);
  await server.close();
  await assert.rejects(stat(socket), { code: 'ENOENT' });
});

test('the socket that a dead process left behind is replaced', async (t) => {
  const socket = await socketPath(t);
  const dead = createServer();
  await new Promise<void>((resolve) => dead.listen(socket, resolve));
  // Its file stays when the handle is closed under another name.
  const { link } = await import('node:fs/promises');
  await link(socket, `${socket}.kept`);
  await new Promise((resolve) => dead.close(resolve));
  const { rename } = await import('node:fs/promises');
  await rename(`${socket}.kept`, socket);

  await openServer(t, { socket });
  assert.equal((await send(socket, '/healthz')).status, 200);
});

test('a socket on which somebody listens, and a file that is none, are left alone', async (t) => {
  const socket = await socketPath(t);
  const first = await openServer(t, { socket });
  await assert.rejects(openServer(t, { socket }), { code: 'cannot_listen' });
  assert.equal((await send(socket, '/healthz')).status, 200);
  await first.close();
  await writeFile(socket, 'precious');
  await assert.rejects(openServer(t, { socket }), { code: 'cannot_listen' });
  assert.equal((await stat(socket)).size, 8);
});

test('a taken port is said in words', async (t) => {
  const { url } = await openServer(t);
  const port = Number(new URL(url).port);
  await assert.rejects(openServer(t, { port }), { code: 'cannot_listen', message: /EADDRINUSE/ });
});

test('a wrong pair is counted for the audit log once, at every door, with the address of the client', async (t) => {
  const { shop, call, failures } = await openServer(t, { trustedProxies: ['127.0.0.1'] });
  const { appKey, appToken } = shop.owners.lojaverde;
  const wrong = { appKey, appToken: shop.owners.lojaazul.appToken };
  const from = ['X-Forwarded-For', '192.0.2.7'];
  const doors = (pair: typeof wrong) => [
    call('/api/v1/accounts/lojaverde/keys', { headers: [...pairOf(pair), ...from] }),
    call('/forward-auth/nginx/lojaverde/any/OMSViewer', { headers: [...pairOf(pair), ...from] }),
    call('/api/v1/verify', { method: 'POST', headers: from, body: pair }),
  ];
  await Promise.all(doors({ appKey, appToken }));
  assert.deepEqual(failures, []);
  await Promise.all(doors(wrong));
  const attempt = { action: 'credential.failed', tried: appKey, address: '192.0.2.7' };
  assert.deepEqual(failures, [attempt, attempt, attempt]);
});

test('closing does not wait for connections that are only kept alive', { timeout: 20_000 }, async (t) => {
  const server = await openServer(t);
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  await new Promise<void>((resolve, reject) => {
    const req = request(`${server.url}/healthz`, { agent }, (res) => res.resume().on('end', resolve));
    req.on('error', reject).end();
  });
  const started = performance.now();
  await server.close();
  assert.ok(performance.now() - started < 2_000);
});

test('no line of the log holds a query, a header or a body', async (t) => {
  const server = await openServer(t);
  const { appKey, appToken } = server.shop.owners.lojaverde;
  const headers = [...pairOf({ appKey, appToken }), 'Cookie', 'a=s3cret', 'User-Agent', 's3cret'];
  const keys = '/api/v1/accounts/lojaverde/keys';
  await server.call(`${keys}?q=s3cret`, { headers });
  await server.call(`${keys}?s3cret=1`, { headers });
  await server.call(keys, { method: 'POST', headers, body: { label: 's3cret', s3cret: 's3cret' } });
  await server.call(keys, { method: 'POST', headers, body: { label: 's3cret' } });
  await server.call(`${keys}/s3cret`, { headers: ['Authorization', 'Basic s3cret'] });
  await server.call('/forward-auth/nginx?s3cret=s3cret', { headers });
  const text = JSON.stringify(server.log);
  assert.ok(server.log.length >= 6);
  for (const secret of ['s3cret', appToken, appKey]) assert.ok(!text.includes(secret), secret);
});
