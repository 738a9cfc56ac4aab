import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keySorts } from '../../domain/api-key.ts';
import { freshnessLevels } from '../../domain/freshness.ts';
import { openShop, operator, refusal, type Shop } from '../shop.fixture.ts';
import { changeKey } from './change-key.ts';
import { type ListKeysInput, listKeys } from './list-keys.ts';

const account = 'lojaverde';

type Query = Omit<ListKeysInput, 'account'>;

async function labels(shop: Shop, query: Query = {}): Promise<string[]> {
  return (await listKeys(shop.context, operator, { account, ...query })).items.map(({ label }) => label);
}

/** Every page, one after the other. */
async function walk(shop: Shop, query: Query): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listKeys(shop.context, operator, { account, ...query, ...(cursor ? { cursor } : {}) });
    found.push(...page.items.map(({ label }) => label));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

test('a list begins with the newest key, and shows only keys of the account', async (t) => {
  const shop = await openShop(t);
  for (const label of ['b', 'a']) {
    shop.clock.now += 1000;
    await shop.addKey(account, [], label);
  }
  assert.deepEqual(await labels(shop), ['a', 'b', 'first key']);
  assert.deepEqual(await labels(shop, { sort: 'label' }), ['a', 'b', 'first key']);
  assert.deepEqual(await labels(shop, { sort: 'label', order: 'desc' }), ['first key', 'b', 'a']);
  const { total, nextCursor } = await listKeys(shop.context, operator, { account });
  assert.deepEqual([total, nextCursor], [3, null]);
});

test('walking by cursor shows every key once, by every sort, in both orders', async (t) => {
  const shop = await openShop(t);
  const expected = ['first key'];
  for (let i = 0; i < 7; i++) {
    if (i % 3 === 0) shop.clock.now += 1;
    const label = `Chave ${'çÇcC'[i % 4]}`;
    expected.push(label);
    const { id: key } = await shop.addKey(account, [], label);
    if (i % 2 === 0) await changeKey(shop.context, operator, { account, key, isActive: false });
  }
  expected.sort();
  for (const sort of keySorts) {
    const up = await walk(shop, { sort, order: 'asc', limit: 3 });
    const down = await walk(shop, { sort, order: 'desc', limit: 3 });
    assert.deepEqual(up.toSorted(), expected, sort);
    assert.deepEqual(down, up.toReversed(), sort);
  }
});

test('search, status, role and freshness narrow a list, and its total', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const old = await shop.addKey(account, [role], 'Integração velha');
  shop.clock.now = Date.parse('2026-07-01T12:00:00Z');
  await shop.addKey(account, [role], 'Integração nova');
  await shop.addKey(account, [], '100%_certo');
  await changeKey(shop.context, operator, { account, key: old.id, isActive: false });
  assert.deepEqual(await labels(shop, { q: '  INTEGRACAO ', sort: 'label' }), ['Integração nova', 'Integração velha']);
  assert.deepEqual(await labels(shop, { q: old.appKey.slice(-6).toLowerCase() }), ['Integração velha']);
  assert.deepEqual(await labels(shop, { q: '%_' }), ['100%_certo']);
  assert.deepEqual(await labels(shop, { status: 'inactive' }), ['Integração velha']);
  assert.deepEqual(await labels(shop, { role, status: 'active' }), ['Integração nova']);
  assert.deepEqual(await labels(shop, { freshness: 'outdated', sort: 'label' }), ['first key', 'Integração velha']);
  assert.deepEqual(await labels(shop, { freshness: 'highly_outdated' }), []);
  const due = { freshness: 'needs_renewal', status: 'active' } as const;
  assert.deepEqual(await labels(shop, due), ['first key']);
  shop.clock.now = Date.parse('2026-10-01T12:00:00Z');
  assert.equal((await listKeys(shop.context, operator, { account, ...due, limit: 1 })).total, 3, 'on both levels');
  const { total, nextCursor } = await listKeys(shop.context, operator, { account, q: 'integracao', limit: 1 });
  assert.equal(total, 2);
  assert.notEqual(nextCursor, null);
});

test('the freshness that a key shows is the one by which it is found', async (t) => {
  const shop = await openShop(t);
  for (const time of ['2026-03-31T12:00:00Z', '2026-03-30T13:00:00Z', '2026-01-31T00:00:00Z', '2025-12-30T12:00:00Z']) {
    shop.clock.now = Date.parse(time);
    await shop.addKey(account, [], time);
  }
  for (const now of ['2026-06-30T12:00:00.000Z', '2026-06-30T11:59:59.999Z', '2026-06-30T13:00:00.000Z']) {
    shop.clock.now = Date.parse(now);
    for (const freshness of freshnessLevels) {
      const all = (await listKeys(shop.context, operator, { account, sort: 'label' })).items;
      const expected = all.filter((key) => key.freshness === freshness).map(({ label }) => label);
      assert.deepEqual(await labels(shop, { freshness, sort: 'label' }), expected, `${freshness} at ${now}`);
    }
  }
});

test('a cursor that is damaged, forged, or of another sort or order is refused, never passed to the database', async (t) => {
  const shop = await openShop(t);
  await shop.addKey(account);
  const { nextCursor } = await listKeys(shop.context, operator, { account, limit: 1 });
  assert.ok(nextCursor !== null);
  const list = (query: Query) => listKeys(shop.context, operator, { account, ...query });
  await assert.rejects(list({ cursor: nextCursor, order: 'asc' }), refusal('invalid_request', 'another sort or order'));
  await assert.rejects(list({ cursor: nextCursor, sort: 'freshness', order: 'desc' }), refusal('invalid_request'));
  const id = shop.owners.lojaverde.id;
  const forged: [Query, unknown][] = [
    [{}, ['createdAt', 'desc', '1', id]],
    [{}, ['createdAt', 'desc', 1.5, id]],
    [{}, ['createdAt', 'desc', 1e300, id]],
    [{}, ['createdAt', 'desc', 1, `${id}'`]],
    [{}, ['createdAt', 'desc', 1, id, 1]],
    [{}, { 0: 'createdAt' }],
    [{}, null],
    [{ sort: 'label' }, ['label', 'asc', 7, id]],
    [{ sort: 'label' }, ['label', 'asc', 'a\u0000', id]],
    [{ sort: 'status' }, ['status', 'asc', 2 ** 40, id]],
  ];
  for (const [query, content] of forged) {
    const cursor = Buffer.from(JSON.stringify(content)).toString('base64url');
    await assert.rejects(list({ ...query, cursor }), refusal('invalid_request', 'nextCursor'), JSON.stringify(content));
  }
  for (const cursor of ['', 'x', '💥', nextCursor.slice(1)]) {
    await assert.rejects(list({ cursor }), refusal('invalid_request'), cursor);
  }
});

test('limits, ids of roles and searches outside their bounds are refused by name', async (t) => {
  const shop = await openShop(t);
  const list = (query: Query) => listKeys(shop.context, operator, { account, ...query });
  for (const limit of [0, 201, 1.5, Number.NaN])
    await assert.rejects(list({ limit }), refusal('invalid_request', '200'));
  for (const role of [0, -1, 2 ** 31, 1.5]) await assert.rejects(list({ role }), refusal('invalid_request', 'role'));
  for (const q of ['a\u0000', 'a'.repeat(201), '\ud800'])
    await assert.rejects(list({ q }), refusal('invalid_request', 'search'));
  assert.equal((await list({ limit: 200, q: '' })).items.length, 1);
});
