import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '../../domain/actor.ts';
import { builtInResources } from '../../domain/catalogue/resources.ts';
import { roleTemplates } from '../../domain/catalogue/role-templates.ts';
import type { ChaveiroError } from '../../domain/errors.ts';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { listResources } from '../resources/list-resources.ts';
import { asCaller, openShop, operator, refusal, type Shop } from '../shop.fixture.ts';
import { addUser } from '../users/add-user.ts';
import { changeRole } from './change-role.ts';
import { createRole } from './create-role.ts';
import { deleteRole } from './delete-role.ts';
import { listRoleTemplates } from './list-role-templates.ts';
import { listRoles } from './list-roles.ts';
import type { RoleView } from './role-view.ts';
import { showRole } from './show-role.ts';

const account = 'lojaverde';

async function addTemplate(shop: Shop, template: string): Promise<RoleView> {
  return (await createRole(shop.context, operator, { account, template })).value;
}

test('an account begins with Owner alone, id 1, which holds everything without listing it', async (t) => {
  const shop = await openShop(t);
  const roles = await listRoles(shop.context, operator, { account });
  assert.deepEqual(roles, [
    {
      id: 1,
      name: 'Owner (Admin Super)',
      kind: 'owner',
      template: null,
      holdsEverything: true,
      resources: [],
      createdAt: '2026-03-01T12:00:00.000Z',
      caller: { hasRole: false, mayGive: true, mayGiveToExternalKeys: true, missingResources: [] },
      version: roles[0]?.version,
    },
  ]);
});

test('every template can be added once, under its own name, with its own resources', async (t) => {
  const shop = await openShop(t);
  for (const { name, resources } of roleTemplates) {
    const role = await addTemplate(shop, name);
    assert.deepEqual([role.name, role.kind, role.template], [name, 'predefined', name]);
    assert.deepEqual(role.resources.toSorted(), resources.toSorted(), name);
    await assert.rejects(addTemplate(shop, name), refusal('role_name_taken'));
  }
  const templates = await listRoleTemplates(shop.context, operator, { account });
  const roles = await listRoles(shop.context, operator, { account });
  assert.equal(templates.length, 21);
  for (const { name, roleId } of templates) assert.equal(roles.find(({ id }) => id === roleId)?.name, name);
  const elsewhere = await listRoleTemplates(shop.context, operator, { account: 'lojaazul' });
  assert.ok(elsewhere.every(({ roleId }) => roleId === null));
  await assert.rejects(addTemplate(shop, 'oms - read only'), refusal('invalid_request', 'template'));
});

test('a custom role holds the chosen resources, each once, in the order of their bytes', async (t) => {
  const shop = await openShop(t);
  const resources = ['orders', 'OMSViewer', 'CreateTable ', 'OMSViewer'];
  const { value } = await createRole(shop.context, operator, { account, name: ' Expedição ', resources });
  assert.deepEqual([value.name, value.kind, value.template], ['Expedição', 'custom', null]);
  assert.deepEqual(value.resources, ['CreateTable ', 'OMSViewer', 'orders']);
  assert.deepEqual((await listRoles(shop.context, operator, { account }))[1], value);
  const event = await shop.lastEvent();
  assert.deepEqual([event.action, event.subject, event.before], ['role.created', `role:lojaverde/${value.id}`, null]);
  assert.deepEqual(event.after, { name: 'Expedição', template: null, resources: value.resources });
});

test('a role needs a free name and at least one resource, all of them known', async (t) => {
  const shop = await openShop(t);
  await shop.addRole(account, ['OMSViewer'], 'Expedição');
  const before = await shop.storage.readRevision();
  const create = (name: string, resources: string[]) =>
    createRole(shop.context, operator, { account, name, resources });
  await assert.rejects(create('EXPEDICAO', ['OMSViewer']), refusal('role_name_taken', 'Expedição'));
  await assert.rejects(create('owner (admin super)', ['OMSViewer']), refusal('role_name_taken'));
  await assert.rejects(create('', ['OMSViewer']), refusal('invalid_request', 'name'));
  await assert.rejects(create('x', []), refusal('invalid_request', 'at least one'));
  await assert.rejects(
    create('x', ['OMSViewer', 'CreateTable', 'zero\u0000']),
    refusal('invalid_request', '"CreateTable"', '\\u0000'),
  );
  assert.equal(await shop.storage.readRevision(), before);
  await createRole(shop.context, operator, { account: 'lojaazul', name: 'Expedição', resources: ['OMSViewer'] });
});

