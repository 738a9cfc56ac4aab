import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { showExternalKey } from '../external-keys/show-external-key.ts';
import { asCaller, openShop, operator, refusal } from '../shop.fixture.ts';
import { changeKey } from './change-key.ts';
import { deleteKey } from './delete-key.ts';
import { showKey } from './show-key.ts';

const account = 'lojaverde';

test('label, roles and status change together, in one change, with before and after of what is different', async (t) => {
  const shop = await openShop(t);
  const [one, two] = [
    await shop.addRole(account, ['OMSViewer'], 'one'),
    await shop.addRole(account, ['Changes'], 'two'),
  ];
  const key = await shop.addKey(account, [one], 'ERP');
  const change = { account, key: key.appKey, label: 'ERP 2', roleIds: [two], isActive: false };
  const { value } = await changeKey(shop.context, operator, change);
  assert.deepEqual([value.label, value.isActive, value.roles], ['ERP 2', false, [{ id: two, name: 'two' }]]);
  const { evidence: _, ...shown } = value;
  assert.deepEqual(shown, await showKey(shop.context, operator, { account, key: key.id }));
  const event = await shop.lastEvent();
  assert.equal(event.action, 'key.deactivated');
  assert.deepEqual(event.before, { label: 'ERP', isActive: true, roles: [{ id: one, name: 'one' }] });
  assert.deepEqual(event.after, { label: 'ERP 2', isActive: false, roles: [{ id: two, name: 'two' }] });
});

test('an event names only what became different, under the action that says it best', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer'], 'one');
  const { id: key } = await shop.addKey(account, [role], 'ERP');
  const expectEvent = async (input: object, expected: unknown[]): Promise<void> => {
    await changeKey(shop.context, operator, { account, key, ...input });
    const { action, before, after } = await shop.lastEvent();
    assert.deepEqual([action, before, after], expected);
  };
  await expectEvent({ label: 'B', roleIds: [role], isActive: true }, ['key.changed', { label: 'ERP' }, { label: 'B' }]);
  await expectEvent({ isActive: false }, ['key.deactivated', { isActive: true }, { isActive: false }]);
  await expectEvent({ isActive: true }, ['key.activated', { isActive: false }, { isActive: true }]);
  await expectEvent({ roleIds: [] }, ['key.changed', { roles: [{ id: role, name: 'one' }] }, { roles: [] }]);
});

test('what is already so is no change, takes no revision and writes no event', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const { id: key } = await shop.addKey(account, [role], 'ERP');
  const before = await shop.storage.readRevision();
  for (const input of [{}, { label: ' ERP ' }, { roleIds: [role, role] }, { isActive: true }]) {
    const { value, revision } = await changeKey(shop.context, operator, { account, key, ...input });
    assert.deepEqual([revision, value.label], [before, 'ERP']);
  }
  assert.equal(await shop.storage.readRevision(), before);
});

test('a key of another account answers like one that does not exist, by id and by key string, to all three', async (t) => {
  const shop = await openShop(t);
  const owner = asCaller(shop.owners.lojaverde);
  const foreign = shop.owners.lojaazul;
  const deleted = await shop.addKey(account);
  await deleteKey(shop.context, operator, { account, key: deleted.id });
  const names = [
    foreign.id,
    foreign.appKey,
    deleted.id,
    deleted.appKey,
    '00000000-0000-4000-8000-000000000000',
    'appkey-lojaverde-NOBODY',
    'zero\u0000',
    '',
  ];
  for (const key of names) {
    const text = 'The account has no such key.';
    await assert.rejects(showKey(shop.context, owner, { account, key }), refusal('not_found', text), key);
    await assert.rejects(changeKey(shop.context, owner, { account, key, label: 'x' }), refusal('not_found', text), key);
    await assert.rejects(deleteKey(shop.context, owner, { account, key }), refusal('not_found', text), key);
  }
  assert.equal((await showKey(shop.context, operator, { account: 'lojaazul', key: foreign.id })).label, 'first key');
});

test('an id is found in capitals too; a key string is exact', async (t) => {
  const shop = await openShop(t);
  const { id, appKey } = await shop.addKey(account);
  assert.equal((await showKey(shop.context, operator, { account, key: id.toUpperCase() })).id, id);
  await assert.rejects(showKey(shop.context, operator, { account, key: appKey.toLowerCase() }), refusal('not_found'));
});

