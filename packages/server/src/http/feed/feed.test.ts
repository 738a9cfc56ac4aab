import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createVerifier, FeedRefusedError, HttpFeed, type Verifier } from '#engine';
import { addExternalKey } from '../../operations/external-keys/add-external-key.ts';
import { removeExternalKey } from '../../operations/external-keys/remove-external-key.ts';
import { changeKey } from '../../operations/keys/change-key.ts';
import { deleteKey } from '../../operations/keys/delete-key.ts';
import { createFollower } from '../../operations/nodes/create-follower.ts';
import { revokeFollower } from '../../operations/nodes/revoke-follower.ts';
import { importRoutes } from '../../operations/routes/import-routes.ts';
import { operator, type ShopKey } from '../../operations/shop.fixture.ts';
import { assertProblem, openServer, send, type TestServer } from '../server.fixture.ts';

/** A server, and the credential of a follower of it. */
async function openFeed(t: TestContext, account?: string) {
  const server = await openServer(t);
  const { shop, verifier } = server;
  const { value: follower } = await createFollower(shop.context, operator, { name: 'edge', account });
  await verifier.catchUp(null);
  return { server, shop, follower };
}

async function follow(t: TestContext, server: Pick<TestServer, 'url'>, credential: string, maxStalenessMs = 10_000) {
  const feed = new HttpFeed({ url: server.url, credential, agent: 'test/1' });
  const verifier = createVerifier({ feed, pollMs: 0, maxStalenessMs, whenStale: 'deny' });
  t.after(() => {
    verifier.stop();
    feed.close();
  });
  await verifier.start();
  return verifier;
}

const codeOf = (verifier: Verifier, { appKey, appToken }: ShopKey, account?: string, anyOf?: string[]) => {
  const requirement =
    anyOf === undefined ? ({ kind: 'any-role' } as const) : ({ kind: 'any-of', resources: anyOf } as const);
  const target = verifier.resolve(account === undefined ? { requirement } : { account, requirement });
  return verifier.decide({ appKey, appToken, target }).code;
};

async function until(what: () => boolean, timeoutMs = 5_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!what()) {
    if (performance.now() > end) assert.fail('It did not come to that.');
    await delay(5);
  }
}

test('a follower decides as its server does, and hears of every change', async (t) => {
  const { server, shop, follower } = await openFeed(t);
  const key = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  await server.verifier.catchUp(null);
  const edge = await follow(t, server, follower.credential);
  assert.equal(codeOf(edge, key, 'lojaverde', ['ViewApiKeys']), 'allowed');
  assert.equal(codeOf(edge, key, 'lojaverde', ['Save_User']), 'resource_denied');
  assert.equal(codeOf(edge, key, 'lojaazul'), 'no_grant');
  assert.deepEqual(edge.index.stats().keys, server.verifier.index.stats().keys);

  await changeKey(shop.context, operator, { account: 'lojaverde', key: key.id, isActive: false });
  await server.verifier.catchUp(null);
  await until(() => codeOf(edge, key) === 'key_inactive');
  await deleteKey(shop.context, operator, { account: 'lojaverde', key: key.id });
  await server.verifier.catchUp(null);
  await until(() => codeOf(edge, key) === 'invalid_credentials');
  assert.equal(edge.state().revision, server.verifier.state().revision);
});

test('a follower that was away goes on from where it was, and never brings back what was deleted meanwhile', async (t) => {
  const { server, shop, follower } = await openFeed(t);
  const key = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  await server.verifier.catchUp(null);
  const feed = new HttpFeed({ url: server.url, credential: follower.credential, agent: 'test/1' });
  t.after(() => feed.close());
  const { revision, batches } = await feed.openSnapshot();
  for await (const _ of batches);
  feed.close();
  await deleteKey(shop.context, operator, { account: 'lojaverde', key: key.id });
  await server.verifier.catchUp(null);
  const again = new HttpFeed({ url: server.url, credential: follower.credential, agent: 'test/1' });
  t.after(() => again.close());
  const changes = await again.readChanges(revision);
  assert.ok(changes.kind === 'changes');
  assert.deepEqual(
    changes.records.map((record) => record.kind === 'key' && [record.id, record.isDeleted, record.tokens]),
    [[key.id, true, []]],
  );
  assert.deepEqual(await again.readChanges('elsewhere-7' as typeof revision), { kind: 'resync' });
});

