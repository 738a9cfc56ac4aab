import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { managementRights } from '../../domain/management-right.ts';
import { changeKey } from '../keys/change-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { asCaller, openShop, operator, refusal } from '../shop.fixture.ts';
import { addExternalKey } from './add-external-key.ts';
import { type ChangeExternalKeyInput, changeExternalKey } from './change-external-key.ts';
import type { ExternalKeyView } from './external-key-view.ts';
import { removeExternalKey } from './remove-external-key.ts';
import { showExternalKey } from './show-external-key.ts';

const account = 'lojaverde';

/** What is another one after each change. */
function withoutVersion({ version: _, ...view }: ExternalKeyView) {
  return view;
}

/** A shop in which `lojaverde` has given a key of `lojaazul` the role `Orders`. */
async function openGranting(t: TestContext, expiresAt?: string) {
  const shop = await openShop(t);
  const guest = await shop.addKey('lojaazul');
  const orders = await shop.addRole(account, ['OMSViewer'], 'Orders');
  const manage = await shop.addRole(account, ['ViewApiKeys', 'EditApiKeys'], 'Keys');
  const given = { account, appKey: guest.appKey, roleIds: [orders], note: 'Carrier', expiresAt };
  await addExternalKey(shop.context, operator, given);
  type Change = Omit<ChangeExternalKeyInput, 'account' | 'key'>;
  return {
    shop,
    guest,
    orders,
    manage,
    change: async (change: Change, actor: Parameters<typeof changeExternalKey>[1] = operator) =>
      withoutVersion((await changeExternalKey(shop.context, actor, { account, key: guest.id, ...change })).value),
    show: async (actor = operator) =>
      withoutVersion(await showExternalKey(shop.context, actor, { account, key: guest.appKey })),
  };
}

test('roles, note and end change together or one by one; what is not named stays', async (t) => {
  const { shop, guest, orders, manage, change, show } = await openGranting(t);
  const before = await show();
  const expiresAt = '2026-04-01T00:00:00.000Z';
  const after = await change({ roleIds: [orders, manage, orders], note: ' Frete ', expiresAt });
  const roles = [
    { id: orders, name: 'Orders' },
    { id: manage, name: 'Keys' },
  ];
  assert.deepEqual(after, { ...before, roles, note: 'Frete', expiresAt });
  assert.deepEqual(await show(), after);
  const { appKey } = guest;
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.subject, event.before, event.after],
    [
      'external_key.changed',
      `key:${guest.id}`,
      { appKey, roles: [{ id: orders, name: 'Orders' }], note: 'Carrier', expiresAt: null },
      { appKey, roles, note: 'Frete', expiresAt },
    ],
  );
  assert.deepEqual(
    event.alsoVisibleTo?.map(({ account: concerned, ...known }) => [concerned.name, known]),
    [['lojaazul', { before: { appKey }, after: { appKey } }]],
  );

  assert.deepEqual(await change({ note: null }), { ...after, note: null });
  assert.equal((await shop.lastEvent()).alsoVisibleTo, undefined, 'a note is nothing of the owner');
  assert.deepEqual(await change({ expiresAt: null }), { ...after, note: null, expiresAt: null });
  assert.deepEqual(await change({ roleIds: [orders] }), { ...before, note: null });
});

test('nothing different is no change; no role at all, a time that has passed and a bad note are refused', async (t) => {
  const { shop, orders, change } = await openGranting(t);
  const revision = await shop.storage.readRevision();
  await change({});
  await change({ roleIds: [orders], note: 'Carrier ', expiresAt: null });
  await assert.rejects(change({ roleIds: [] }), refusal('invalid_request', 'at least one role'));
  await assert.rejects(change({ roleIds: [99] }), refusal('invalid_request', '99'));
  await assert.rejects(change({ note: '' }), refusal('invalid_request', '1 to 200'));
  await assert.rejects(change({ expiresAt: '2026-03-01T12:00:00Z' }), refusal('invalid_request', 'future'));
  assert.equal(await shop.storage.readRevision(), revision);
});

test('only an Owner adds management rights to an external key, keeps them longer there, or brings them back', async (t) => {
  const { shop, orders, manage, change } = await openGranting(t);
  const owner = asCaller(shop.owners.lojaverde);
  const manager = await shop.callerWith(account, managementRights);
  const extra = await shop.addRole(account, ['Changes']);
  const onlyOwner = refusal('above_own_rights', 'Owner');
  await assert.rejects(change({ roleIds: [orders, manage] }, manager), onlyOwner);
  await assert.rejects(change({ roleIds: [1] }, manager), onlyOwner);
  await change({ roleIds: [orders, manage] }, owner);

  // What it has already is not given again, and less time is not more.
  await change({ roleIds: [orders, manage, extra] }, manager);
  await change({ expiresAt: '2026-05-01T00:00:00Z', note: 'x' }, manager);
  await change({ expiresAt: '2026-04-01T00:00:00Z' }, manager);
  await assert.rejects(change({ expiresAt: '2026-05-01T00:00:00Z' }, manager), onlyOwner);
  await assert.rejects(change({ expiresAt: null }, manager), onlyOwner);
  shop.clock.now = Date.parse('2026-04-02T00:00:00Z');
  await assert.rejects(change({ expiresAt: '2026-04-03T00:00:00Z' }, manager), onlyOwner);
  await change({ expiresAt: '2026-04-03T00:00:00Z' }, owner);
  await change({ expiresAt: null, roleIds: [orders, extra] }, manager);
});