test('no key changes its own roles, not even one of an Owner and not even to fewer', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const self = shop.owners.lojaverde;
  for (const roleIds of [[], [role], [1, role]]) {
    await assert.rejects(
      changeKey(shop.context, asCaller(self), { account, key: self.id, roleIds }),
      refusal('own_rights'),
    );
  }
  const same = await changeKey(shop.context, asCaller(self), { account, key: self.id, roleIds: [1], label: 'mine' });
  assert.equal(same.value.label, 'mine');
  const off = await changeKey(shop.context, asCaller(self), { account, key: self.appKey, isActive: false });
  assert.equal(off.value.isActive, false);
});

test('adding a role takes the rights of that role; taking roles away takes no more than editing keys', async (t) => {
  const shop = await openShop(t);
  const settings = await shop.addRole(account, ['EditApiKeysSettings']);
  const orders = await shop.addRole(account, ['OMSViewer']);
  const { id: key } = await shop.addKey(account, [1, settings]);
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  const change = (roleIds: number[]) => changeKey(shop.context, editor, { account, key, roleIds });
  await change([1, settings, orders]);
  await change([settings, orders]);
  await assert.rejects(change([1, settings, orders]), refusal('above_own_rights', 'Owner'));
  await change([orders]);
  await assert.rejects(change([orders, settings]), refusal('above_own_rights', 'EditApiKeysSettings'));
});

test('activating takes every management right that the key holds in any account; deactivating takes none', async (t) => {
  const shop = await openShop(t);
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  const set = (key: string, isActive: boolean) => changeKey(shop.context, editor, { account, key, isActive });
  const ownOwner = await shop.addKey(account, [1]);
  const viewer = await shop.addKey(account, [await shop.addRole(account, ['ViewApiKeys'])]);
  const guest = await shop.addKey(account);
  const abroad = await shop.addRole('lojaazul', ['Create_Role']);
  await addExternalKey(shop.context, operator, { account: 'lojaazul', appKey: guest.appKey, roleIds: [abroad] });
  const guestOwner = await shop.addKey(account);
  await addExternalKey(shop.context, operator, { account: 'lojaazul', appKey: guestOwner.appKey, roleIds: [1] });
  const plain = await shop.addKey(account, [await shop.addRole(account, ['OMSViewer', 'EditApiKeys'])]);
  for (const { id } of [ownOwner, viewer, guest, guestOwner, plain]) await set(id, false);
  await assert.rejects(set(ownOwner.id, true), refusal('above_own_rights', 'Owner'));
  await assert.rejects(set(viewer.id, true), refusal('above_own_rights', 'ViewApiKeys'));
  await assert.rejects(set(guest.id, true), refusal('above_own_rights', 'Create_Role'));
  await assert.rejects(set(guestOwner.id, true), refusal('above_own_rights', 'Owner'));
  assert.equal((await set(plain.id, true)).value.isActive, true);
});

test('roles that the same change takes away do not count when the key is activated', async (t) => {
  const shop = await openShop(t);
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  const key = (await shop.addKey(account, [1])).id;
  await changeKey(shop.context, operator, { account, key, isActive: false });
  const { value } = await changeKey(shop.context, editor, { account, key, isActive: true, roleIds: [] });
  assert.deepEqual([value.isActive, value.roles], [true, []]);
});

test('a deleted key is gone for good, but for its line in the list of who gave it roles, and its event keeps what it was', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole('lojaazul', ['OMSViewer']);
  const { id, appKey } = await shop.addKey(account, [1], 'ERP');
  await addExternalKey(shop.context, operator, { account: 'lojaazul', appKey, roleIds: [role] });
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  assert.equal((await deleteKey(shop.context, editor, { account, key: appKey })).value.id, id);
  const event = await shop.lastEvent();
  assert.deepEqual([event.action, event.after], ['key.deleted', null]);
  assert.deepEqual(event.before, {
    appKey,
    label: 'ERP',
    isActive: true,
    roles: [{ id: 1, name: 'Owner (Admin Super)' }],
  });
  assert.equal(await shop.storage.read((tx) => tx.findKeyByAppKey(appKey)), undefined);
  const owned = { account, key: id };
  await assert.rejects(showKey(shop.context, operator, owned), refusal('not_found'));
  const abroad = await showExternalKey(shop.context, operator, { ...owned, account: 'lojaazul' });
  assert.equal(abroad.status, 'deleted_by_owner');
  assert.equal(await shop.storage.read((tx) => tx.isAppKeyTaken(appKey)), true);
});
