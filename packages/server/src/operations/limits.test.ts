/** Limits are rules of operations: the same for every door. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addExternalKey } from './external-keys/add-external-key.ts';
import { changeExternalKey } from './external-keys/change-external-key.ts';
import { changeKey } from './keys/change-key.ts';
import { createKey } from './keys/create-key.ts';
import { importKeys } from './keys/import-keys.ts';
import { importVtexKeys } from './keys/import-vtex-keys.ts';
import { importCatalog } from './resources/import-catalog.ts';
import { changeRole } from './roles/change-role.ts';
import { createRole } from './roles/create-role.ts';
import { addRoles, openShop, operator, refusal } from './shop.fixture.ts';
import { addUser } from './users/add-user.ts';
import { changeUser } from './users/change-user.ts';

const account = 'lojaverde';

test('nobody has more than 100 roles, however they come; whoever has more loses some, and gets none', async (t) => {
  const shop = await openShop(t);
  const { context } = shop;
  const many = await addRoles(shop, account, 150);
  const [hundred, more] = [many.slice(0, 100), many.slice(0, 101)];
  const tooMany = refusal('invalid_request', 'at most 100 roles', 'would be 101');
  const guest = await shop.addKey('lojaazul');
  const email = 'bia@example.com';
  const create = (roleIds: number[]) => createKey(context, operator, { account, label: 'ERP', roleIds });
  const add = (roleIds: number[]) => addExternalKey(context, operator, { account, appKey: guest.appKey, roleIds });
  const invite = (roleIds: number[]) => addUser(context, operator, { account, email, roleIds });
  for (const door of [create, add, invite]) await assert.rejects(door(more), tooMany);
  const entry = { account, appKey: 'from-elsewhere', label: 'x', tokenSha256: 'ab'.repeat(32), secretBits: 128 };
  const keys = [{ ...entry, createdAt: '2026-01-01T00:00:00Z', roles: more }];
  await assert.rejects(importKeys(context, operator, { keys }), refusal('invalid_request', '100'));
  const { roles } = await shop.storage.read(async (tx) => ({ roles: await tx.listRoles(1) }));
  const named = (ids: number[]) => ids.map((id) => roles.find((role) => role.id === id)?.name ?? '').join(', ');
  const fromVtex = (roleIds: number[]) =>
    importVtexKeys(context, operator, {
      ...{ account, delivery: 'token', withGrants: false, dryRun: true, onAdded: () => {} },
      sheet: [
        ['keyName', 'roles', 'label', 'creationDate', 'status'],
        ['vtexappkey-lojaverde-ABCDEF', named(roleIds), 'ERP', '2026-01-01T00:00:00Z', 'active'],
      ],
    });
  await assert.rejects(fromVtex(more), refusal('invalid_request', 'row 2', '100, which is the most'));
  assert.equal((await fromVtex(hundred)).added[0]?.roles.length, 100);

  const key = { account, key: (await create(hundred)).value.id };
  const external = { account, key: (await add(hundred)).value.id };
  const user = { account, user: (await invite(hundred)).value.id };
  const accountId = (await shop.storage.read((tx) => tx.findAccountByName(account)))?.id ?? 0;
  await shop.storage.change(shop.clock.now, async (tx) => {
    const grants = [await tx.findGrant(accountId, key.key), await tx.findGrant(accountId, external.key)];
    for (const grant of grants) if (grant !== undefined) await tx.putGrant({ ...grant, roleIds: many });
    const membership = await tx.findMembership(accountId, user.user);
    assert.ok(membership !== undefined);
    await tx.putMembership({ ...membership, userId: user.user, roleIds: many });
    const event = {
      action: 'key.changed',
      actor: operator,
      accountId,
      subject: 'x',
      before: null,
      after: null,
    } as const;
    return { value: null, event };
  });
  for (const change of [
    (roleIds: object) => changeKey(context, operator, { ...key, roleIds }),
    (roleIds: object) => changeExternalKey(context, operator, { ...external, roleIds }),
    (roleIds: object) => changeUser(context, operator, { ...user, roleIds }),
  ]) {
    assert.equal((await change({ remove: many.slice(149) })).value.roles.length, 149);
    assert.equal((await change(many.slice(0, 120))).value.roles.length, 120);
    await assert.rejects(
      change({ add: [1], remove: many.slice(119) }),
      refusal('invalid_request', 'at most 100 roles'),
    );
    await change(hundred);
    await assert.rejects(change({ add: [1] }), tooMany);
    assert.equal((await change({ add: [1], remove: many.slice(0, 1) })).value.roles.length, 100);
  }
});

test('a custom role holds at most 1,000 resources, at the command line as well', async (t) => {
  const shop = await openShop(t);
  const { context } = shop;
  const keys = Array.from({ length: 1001 }, (_, i) => `shop.${i}`);
  const resources = keys.map((key) => ({ key, product: 'Shop', category: 'All', name: key }));
  await importCatalog(context, operator, { resources });
  const tooMany = refusal('invalid_request', 'at most 1000 resources', 'would be 1001');
  await assert.rejects(createRole(context, operator, { account, name: 'all', resources: keys }), tooMany);
  const role = await shop.addRole(account, keys.slice(1));
  const add = changeRole(context, operator, { account, role, resources: { add: keys } });
  await assert.rejects(add, tooMany);
});
