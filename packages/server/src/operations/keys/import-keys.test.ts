import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { generateToken } from '#engine';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import { deleteKey } from './delete-key.ts';
import { importKeys } from './import-keys.ts';
import { showKey } from './show-key.ts';

const account = 'lojaverde';

function entryOf(n: number, changes: object = {}) {
  const tokenSha256 = createHash('sha256').update(`token ${n}`).digest('hex');
  const createdAt = '2025-01-31T18:00:00Z';
  return {
    account,
    appKey: `old-${n}`,
    label: `Key ${n}`,
    roles: [],
    tokenSha256,
    createdAt,
    secretBits: 128,
    ...changes,
  };
}

async function openImport(t: TestContext) {
  const shop = await openShop(t);
  const load = async (...keys: unknown[]) => (await importKeys(shop.context, operator, { keys })).value;
  return { shop, load };
}

test('an imported key has the label, roles and creation date of the file, and its event no digest', async (t) => {
  const { shop, load } = await openImport(t);
  const orders = await shop.addRole(account, ['OMSViewer'], 'Orders');
  const entry = entryOf(1, { roles: ['ORDERS', 1, orders], label: ' ERP ', createdAt: '2025-01-31T15:00:00-03:00' });
  assert.deepEqual(await load(entry), { added: 1, unchanged: 0 });
  const key = await showKey(shop.context, operator, { account, key: 'old-1' });
  const at = '2025-01-31T18:00:00.000Z';
  assert.deepEqual([key.label, key.isActive, key.createdAt, key.tokens[0]?.createdAt], ['ERP', true, at, at]);
  assert.deepEqual(
    key.roles.map(({ name }) => name),
    ['Owner (Admin Super)', 'Orders'],
  );
  const event = await shop.lastEvent();
  assert.deepEqual([event.action, event.account?.name], ['keys.imported', account]);
  assert.deepEqual(event.after, {
    keys: [{ id: key.id, appKey: 'old-1', label: 'ERP', isActive: true, roles: key.roles }],
  });
  assert.ok(!JSON.stringify(event).includes(entry.tokenSha256));
});

test('a file goes in by changes of 1,000 keys, and once more from where it stopped', async (t) => {
  const { shop, load } = await openImport(t);
  const keys = Array.from({ length: 1_200 }, (_, n) => entryOf(n));
  assert.deepEqual(await load(...keys.slice(300, 310)), { added: 10, unchanged: 0 });
  const before = shop.reported.length;
  assert.deepEqual(await load(...keys, entryOf(0, { account: 'lojaazul', appKey: 'other' })), {
    added: 1_191,
    unchanged: 10,
  });
  assert.equal(new Set(shop.reported.slice(before)).size, 3);
  const revision = await shop.storage.readRevision();
  assert.deepEqual(await load(...keys), { added: 0, unchanged: 1_200 });
  assert.equal(await shop.storage.readRevision(), revision, 'the same file again changes nothing');
});

test('everything that is wrong in a file is named by its place, and nothing of it goes in', async (t) => {
  const { shop, load } = await openImport(t);
  const revision = await shop.storage.readRevision();
  const cases: [string, unknown][] = [
    ['keys[1] is not an object', 7],
    ['keys[1].token is no field', entryOf(1, { token: 'x' })],
    ['keys[1].account has to be', entryOf(1, { account: 'Loja Verde' })],
    ['keys[1].account is "lojacinza", which does not exist', entryOf(1, { account: 'lojacinza' })],
    ['keys[1].appKey has to be', entryOf(1, { appKey: 'a b c d' })],
    ['keys[1].appKey has to be', entryOf(1, { appKey: 'export' })],
    ['keys[1].appKey has to be', entryOf(1, { appKey: crypto.randomUUID() })],
    ['keys[1].appKey is that of keys[0]', entryOf(0)],
    ['keys[1].label has to be', entryOf(1, { label: ' ' })],
    ['keys[1].label holds an API token', entryOf(1, { label: `ERP ${generateToken()}` })],
    ['keys[1].appKey is an API token', entryOf(1, { appKey: generateToken() })],
    ['keys[1].roles has to be', entryOf(1, { roles: 'Owner' })],
    ['keys[1].roles name "Chef", 9, which is no role of lojaverde', entryOf(1, { roles: ['Chef', 1, 9] })],
    ['keys[1].tokenSha256 has to be', entryOf(1, { tokenSha256: 'abc' })],
    ['keys[1].createdAt has to be', entryOf(1, { createdAt: '2025-02-30T00:00:00Z' })],
    ['keys[1].createdAt has to be', entryOf(1, { createdAt: '2099-01-01T00:00:00Z' })],
    ['keys[1].secretBits has to say', entryOf(1, { secretBits: 111 })],
    ['keys[1].secretBits has to say', entryOf(1, { secretBits: undefined })],
  ];
  for (const [says, entry] of cases) await assert.rejects(load(entryOf(0), entry), refusal('invalid_request', says));
  await assert.rejects(load(), refusal('invalid_request', 'at least one', 'secretBits'));
  assert.equal(await shop.storage.readRevision(), revision);
});

test('a key string that another key has or had is refused, and so is another token for an imported key', async (t) => {
  const { shop, load } = await openImport(t);
  await load(entryOf(1), entryOf(2));
  await deleteKey(shop.context, operator, { account, key: 'old-2' });
  const revision = await shop.storage.readRevision();
  const others = [
    entryOf(1, { appKey: shop.owners.lojaverde.appKey }),
    entryOf(2),
    entryOf(1, { account: 'lojaazul' }),
    entryOf(1, { createdAt: '2025-01-31T18:00:01Z' }),
    entryOf(3, { appKey: 'old-1' }),
  ];
  for (const entry of others) {
    await assert.rejects(
      load(entryOf(9), entry),
      refusal('invalid_request', 'keys[1].appKey is the key string of another key'),
    );
  }
  assert.equal(await shop.storage.readRevision(), revision);
});
