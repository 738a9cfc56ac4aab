import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createAccount } from '../accounts/create-account.ts';
import { listAuditEvents } from '../audit/list-audit-events.ts';
import { changeKey } from '../keys/change-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import { addExternalKey } from './add-external-key.ts';
import { declineGrant } from './decline-grant.ts';
import { listExternalKeys } from './list-external-keys.ts';
import { listGrants } from './list-grants.ts';

const account = 'lojaazul';

/** A key of `lojaazul` to which `lojaverde` and, a minute later, `atacado` have given roles. */
async function openGranted(t: TestContext) {
  const shop = await openShop(t);
  await createAccount(shop.context, operator, { name: 'atacado', ownerEmail: 'ana@atacado.example' });
  const { id, appKey } = await shop.addKey(account);
  for (const granting of ['lojaverde', 'atacado']) {
    const role = await shop.addRole(granting, ['OMSViewer'], 'secret plans');
    await addExternalKey(shop.context, operator, { account: granting, appKey, roleIds: [role], note: 'secret note' });
    shop.clock.now += 60_000;
  }
  const grants = () => listGrants(shop.context, operator, { account, key: id });
  const decline = (grantingAccount: string, actor: Parameters<typeof declineGrant>[1] = operator) =>
    declineGrant(shop.context, actor, { account, key: appKey, grantingAccount });
  return { shop, id, appKey, grants, decline };
}

test('the owner sees which accounts have given its key roles, by name and since when, and not which roles', async (t) => {
  const { shop, id, appKey, grants } = await openGranted(t);
  assert.deepEqual(await grants(), [
    { account: 'atacado', addedAt: '2026-03-01T12:01:00.000Z' },
    { account: 'lojaverde', addedAt: '2026-03-01T12:00:00.000Z' },
  ]);
  const renewer = await shop.callerWith(account, ['RenewApiToken']);
  assert.equal((await listGrants(shop.context, renewer, { account, key: appKey })).length, 2);
  const auditor = await shop.callerWith(account, ['view_metrics']);
  await assert.rejects(listGrants(shop.context, auditor, { account, key: id }), refusal('resource_missing'));
  const elsewhere = listGrants(shop.context, operator, { account: 'lojaverde', key: id });
  await assert.rejects(elsewhere, refusal('not_found', 'The account has no such key.'));
  const other = await shop.addKey(account);
  assert.deepEqual(await listGrants(shop.context, operator, { account, key: other.id }), []);
});

test('who declines a grant takes that one and no other; the roles at home stay', async (t) => {
  const { shop, id, appKey, grants, decline } = await openGranted(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  await changeKey(shop.context, operator, { account, key: id, roleIds: [role] });
  const editor = await shop.callerWith(account, ['EditApiKeys']);
  assert.deepEqual((await decline('lojaverde', editor)).value, { id, account: 'lojaverde' });
  assert.deepEqual(
    (await grants()).map((grant) => grant.account),
    ['atacado'],
  );
  assert.equal((await listExternalKeys(shop.context, operator, { account: 'lojaverde' })).total, 0);
  assert.equal((await listExternalKeys(shop.context, operator, { account: 'atacado' })).total, 1);
  const left = await shop.storage.read((tx) => tx.listGrantsOfKey(id));
  assert.equal(left.length, 2, 'its own and that of atacado');
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.account?.name, event.subject, event.before, event.after],
    ['external_key.declined', account, `key:${id}`, { appKey, account: 'lojaverde' }, null],
  );
});

test('to decline takes EditApiKeys; what was not given cannot be declined, whatever it is called', async (t) => {
  const { shop, id, grants, decline } = await openGranted(t);
  const viewer = await shop.callerWith(account, ['ViewApiKeys', 'RenewApiToken']);
  await assert.rejects(decline('lojaverde', viewer), refusal('resource_missing', 'EditApiKeys'));
  for (const name of [account, 'nobody', 'LOJAVERDE', '', '\u0000']) {
    await assert.rejects(decline(name), refusal('not_found', 'No such account has given this key roles.'), name);
  }
  const where = { account: 'lojaverde', key: id, grantingAccount: 'atacado' };
  await assert.rejects(
    declineGrant(shop.context, operator, where),
    refusal('not_found', 'The account has no such key.'),
  );
  assert.equal((await grants()).length, 2);
});

test('both accounts find in their audit lists what happened to a key, each with what it may know', async (t) => {
  const { shop, id, appKey, decline } = await openGranted(t);
  const owned = { account, key: id };
  await changeKey(shop.context, operator, { ...owned, label: 'renamed' });
  await changeKey(shop.context, operator, { ...owned, isActive: false });
  await decline('atacado');
  await deleteKey(shop.context, operator, owned);
  const seenBy = async (name: string) =>
    (await listAuditEvents(shop.context, operator, { account: name, q: id })).items.toReversed();
  const byOwner = await seenBy(account);
  assert.deepEqual(
    byOwner.map(({ action, account: where }) => `${action} ${where}`),
    [
      'key.created lojaazul',
      'external_key.added lojaverde',
      'external_key.added atacado',
      'key.changed lojaazul',
      'key.deactivated lojaazul',
      'external_key.declined lojaazul',
      'key.deleted lojaazul',
    ],
  );
  assert.doesNotMatch(JSON.stringify(byOwner), /secret/, 'neither roles nor notes of others');
  assert.deepEqual([byOwner[1]?.actor, byOwner[1]?.source, byOwner[1]?.after], [null, null, { appKey }]);

  const byAtacado = await seenBy('atacado');
  assert.deepEqual(byAtacado.map(({ action, before, after }) => [action, before, after]).slice(1), [
    ['key.deactivated', { appKey, status: 'active' }, { appKey, status: 'inactive' }],
    ['external_key.declined', byAtacado[0]?.after, null],
  ]);
  assert.doesNotMatch(JSON.stringify(byAtacado), /lojaverde|renamed/, 'nothing of the others who gave it roles');
  const last = (await seenBy('lojaverde')).at(-1);
  assert.deepEqual(
    [last?.action, last?.actor, last?.before, last?.after],
    ['key.deleted', null, { appKey, status: 'inactive' }, { appKey, status: 'deleted_by_owner' }],
  );
});
