import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { externalKeySorts } from '../../domain/external-key.ts';
import { setAccountStatus } from '../accounts/set-account-status.ts';
import { changeKey } from '../keys/change-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import { addExternalKey } from './add-external-key.ts';
import { type ListExternalKeysInput, listExternalKeys } from './list-external-keys.ts';

const account = 'lojaverde';

type Query = Omit<ListExternalKeysInput, 'account'>;

/** A shop with five external keys, named by their notes: `a` is inactive, `b` deleted. */
async function openListing(t: TestContext) {
  const shop = await openShop(t);
  const orders = await shop.addRole(account, ['OMSViewer'], 'Orders');
  const prices = await shop.addRole(account, ['Changes'], 'Prices');
  for (const note of ['a', 'b', 'Ção', 'd', 'e']) {
    const { id, appKey } = await shop.addKey('lojaazul', [], `label of ${note}`);
    const roleIds = note === 'd' ? [orders, prices] : [orders];
    await addExternalKey(shop.context, operator, { account, appKey, roleIds, note });
    if (note === 'a') await changeKey(shop.context, operator, { account: 'lojaazul', key: id, isActive: false });
    if (note === 'b') await deleteKey(shop.context, operator, { account: 'lojaazul', key: id });
    shop.clock.now += note === 'd' ? 0 : 1000;
  }
  const list = (query: Query = {}) => listExternalKeys(shop.context, operator, { account, ...query });
  const notes = async (query: Query = {}) => (await list(query)).items.map(({ note }) => note);
  return { shop, orders, prices, list, notes };
}

test('a list begins with the key that was added last, and has keys of other accounts only', async (t) => {
  const { shop, list, notes } = await openListing(t);
  assert.deepEqual((await notes()).slice(2), ['Ção', 'b', 'a']);
  const page = await list();
  assert.deepEqual([page.total, page.nextCursor], [5, null]);
  assert.ok(page.items.every(({ owner }) => owner === 'lojaazul'));
  assert.equal((await listExternalKeys(shop.context, operator, { account: 'lojaazul' })).total, 0);
  assert.ok(!JSON.stringify(page).includes('label of'), 'a label is between the owner and its people');
});

test('walking by cursor shows every key once, by every sort, in both orders', async (t) => {
  const { list } = await openListing(t);
  const walk = async (query: Query) => {
    const found: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await list({ ...query, limit: 2, ...(cursor ? { cursor } : {}) });
      assert.equal(page.total, 5);
      found.push(...page.items.map(({ note }) => note ?? ''));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  };
  for (const sort of externalKeySorts) {
    const up = await walk({ sort, order: 'asc' });
    assert.deepEqual(up.toSorted(), ['Ção', 'a', 'b', 'd', 'e'].toSorted(), sort);
    assert.deepEqual(await walk({ sort, order: 'desc' }), up.toReversed(), sort);
  }
  assert.deepEqual((await walk({ sort: 'status', order: 'asc' })).slice(0, 2), ['b', 'a']);
});

test('search, status, role and owner narrow a list, and its total', async (t) => {
  const { shop, orders, prices, list, notes } = await openListing(t);
  const { items } = await list({ q: ' CAO ' });
  assert.deepEqual(
    items.map(({ note }) => note),
    ['Ção'],
  );
  assert.deepEqual(await notes({ q: items[0]?.appKey.slice(-6).toLowerCase() }), ['Ção']);
  assert.equal((await list({ q: 'LOJAAZUL' })).total, 5);
  assert.equal((await list({ q: 'label' })).total, 0);
  assert.deepEqual(await notes({ status: 'inactive' }), ['a']);
  assert.deepEqual(await notes({ status: 'deleted_by_owner' }), ['b']);
  assert.deepEqual((await notes({ status: 'active', sort: 'addedAt', order: 'asc' })).at(0), 'Ção');
  assert.deepEqual(await notes({ role: prices }), ['d']);
  assert.equal((await list({ role: orders, status: 'active', limit: 1 })).total, 3);
  assert.equal((await list({ owner: 'lojaazul' })).total, 5);
  assert.equal((await list({ owner: account })).total, 0);

  await setAccountStatus(shop.context, operator, { name: 'lojaazul', isActive: false });
  assert.equal((await list({ status: 'inactive' })).total, 4, 'keys of an inactive account are of no use');
  await setAccountStatus(shop.context, operator, { name: 'lojaazul', isActive: true });
  assert.deepEqual(await notes({ status: 'inactive' }), ['a'], 'who was inactive before still is');
});

test('what is no limit, role, owner, search or cursor is refused by name, never passed to the database', async (t) => {
  const { shop, list } = await openListing(t);
  const viewer = await shop.callerWith(account, ['EditApiKeys', 'RenewApiToken']);
  await assert.rejects(listExternalKeys(shop.context, viewer, { account }), refusal('resource_missing', 'ViewApiKeys'));
  const { nextCursor } = await list({ limit: 1 });
  assert.ok(nextCursor !== null);
  const forged = (...content: unknown[]) => Buffer.from(JSON.stringify(content)).toString('base64url');
  const id = shop.owners.lojaverde.id;
  const cases: [string, Query][] = [
    ['200', { limit: 0 }],
    ['role', { role: 0 }],
    ['owner', { owner: 'Loja Azul' }],
    ['search', { q: 'a\u0000' }],
    ['another sort or order', { cursor: nextCursor, order: 'asc' }],
    ['nextCursor', { cursor: 'x' }],
    ['nextCursor', { cursor: forged('addedAt', 'desc', '1', id) }],
    ['nextCursor', { sort: 'owner', cursor: forged('owner', 'asc', 1, id) }],
    ['nextCursor', { sort: 'appKey', cursor: forged('appKey', 'asc', 'a\u0000', id) }],
    ['nextCursor', { sort: 'status', cursor: forged('status', 'asc', 3, id) }],
  ];
  for (const [says, query] of cases) await assert.rejects(list(query), refusal('invalid_request', says));
});
