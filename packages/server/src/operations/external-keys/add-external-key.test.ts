import assert from 'node:assert/strict';
import { test } from 'node:test';
import { managementRights } from '../../domain/management-right.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { listKeys } from '../keys/list-keys.ts';
import { showKey } from '../keys/show-key.ts';
import { asCaller, openShop, operator, refusal } from '../shop.fixture.ts';
import { addExternalKey } from './add-external-key.ts';

const account = 'lojaverde';

test('a key of another account gets roles here, keeps those at home, and stays out of the list of generated keys', async (t) => {
  const shop = await openShop(t);
  const guest = await shop.addKey('lojaazul');
  const role = await shop.addRole(account, ['OMSViewer'], 'Orders');
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  const input = { account, appKey: guest.appKey, roleIds: [role], note: ' Carrier ' };
  const { value } = await addExternalKey(shop.context, editor, input);
  assert.deepEqual(value, { id: guest.id, appKey: guest.appKey });
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.subject, event.account?.name],
    ['external_key.added', `key:${guest.id}`, account],
  );
  assert.deepEqual(event.after, {
    appKey: guest.appKey,
    owner: 'lojaazul',
    roles: [{ id: role, name: 'Orders' }],
    note: 'Carrier',
  });
  const grants = await shop.storage.read((tx) => tx.listGrantsOfKey(guest.id));
  const here = grants.find((grant) => grant.roleIds.length > 0);
  assert.deepEqual(
    [here?.roleIds, here?.addedBy, here?.note, here?.expiresAt],
    [[role], `key:${editor.appKey}`, 'Carrier', null],
  );
  assert.deepEqual((await showKey(shop.context, operator, { account: 'lojaazul', key: guest.id })).roles, []);
  const listed = (await listKeys(shop.context, operator, { account })).items.map(({ id }) => id);
  assert.ok(!listed.includes(guest.id));
});

test('a key string that is unknown, deleted, impossible or our own answers alike: guessing tells nothing', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const deleted = await shop.addKey('lojaazul');
  await deleteKey(shop.context, operator, { account: 'lojaazul', key: deleted.id });
  const guest = await shop.addKey('lojaazul');
  const names = [
    shop.owners.lojaverde.appKey,
    deleted.appKey,
    guest.id,
    guest.appKey.toLowerCase(),
    'x-y-z',
    'zero\u0000',
  ];
  for (const appKey of names) {
    await assert.rejects(
      addExternalKey(shop.context, operator, { account, appKey, roleIds: [role] }),
      refusal('not_found', 'No other account has a key with this key string.'),
      appKey,
    );
  }
});

test('a key is added once, with at least one role of this account', async (t) => {
  const shop = await openShop(t);
  const { appKey } = await shop.addKey('lojaazul');
  const role = await shop.addRole(account, ['OMSViewer']);
  const add = (roleIds: number[]) => addExternalKey(shop.context, operator, { account, appKey, roleIds });
  await assert.rejects(add([]), refusal('invalid_request', 'at least one role'));
  await assert.rejects(add([role, 99]), refusal('invalid_request', '99'));
  await add([role]);
  await assert.rejects(add([role]), refusal('external_key_exists', appKey));
});

test('only an Owner gives management rights to an external key, however many the giver holds', async (t) => {
  const shop = await openShop(t);
  const { appKey } = await shop.addKey('lojaazul');
  const manager = await shop.callerWith(account, managementRights);
  const role = await shop.addRole(account, ['OMSViewer', 'ViewApiKeys']);
  const add = (actor: typeof manager, roleIds: number[]) =>
    addExternalKey(shop.context, actor, { account, appKey, roleIds });
  await assert.rejects(add(manager, [role]), refusal('above_own_rights', 'Owner'));
  await assert.rejects(add(manager, [1]), refusal('above_own_rights', 'Owner'));
  await add(asCaller(shop.owners.lojaverde), [role]);
});