test('an external key may not change what it may do itself, but may leave', async (t) => {
  const { shop, guest, orders, manage, change, show } = await openGranting(t);
  const extra = await shop.addRole(account, ['Changes']);
  await change({ roleIds: [orders, manage], expiresAt: '2026-04-01T00:00:00Z' });
  const self = asCaller(guest);
  for (const own of [{ roleIds: [manage] }, { roleIds: [orders, manage, extra] }, { expiresAt: null }]) {
    await assert.rejects(change(own, self), refusal('own_rights'));
  }
  assert.equal((await change({ note: 'me' }, self)).note, 'me');
  await removeExternalKey(shop.context, self, { account, key: guest.id });
  await assert.rejects(show(), refusal('not_found'));
});

test('what the owner does to the key is seen: inactive, active again, deleted; a deleted one stays until it is removed', async (t) => {
  const { shop, guest, orders, change, show } = await openGranting(t);
  const owned = { account: 'lojaazul', key: guest.id };
  const before = await show();
  await changeKey(shop.context, operator, { ...owned, isActive: false });
  assert.deepEqual(await show(), { ...before, status: 'inactive' });
  assert.equal((await change({ note: 'paused' })).status, 'inactive');
  await changeKey(shop.context, operator, { ...owned, isActive: true });
  assert.equal((await show()).status, 'active');
  await deleteKey(shop.context, operator, owned);
  assert.deepEqual(await show(), { ...before, status: 'deleted_by_owner', note: 'paused' });
  for (const refused of [{ note: null }, { roleIds: [orders] }, { expiresAt: '2027-01-01T00:00:00Z' }, {}]) {
    await assert.rejects(change(refused), refusal('external_key_deleted', 'lojaazul', 'removed'));
  }
  const again = addExternalKey(shop.context, operator, { account, appKey: guest.appKey, roleIds: [orders] });
  await assert.rejects(again, refusal('not_found'));
  await removeExternalKey(shop.context, operator, { account, key: guest.appKey });
  await assert.rejects(show(), refusal('not_found'));
  const event = await shop.lastEvent();
  assert.deepEqual([event.action, event.after], ['external_key.removed', null]);
});

test('to see takes ViewApiKeys, to change and remove EditApiKeys; another account has nothing here', async (t) => {
  const { shop, guest, change, show } = await openGranting(t);
  const viewer = await shop.callerWith(account, ['ViewApiKeys', 'RenewApiToken']);
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  assert.equal((await showExternalKey(shop.context, viewer, { account, key: guest.id })).id, guest.id);
  await assert.rejects(change({ note: 'x' }, viewer), refusal('resource_missing', 'EditApiKeys'));
  await assert.rejects(
    removeExternalKey(shop.context, viewer, { account, key: guest.id }),
    refusal('resource_missing', 'EditApiKeys'),
  );
  await assert.rejects(
    showExternalKey(shop.context, editor, { account, key: guest.id }),
    refusal('resource_missing', 'ViewApiKeys'),
  );
  for (const key of [guest.id, guest.appKey, shop.owners.lojaverde.id, 'nothing', '\u0000']) {
    const where = { account: 'lojaazul', key };
    await assert.rejects(showExternalKey(shop.context, operator, where), refusal('not_found', 'no such external key'));
    await assert.rejects(removeExternalKey(shop.context, operator, where), refusal('not_found'));
    await assert.rejects(changeExternalKey(shop.context, operator, where), refusal('not_found'));
  }
  assert.equal((await show()).status, 'active');
});

test('a key that was removed can be added again, and begins anew', async (t) => {
  const { shop, guest, orders, show } = await openGranting(t, '2026-04-01T00:00:00Z');
  await removeExternalKey(shop.context, operator, { account, key: guest.id });
  const removed = await shop.lastEvent();
  assert.deepEqual(removed.before, {
    appKey: guest.appKey,
    owner: 'lojaazul',
    roles: [{ id: orders, name: 'Orders' }],
    note: 'Carrier',
    expiresAt: '2026-04-01T00:00:00.000Z',
  });
  assert.deepEqual(
    removed.alsoVisibleTo?.map(({ account: concerned, ...known }) => [concerned.name, known]),
    [['lojaazul', { before: { appKey: guest.appKey }, after: null }]],
  );
  shop.clock.now += 60_000;
  await addExternalKey(shop.context, operator, { account, appKey: guest.appKey, roleIds: [orders] });
  const { note, expiresAt, addedAt } = await show();
  assert.deepEqual([note, expiresAt, addedAt], [null, null, '2026-03-01T12:01:00.000Z']);
});
