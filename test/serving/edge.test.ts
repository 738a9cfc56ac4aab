/** An edge decides as its server does, without a database, and goes on while the server is away. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { callApi, credentialHeaders, verify } from '../support/api.ts';
import { Installation } from '../support/chaveiro.ts';
import { findFreePort } from '../support/ports.ts';
import { startProcess } from '../support/processes.ts';
import { chaveiroBin } from '../support/repository.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { until } from '../support/until.ts';

interface EdgeOptions {
  readonly serverUrl: string;
  readonly credential: string;
  readonly folder?: string;
  readonly settings?: Record<string, string>;
}

/** Starts `chaveiro edge` and waits until it answers. */
async function startEdge(t: TestContext, { serverUrl, credential, folder = makeTempFolder(), settings }: EdgeOptions) {
  const port = await findFreePort();
  const env = {
    CHAVEIRO_DATA_DIR: folder,
    CHAVEIRO_CREDENTIAL: credential,
    CHAVEIRO_SERVER_URL: serverUrl,
    CHAVEIRO_PORT: String(port),
    ...settings,
  };
  const edge = startProcess(process.execPath, [chaveiroBin, 'edge'], { env });
  t.after(() => edge.stop());
  const url = `http://127.0.0.1:${port}`;
  const readiness = async () => (await (await fetch(`${url}/readyz`)).json()) as { ready: boolean; ageSeconds: number };
  await edge.waitUntil('it answers', () =>
    fetch(`${url}/healthz`).then(
      () => true,
      () => false,
    ),
  );
  const ready = () => until('the edge to decide', async () => (await readiness()).ready);
  return { url, port, folder, process: edge, readiness, ready };
}

test('an edge decides, hears of revocations, and begins with what it has kept while its server is away', async (t) => {
  const installation = new Installation();
  const owner = await installation.createAccount('lojaverde');
  const key = await installation.createKey('lojaverde', 'ERP', ['Owner (Admin Super)']);
  const { credential } = await installation.json<{ credential: string }>('node', 'create', 'sao-paulo');
  const server = await installation.serve();
  t.after(() => server.process.stop());
  const edge = await startEdge(t, { serverUrl: server.url, credential });
  await edge.ready();
  const pair = ({ appKey, appToken }: typeof key) => ({ appKey, appToken });

  for (const question of [
    { ...pair(key), account: 'lojaverde', anyOf: ['ViewApiKeys'] },
    { ...pair(key), account: 'nowhere' },
    { ...pair(key), appToken: owner.appToken },
  ]) {
    assert.deepEqual(await verify(edge.url, question), await verify(server.url, question));
  }
  const gateway = (url: string) =>
    fetch(`${url}/forward-auth/nginx/lojaverde/any/ViewApiKeys`, {
      headers: { ...credentialHeaders(key), 'X-Original-Method': 'GET', 'X-Original-URI': '/orders' },
    });
  const [one, other] = [await gateway(edge.url), await gateway(server.url)];
  assert.equal(one.status, 204);
  const identity = ({ headers }: Response) => [...headers].filter(([name]) => name.startsWith('x-chaveiro'));
  assert.deepEqual(identity(one), identity(other));
  for (const path of ['/api/v1/accounts/lojaverde/keys', '/admin', '/api/openapi.json', '/api/v1/session']) {
    assert.equal((await callApi(edge.url, owner, 'GET', path)).status, 404, path);
  }

  await until('the operator to see it', async () => {
    const { items } = await installation.json<{ items: { name: string; kind: string; state: string }[] }>(
      'node',
      'list',
    );
    return items.some((node) => node.name === 'sao-paulo' && node.kind === 'edge' && node.state === 'current');
  });
  const { headers } = await callApi(
    ...([server.url, owner, 'PATCH', `/api/v1/accounts/lojaverde/keys/${key.id}`, { isActive: false }] as const),
    { Prefer: 'wait=5' },
  );
  assert.match(headers.get('chaveiro-receipt') ?? '', /^nodes=2, applied=2, ms=\d+$/);
  assert.equal(
    (await verify(edge.url, pair(key))).code,
    'key_inactive',
    'the edge is one of those that were waited for',
  );

  await server.process.stop();
  assert.equal((await verify(edge.url, pair(owner))).code, 'allowed', 'it goes on');
  await edge.process.stop();

  // What was revoked before stays so, and nobody without the credential can read or change what is kept.
  const file = join(edge.folder, 'feed');
  const text = readFileSync(file, 'utf8');
  assert.ok(!text.includes(owner.appKey) && !Buffer.from(text, 'base64').toString('latin1').includes(owner.appKey));
  const away = { serverUrl: server.url, credential, folder: edge.folder, settings: { CHAVEIRO_MAX_STALENESS: '3600' } };
  const again = await startEdge(t, away);
  await again.ready();
  assert.equal((await verify(again.url, pair(owner))).code, 'allowed');
  assert.equal((await verify(again.url, pair(key))).code, 'key_inactive');
  assert.ok((await again.readiness()).ageSeconds > 0);
  assert.match(again.process.output, /begins with what it has kept/);
  await again.process.stop();

  const lines = text.split('\n');
  writeFileSync(file, [...lines.slice(0, 1), ...lines.slice(2)].join('\n'));
  const broken = await startEdge(t, away);
  assert.equal((await broken.readiness()).ready, false);
  const refused = await callApi(broken.url, null, 'POST', '/api/v1/verify', pair(owner));
  assert.deepEqual([refused.status, refused.body.code], [503, 'not_ready'], 'a line is missing');
  await broken.process.stop();

  // Whoever is not let in any more forgets what they knew.
  writeFileSync(file, text);
  await installation.json('node', 'revoke', 'sao-paulo');
  const back = await installation.serve({ CHAVEIRO_PORT: String(server.port) });
  t.after(() => back.process.stop());
  const revoked = await startEdge(t, away);
  await until('the refusal', () => revoked.process.output.includes('does not accept the credential'));
  assert.equal((await callApi(revoked.url, null, 'POST', '/api/v1/verify', pair(owner))).status, 503);
  await until('the file to be gone', () => {
    try {
      readFileSync(file);
      return false;
    } catch {
      return true;
    }
  });
  for (const secret of [credential, owner.appToken, key.appToken]) {
    for (const { process: each } of [edge, again, broken, revoked]) assert.ok(!each.output.includes(secret));
  }
});

test('an edge that cannot begin says what to do', async () => {
  const installation = new Installation();
  const run = (settings: Record<string, string>) => installation.run(['edge'], { settings });
  for (const [settings, says] of [
    [{}, /Which server is followed\? Set CHAVEIRO_SERVER_URL/],
    [{ CHAVEIRO_SERVER_URL: 'http://127.0.0.1:1' }, /cannot be read from .*credential.*chaveiro node create/s],
    [{ CHAVEIRO_SERVER_URL: 'http://127.0.0.1:1', CHAVEIRO_CREDENTIAL: 'chv_x' }, /CHAVEIRO_CREDENTIAL does not hold/],
  ] as const) {
    const { status, stderr } = await run(settings);
    assert.equal(status, 2, stderr);
    assert.match(stderr, says);
  }
});