test('a changed role is one change, with before and after of what is different', async (t) => {
  const shop = await openShop(t);
  const id = await shop.addRole(account, ['OMSViewer'], 'Orders');
  for (let i = 0; i < 3; i++) await shop.addKey(account, [id]);
  const before = await shop.storage.readRevision();
  const change = { account, role: id, name: 'Pedidos', resources: ['Changes', 'OMSViewer'] };
  const { value, revision } = await changeRole(shop.context, operator, change);
  assert.equal(Number(revision.split('-')[1]), Number(before.split('-')[1]) + 1);
  const { effect, ...role } = value;
  assert.deepEqual((await listRoles(shop.context, operator, { account }))[1], role);
  assert.deepEqual(effect.holders, { keys: 3, externalKeys: 0, users: 0 });
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.before, event.after],
    [
      'role.changed',
      { name: 'Orders', resources: ['OMSViewer'] },
      { name: 'Pedidos', resources: ['Changes', 'OMSViewer'] },
    ],
  );
  const same = await changeRole(shop.context, operator, { ...change, resources: ['OMSViewer', 'Changes', 'Changes'] });
  assert.equal(same.revision, revision);
  const cased = await changeRole(shop.context, operator, { account, role: id, name: 'PEDIDOS' });
  assert.equal(cased.value.name, 'PEDIDOS');
  assert.deepEqual((await shop.lastEvent()).before, { name: 'Pedidos' });
});

test('Owner and predefined roles stay what they are', async (t) => {
  const shop = await openShop(t);
  const { id } = await addTemplate(shop, 'OMS - Read only');
  const change = (role: number) => changeRole(shop.context, operator, { account, role, resources: ['OMSViewer'] });
  await assert.rejects(change(1), refusal('owner_role_fixed'));
  await assert.rejects(change(id), refusal('predefined_role_fixed', 'custom role'));
  await assert.rejects(deleteRole(shop.context, operator, { account, role: 1 }), refusal('owner_role_fixed'));
  await deleteRole(shop.context, operator, { account, role: id });
  assert.ok((await addTemplate(shop, 'OMS - Read only')).id > id, 'an id is never used again');
});

test('a name that another role has is refused, and nothing of the change is done', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer'], 'one');
  await shop.addRole(account, ['OMSViewer'], 'two');
  const change = changeRole(shop.context, operator, { account, role, name: 'TWO', resources: ['Changes'] });
  await assert.rejects(change, refusal('role_name_taken', 'two'));
  assert.deepEqual((await listRoles(shop.context, operator, { account }))[1]?.resources, ['OMSViewer']);
});

test('nobody edits a role that they hold, nor puts management rights in a role that they do not hold', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['Create_Role', 'OMSViewer']);
  const editor = asCaller(await shop.addKey(account, [role]));
  const own = (resources: string[]) => changeRole(shop.context, editor, { account, role, resources });
  await assert.rejects(own(['Create_Role', 'Changes']), refusal('own_rights'));
  await assert.rejects(own(['Create_Role']), refusal('own_rights'));
  const create = (resources: string[]) => createRole(shop.context, editor, { account, name: 'x', resources });
  await assert.rejects(create(['OMSViewer', 'Save_User']), refusal('above_own_rights', 'Save_User'));
  const { value } = await create(['Create_Role']);
  const change = (resources: string[]) => changeRole(shop.context, editor, { account, role: value.id, resources });
  await assert.rejects(change(['Create_Role', 'ViewApiKeys']), refusal('above_own_rights', 'ViewApiKeys'));
  await change(['Create_Role', 'MakePayments']);
  await assert.rejects(
    createRole(shop.context, editor, { account, template: 'User Administrator - RESTRICTED' }),
    refusal('above_own_rights', 'EditApiKeys'),
  );
});

test('management rights are taken out of a role that somebody has by who holds them; out of one that nobody has, and left in, with Create_Role alone', async (t) => {
  const shop = await openShop(t);
  const { context } = shop;
  const editor = await shop.callerWith(account, ['Create_Role', 'ViewApiKeys']);
  const guest = await shop.addKey('lojaazul');
  for (const give of [
    (roleId: number) => shop.addKey(account, [roleId]),
    (roleId: number) => addUser(context, operator, { account, email: 'bia@example.com', roleIds: [roleId] }),
    (roleId: number) => addExternalKey(context, operator, { account, appKey: guest.appKey, roleIds: [roleId] }),
  ]) {
    const role = await shop.addRole(account, ['ViewApiKeys', 'Save_User', 'OMSViewer']);
    await give(role);
    const change = (actor: Actor, resources: string[]) => changeRole(context, actor, { account, role, resources });
    for (const dryRun of [true, false]) {
      const input = { account, role, resources: ['ViewApiKeys', 'OMSViewer'], dryRun };
      await assert.rejects(changeRole(context, editor, input), refusal('above_own_rights', 'Save_User'));
    }
    await change(editor, ['Save_User', 'Changes']);
    await change(asCaller(shop.owners.lojaverde), ['Changes']);
  }
  const role = await shop.addRole(account, ['ViewApiKeys', 'Save_User', 'OMSViewer']);
  const { value } = await changeRole(shop.context, editor, {
    account,
    role,
    name: 'x',
    resources: ['Save_User', 'Changes'],
  });
  assert.deepEqual(value.resources, ['Changes', 'Save_User']);
  await changeRole(context, editor, { account, role, resources: ['Changes'] });
});