test('a follower of an account gets its part and learns nothing of other accounts', async (t) => {
  const { server, shop, follower } = await openFeed(t, 'lojaverde');
  const own = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  const foreign = await shop.addKey('lojaazul', [await shop.addRole('lojaazul', ['ViewApiKeys'])], 'ERP');
  const guest = await shop.addKey('lojaazul', [await shop.addRole('lojaazul', ['ViewApiKeys'])], 'Agency');
  const roleId = await shop.addRole('lojaverde', ['ViewApiKeys']);
  await addExternalKey(shop.context, operator, { account: 'lojaverde', appKey: guest.appKey, roleIds: [roleId] });
  await server.verifier.catchUp(null);

  const abort = new AbortController();
  t.after(() => abort.abort());
  const response = await fetch(`${server.url}/api/v1/feed`, {
    headers: { Authorization: `Bearer ${follower.credential}` },
    signal: abort.signal,
  });
  let sent = '';
  (async () => {
    for await (const chunk of response.body ?? []) sent += Buffer.from(chunk).toString();
  })().catch(() => {});

  const edge = await follow(t, server, follower.credential);
  assert.equal(codeOf(edge, own, 'lojaverde', ['ViewApiKeys']), 'allowed');
  assert.equal(codeOf(edge, guest, 'lojaverde', ['ViewApiKeys']), 'allowed');
  assert.equal(codeOf(edge, foreign, 'lojaazul'), 'invalid_credentials');

  // The owner's own affairs: not told, while what the account has to know of the guest is.
  await changeKey(shop.context, operator, { account: 'lojaazul', key: foreign.id, isActive: false });
  await shop.addKey('lojaazul', [await shop.addRole('lojaazul', ['ViewApiKeys'])], 'New');
  await changeKey(shop.context, operator, { account: 'lojaazul', key: guest.id, isActive: false });
  await server.verifier.catchUp(null);
  await until(() => codeOf(edge, guest, 'lojaverde') === 'key_inactive');
  await removeExternalKey(shop.context, operator, { account: 'lojaverde', key: guest.id });
  await server.verifier.catchUp(null);
  await until(() => codeOf(edge, guest, 'lojaverde') === 'invalid_credentials');
  await until(() => edge.state().revision === server.verifier.state().revision);
  await until(() => sent.includes(String(edge.state().revision)));

  const records = sent
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => JSON.parse(line).records ?? []);
  const ownId = server.verifier.index.accounts.findByName('lojaverde')?.id;
  const kinds = Map.groupBy(records, ({ kind }) => kind);
  assert.deepEqual([...new Set(kinds.get('account')?.map(({ name }) => name))].toSorted(), ['lojaazul', 'lojaverde']);
  assert.ok(kinds.get('role')?.every(({ accountId }) => accountId === ownId));
  for (const { grants } of kinds.get('key') ?? []) {
    for (const { accountId } of grants) assert.equal(accountId, ownId);
  }
  const keys = new Set(kinds.get('key')?.map(({ id }) => id));
  assert.deepEqual(keys, new Set([shop.owners.lojaverde.id, own.id, guest.id]));
  for (const secret of [foreign.id, foreign.appKey, shop.owners.lojaazul.id, shop.owners.lojaazul.appKey]) {
    assert.ok(!sent.includes(secret), 'a key of another account was told');
  }
});

test('a follower of an account that was away begins anew when it cannot be told what it lost', async (t) => {
  const { server, shop, follower } = await openFeed(t, 'lojaverde');
  const guest = await shop.addKey('lojaazul', [await shop.addRole('lojaazul', ['ViewApiKeys'])]);
  const roleId = await shop.addRole('lojaverde', ['ViewApiKeys']);
  await addExternalKey(shop.context, operator, { account: 'lojaverde', appKey: guest.appKey, roleIds: [roleId] });
  await server.verifier.catchUp(null);
  const feed = new HttpFeed({ url: server.url, credential: follower.credential, agent: 'test/1' });
  const { revision, batches } = await feed.openSnapshot();
  for await (const _ of batches);
  feed.close();
  await delay(50);
  await removeExternalKey(shop.context, operator, { account: 'lojaverde', key: guest.id });
  await server.verifier.catchUp(null);
  const again = new HttpFeed({ url: server.url, credential: follower.credential, agent: 'test/1' });
  t.after(() => again.close());
  assert.deepEqual(await again.readChanges(revision), { kind: 'resync' });
});

