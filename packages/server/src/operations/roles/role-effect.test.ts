import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { removeExternalKey } from '../external-keys/remove-external-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import { addUser } from '../users/add-user.ts';
import { changeRole } from './change-role.ts';
import { listRoles } from './list-roles.ts';
import { showRole } from './show-role.ts';

const account = 'lojaverde';
const nobody = { keys: 0, externalKeys: 0, users: 0 };

/** A role that keys, keys of another account and a user have; some have what it opens by another role as well. */
async function setUp(t: TestContext) {
  const shop = await openShop(t);
  const { context } = shop;
  const role = await shop.addRole(account, ['OMSViewer', 'ListOrders'], 'Expedição');
  const viewer = await shop.addRole(account, ['OMSViewer', 'Changes'], 'Viewer');
  const unrelated = await shop.addRole(account, ['MakePayments'], 'Payments');
  for (const roles of [[role], [role, unrelated], [role, viewer], [role, 1], [viewer], []]) {
    await shop.addKey(account, roles);
  }
  const give = async (roleIds: number[]) => {
    const { id, appKey } = await shop.addKey('lojaazul');
    await addExternalKey(context, operator, { account, appKey, roleIds });
    return id;
  };
  await give([role]);
  await give([role, viewer]);
  await deleteKey(context, operator, { account: 'lojaazul', key: await give([role]) });
  await removeExternalKey(context, operator, { account, key: await give([role]) });
  await addUser(context, operator, { account, email: 'bia@example.com', roleIds: [role, viewer] });
  const change = (more: { name?: string; resources?: string[]; dryRun?: boolean }) =>
    changeRole(context, operator, { account, role, ...more });
  return { shop, context, role, viewer, change };
}

test('a change of a role says who gains and who loses what: nobody who holds it by another role', async (t) => {
  const { change } = await setUp(t);
  const { effect } = (await change({ resources: ['ListOrders', 'Changes', 'CancelAction'], dryRun: true })).value;
  assert.deepEqual(effect, {
    holders: { keys: 4, externalKeys: 2, users: 1 },
    changed: { keys: 3, externalKeys: 2, users: 1 },
    gained: [
      { resource: 'CancelAction', keys: 3, externalKeys: 2, users: 1 },
      { resource: 'Changes', keys: 2, externalKeys: 1, users: 0 },
    ],
    lost: [{ resource: 'OMSViewer', keys: 2, externalKeys: 1, users: 0 }],
  });
});

test('a dry run of a role answers what the change answers then, changes nothing and leaves no event', async (t) => {
  const { shop, context, role, change } = await setUp(t);
  const before = [await showRole(context, operator, { account, role }), await shop.storage.readRevision()];
  const input = { name: 'Envio', resources: ['Changes'] };
  const dry = (await change({ ...input, dryRun: true })).value;
  assert.deepEqual([await showRole(context, operator, { account, role }), await shop.storage.readRevision()], before);
  assert.deepEqual((await change(input)).value, dry);
  assert.equal((await showRole(context, operator, { account, role })).name, 'Envio');
});

test('a dry run of a role is refused like the change', async (t) => {
  const { shop, context, role, change } = await setUp(t);
  const viewer = await shop.callerWith(account, ['ViewApiKeys', 'Get_Roles_Paged']);
  const editor = await shop.callerWith(account, ['Create_Role']);
  const input = { account, role, resources: ['Save_User'], dryRun: true };
  await assert.rejects(changeRole(context, viewer, input), refusal('resource_missing'));
  await assert.rejects(changeRole(context, editor, input), refusal('above_own_rights'));
  await assert.rejects(change({ name: 'viewer', dryRun: true }), refusal('role_name_taken'));
  await assert.rejects(change({ resources: ['no such thing'], dryRun: true }), refusal('invalid_request'));
});

test('a change of the name alone gains and loses nothing, and neither does none at all', async (t) => {
  const { change } = await setUp(t);
  for (const more of [{ name: 'Envio' }, { resources: ['ListOrders', 'OMSViewer'] }, {}]) {
    const { effect } = (await change(more)).value;
    const holders = { keys: 4, externalKeys: 2, users: 1 };
    assert.deepEqual(effect, { holders, changed: nobody, gained: [], lost: [] });
  }
});

test('roles say how many have them when that is asked for, and one role always', async (t) => {
  const { context, role, viewer } = await setUp(t);
  const listed = await listRoles(context, operator, { account, holders: true });
  assert.deepEqual(
    listed.map(({ name, holders }) => [name, holders]),
    [
      ['Owner (Admin Super)', { keys: 2, externalKeys: 0, users: 1 }],
      ['Expedição', { keys: 4, externalKeys: 2, users: 1 }],
      ['Viewer', { keys: 2, externalKeys: 1, users: 1 }],
      ['Payments', { keys: 1, externalKeys: 0, users: 0 }],
    ],
  );
  for (const id of [1, role, viewer]) {
    const { holders } = await showRole(context, operator, { account, role: id });
    assert.deepEqual(holders, listed.find((each) => each.id === id)?.holders);
  }
  const elsewhere = await listRoles(context, operator, { account: 'lojaazul', holders: true });
  assert.deepEqual(elsewhere[0]?.holders, { keys: 1, externalKeys: 0, users: 1 });
  assert.ok((await listRoles(context, operator, { account })).every((each) => !('holders' in each)));
});

test('roles are found by name and by what they list, whatever the case and accents', async (t) => {
  const { context } = await setUp(t);
  const find = async (q: string) => (await listRoles(context, operator, { account, q })).map(({ name }) => name);
  assert.deepEqual(await find('EXPEDICAO'), ['Expedição']);
  assert.deepEqual(await find('omsv'), ['Expedição', 'Viewer']);
  assert.deepEqual(await find('nothing'), []);
  await assert.rejects(find('x'.repeat(201)), refusal('invalid_request'));
});