test('management rights do not reach an external key by way of a role that it has, unless an Owner puts them there', async (t) => {
  const shop = await openShop(t);
  const guest = await shop.addKey('lojaazul');
  const role = await shop.addRole(account, ['OMSViewer']);
  await addExternalKey(shop.context, operator, { account, appKey: guest.appKey, roleIds: [role] });
  const editor = await shop.callerWith(account, ['Create_Role', 'ViewApiKeys']);
  const change = (actor: typeof editor, resources: string[]) =>
    changeRole(shop.context, actor, { account, role, resources });
  await assert.rejects(change(editor, ['OMSViewer', 'ViewApiKeys']), refusal('above_own_rights', guest.appKey));
  await change(editor, ['OMSViewer', 'Changes']);
  await change(asCaller(shop.owners.lojaverde), ['OMSViewer', 'ViewApiKeys']);
});

test('a role that somebody has is not deleted: the refusal names them, an external key by its key string', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer'], 'Orders');
  const guest = await shop.addKey('lojaazul', [], 'secret plans');
  await addExternalKey(shop.context, operator, { account, appKey: guest.appKey, roleIds: [role] });
  const remove = () => deleteRole(shop.context, operator, { account, role });
  await assert.rejects(remove(), (error) => {
    assert.ok(!String(error).includes('secret plans'));
    return refusal('role_in_use', guest.appKey)(error);
  });
  const keys = await Promise.all([1, 2, 3, 4, 5].map(() => shop.addKey(account, [role])));
  await assert.rejects(remove(), refusal('role_in_use', 'and others'));
  for (const { id: key } of keys) await deleteKey(shop.context, operator, { account, key });
  await deleteKey(shop.context, operator, { account: 'lojaazul', key: guest.id });
  assert.deepEqual((await remove()).value, { id: role });
  assert.deepEqual((await shop.lastEvent()).before, { name: 'Orders', template: null, resources: ['OMSViewer'] });
  await assert.rejects(remove(), refusal('not_found'));
});

test('a refusal to delete a role counts who has it, and a dry run of deleting says it without deleting', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['OMSViewer'], 'Orders');
  const key = await shop.addKey(account, [role]);
  const guest = await shop.addKey('lojaazul');
  await addExternalKey(shop.context, operator, { account, appKey: guest.appKey, roleIds: [role] });
  await addUser(shop.context, operator, { account, email: 'bia@example.com', roleIds: [role] });
  const remove = (dryRun: boolean) => deleteRole(shop.context, operator, { account, role, dryRun });
  for (const dryRun of [true, false]) {
    await assert.rejects(remove(dryRun), (error: ChaveiroError) => {
      assert.deepEqual(error.fields.holders, { keys: 1, externalKeys: 1, users: 1 });
      return refusal('role_in_use', key.appKey)(error);
    });
  }
  const unused = { account, role: await shop.addRole(account, ['OMSViewer'], 'Unused') };
  const before = await shop.storage.readRevision();
  assert.deepEqual((await deleteRole(shop.context, operator, { ...unused, dryRun: true })).value, { id: unused.role });
  assert.equal(await shop.storage.readRevision(), before);
  await deleteRole(shop.context, operator, unused);
});

test('a role of another account answers like one that does not exist', async (t) => {
  const shop = await openShop(t);
  await shop.addRole('lojaazul', ['OMSViewer']);
  const foreign = await shop.addRole('lojaazul', ['OMSViewer']);
  for (const role of [foreign, 999, 0, -1, 2 ** 31, 1.5]) {
    const text = 'The account has no such role.';
    await assert.rejects(changeRole(shop.context, operator, { account, role, name: 'x' }), refusal('not_found', text));
    await assert.rejects(deleteRole(shop.context, operator, { account, role }), refusal('not_found', text));
    await assert.rejects(showRole(shop.context, operator, { account, role }), refusal('not_found', text));
  }
});

test('the list of resources has the whole catalogue, and marks management rights', async (t) => {
  const shop = await openShop(t);
  const resources = await listResources(shop.context, operator, { account });
  assert.equal(resources.length, builtInResources.length);
  assert.deepEqual(
    resources.find(({ key }) => key === 'Save_User'),
    {
      key: 'Save_User',
      name: 'Save user',
      description: null,
      places: [{ product: 'License Manager', category: 'Services access control' }],
      isManagementRight: true,
    },
  );
  assert.equal(resources.filter((resource) => resource.isManagementRight).length, 10);
});
