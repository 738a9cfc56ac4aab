import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { hasValidChecksum, isWellFormedToken, tokenDigest } from '#engine';
import type { StoredKey } from '../../domain/token-keys.ts';
import { asCaller, openShop, operator, refusal, type Shop, testPeppers } from '../shop.fixture.ts';
import { createKey } from './create-key.ts';
import { showKey } from './show-key.ts';

/** The key as a deciding node gets it. */
async function recordOf(shop: Shop, keyId: string): Promise<StoredKey> {
  for await (const batch of (await shop.storage.feed.openSnapshot()).batches) {
    for (const record of batch) if (record.kind === 'key' && record.id === keyId) return record;
  }
  return assert.fail('the feed does not have the key');
}

test('a new key is active at once, has no roles, and belongs to the account', async (t) => {
  const shop = await openShop(t);
  const creator = await shop.callerWith('lojaverde', ['EditApiKeys']);
  const input = { account: 'lojaverde', label: '  ERP da loja ', roleIds: [] };
  const { value, revision } = await createKey(shop.context, creator, input);
  const view = await showKey(shop.context, operator, { account: 'lojaverde', key: value.appKey });
  const createdAt = '2026-03-01T12:00:00.000Z';
  assert.deepEqual(view, {
    id: value.id,
    appKey: value.appKey,
    label: 'ERP da loja',
    isActive: true,
    roles: [],
    createdAt,
    createdBy: `key:${creator.appKey}`,
    renewal: null,
    tokens: [{ role: 'current', createdAt, lastUsedAt: null }],
    freshness: 'fresh',
    lastUsedAt: null,
    version: view.version,
  });
  assert.equal(shop.reported.at(-1), revision);
});

test('the token is of our format, stored only as a hash under a key of its own, and in no event', async (t) => {
  const shop = await openShop(t);
  const key = await shop.addKey('lojaverde');
  assert.ok(isWellFormedToken(key.appToken) && hasValidChecksum(key.appToken));
  const [token, ...others] = (await recordOf(shop, key.id)).tokens;
  assert.ok(token !== undefined && others.length === 0);
  const k = testPeppers.tokenKey(key.id, token.id, 'test');
  const expected = createHmac('sha256', k).update(tokenDigest(key.appToken), 'latin1').digest();
  assert.deepEqual(Buffer.from(token.storedHash), expected);
  assert.equal(token.isImported, false);
  for (const { content } of await shop.storage.audit.listAuditEntries(0, 100)) {
    assert.ok(content !== null && !content.includes(key.appToken.slice(0, 12)) && !content.includes('storedHash'));
  }
});

test('chosen roles are those of the account, each once, and the event names them', async (t) => {
  const shop = await openShop(t);
  const [one, two] = [
    await shop.addRole('lojaverde', ['OMSViewer'], 'one'),
    await shop.addRole('lojaverde', ['Changes'], 'two'),
  ];
  const key = await shop.addKey('lojaverde', [two, one, two], 'ERP');
  const { roles } = await showKey(shop.context, operator, { account: 'lojaverde', key: key.id });
  const expected = [
    { id: one, name: 'one' },
    { id: two, name: 'two' },
  ];
  assert.deepEqual(roles, expected);
  const event = await shop.lastEvent();
  assert.deepEqual(event.after, { appKey: key.appKey, label: 'ERP', isActive: true, roles: expected });
  assert.deepEqual(
    [event.action, event.subject, event.account?.name, event.before],
    ['key.created', `key:${key.id}`, 'lojaverde', null],
  );
});

test('a key without roles has a place of its own among the grants, so that nobody adds it as external', async (t) => {
  const shop = await openShop(t);
  const key = await shop.addKey('lojaverde');
  const grants = await shop.storage.read((tx) => tx.listGrantsOfKey(key.id));
  assert.deepEqual(
    grants.map(({ roleIds }) => roleIds),
    [[]],
  );
});

test('a bad label or a role that the account does not have makes no key', async (t) => {
  const shop = await openShop(t);
  const foreign = await shop.addRole('lojaazul', ['OMSViewer']);
  const before = await shop.storage.readRevision();
  const create = (label: string, roleIds: number[]) =>
    createKey(shop.context, operator, { account: 'lojaverde', label, roleIds });
  await assert.rejects(create(' ', []), refusal('invalid_request', 'label'));
  await assert.rejects(create('ERP', [1, foreign, 77]), refusal('invalid_request', `${foreign}, 77`));
  for (const bad of [0, -1, 1.5, 2 ** 31, 2 ** 53, Number.NaN]) {
    await assert.rejects(create('ERP', [bad]), refusal('invalid_request', String(bad)));
  }
  assert.equal(await shop.storage.readRevision(), before);
});

test('nobody makes a key that may do more in management than they may themselves', async (t) => {
  const shop = await openShop(t);
  const settings = await shop.addRole('lojaverde', ['EditApiKeysSettings', 'OMSViewer']);
  const creator = await shop.callerWith('lojaverde', ['EditApiKeys']);
  const create = (roleId: number) =>
    createKey(shop.context, creator, { account: 'lojaverde', label: 'x', roleIds: [roleId] });
  await assert.rejects(create(settings), refusal('above_own_rights', 'EditApiKeysSettings'));
  await assert.rejects(create(1), refusal('above_own_rights', 'Owner'));
  const owner = asCaller(shop.owners.lojaverde);
  await createKey(shop.context, owner, { account: 'lojaverde', label: 'x', roleIds: [1, settings] });
});

test('a key string that was used before is passed over', async (t) => {
  const shop = await openShop(t);
  const asked: string[] = [];
  const storage = {
    ...shop.storage,
    change: (now: number, work: Parameters<Shop['storage']['change']>[1]) =>
      shop.storage.change(now, (tx) =>
        work({
          ...tx,
          // The first three that are tried count as taken.
          isAppKeyTaken: async (appKey) => asked.push(appKey) <= 3 || (await tx.isAppKeyTaken(appKey)),
        }),
      ),
  } as Shop['storage'];
  const input = { account: 'lojaverde', label: 'x', roleIds: [] };
  const { value } = await createKey({ ...shop.context, storage }, operator, input);
  assert.equal(asked.length, 4);
  assert.equal(value.appKey, asked[3]);
});