test('revoking ends the stream at once, and the follower denies when its view is too old', async (t) => {
  const { server, shop, follower } = await openFeed(t);
  const key = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  await server.verifier.catchUp(null);
  const edge = await follow(t, server, follower.credential, 3_000);
  assert.equal(codeOf(edge, key), 'allowed');
  const stream = await fetch(`${server.url}/api/v1/feed`, {
    headers: { Authorization: `Bearer ${follower.credential}` },
    signal: AbortSignal.timeout(2_000),
  });
  await revokeFollower(shop.context, operator, 'edge');
  await server.verifier.catchUp(null);
  assert.match(await stream.text(), /^\{"type":"hello"/, 'it has ended');
  await until(() => codeOf(edge, key) === 'too_stale');
  const feed = new HttpFeed({ url: server.url, credential: follower.credential, agent: 'test/1' });
  await assert.rejects(feed.openSnapshot(), (error) => error instanceof FeedRefusedError && error.status === 401);
});

test('who has no right credential learns nothing, and tries only so often', async (t) => {
  const { server, follower } = await openFeed(t);
  const ask = (path: string, credential?: string, body?: unknown) =>
    send(server.url, path, {
      method: body === undefined ? 'GET' : 'POST',
      body,
      headers: credential === undefined ? [] : ['Authorization', `Bearer ${credential}`],
    });
  const wrong = `${follower.credential.slice(0, -7)}${follower.credential.at(-7) === 'a' ? 'b' : 'a'}${follower.credential.slice(-6)}`;
  for (const [path, body] of [
    ['/api/v1/feed', undefined],
    ['/api/v1/feed/position', { revision: 'a-1' }],
    ['/api/v1/feed/usage', { uses: [] }],
  ] as const) {
    assertProblem(await ask(path, undefined, body), 401, 'missing_credentials');
    for (const credential of ['x', 'chn_', wrong, follower.credential.replace('chn_', 'chv_')]) {
      assertProblem(await ask(path, credential, body), 401, 'invalid_credentials');
    }
  }
  const right = { revision: String(server.verifier.state().revision) };
  assert.equal((await ask('/api/v1/feed/position', follower.credential, right)).status, 200);
  assertProblem(await ask('/api/v1/feed?after=nothing', follower.credential), 400, 'invalid_request');
  assertProblem(await ask('/api/v1/feed?since=x', follower.credential), 400, 'invalid_request');
  for (let turn = 0; turn < 20; turn++) await ask('/api/v1/feed', 'wrong');
  assertProblem(await ask('/api/v1/feed', 'wrong'), 503, 'overloaded');
});

test('what a follower has counted is use of the keys, of its own account alone', async (t) => {
  const { server, shop, follower } = await openFeed(t, 'lojaverde');
  const key = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  await server.verifier.catchUp(null);
  const account = server.verifier.index.accounts.findByName('lojaverde')?.id ?? 0;
  const use = { keyId: key.id, tokenId: key.tokenId, accountId: account, code: 'allowed', count: 3, agoMs: 1_000 };
  const reply = await server.call('/api/v1/feed/usage', {
    method: 'POST',
    headers: ['Authorization', `Bearer ${follower.credential}`],
    body: { uses: [use, { ...use, accountId: account + 1, count: 100 }] },
  });
  assert.equal(reply.status, 204);
  await server.writeUsage();
  const usage = await shop.storage.read((tx) => tx.readKeyUsage(key.id, { hour: 0, day: 0 }));
  assert.deepEqual(
    usage.days.map(({ code, requests }) => [code, requests]),
    [['allowed', 3]],
  );
});

test('routes reach a follower, and decide there', async (t) => {
  const { server, shop, follower } = await openFeed(t, 'lojaverde');
  const key = await shop.addKey('lojaverde', [await shop.addRole('lojaverde', ['ViewApiKeys'])]);
  await server.verifier.catchUp(null);
  const edge = await follow(t, server, follower.credential);
  await importRoutes(shop.context, operator, {
    api: 'orders',
    routes: [{ method: 'GET', path: '/orders/{id}', anyOf: ['ViewApiKeys'] }],
  });
  await server.verifier.catchUp(null);
  const { appKey, appToken } = key;
  const ask = () => {
    const target = edge.resolve({ account: 'lojaverde', requirement: { kind: 'route', api: 'orders' } });
    return edge.decide({ appKey, appToken, target, method: 'GET', path: '/orders/7' }).code;
  };
  await until(() => ask() === 'allowed');
});
