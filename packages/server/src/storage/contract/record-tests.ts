/** What is written is what is read. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make, startTestRenewal, testToken } from './subject.ts';

export const recordTests: readonly ContractTest[] = [
  {
    title: 'accounts: read by name and id, listed by name, switched off and on, with settings, their keys counted',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const second = await tx.insertAccount({ name: 'zeta', createdAt: 5 });
        const first = await tx.insertAccount({ name: 'alfa', createdAt: 6 });
        const expected = {
          id: 1,
          name: 'zeta',
          isActive: true,
          createdAt: 5,
          renewalPeriodMonths: 3,
          enforceExpiry: false,
          keyCount: 0,
        };
        assert.deepEqual(second, expected);
        assert.deepEqual(await tx.findAccountByName('zeta'), expected);
        assert.deepEqual(await tx.findAccountById(1), expected);
        assert.deepEqual(await tx.listAccounts(), [first, second]);
        await tx.setAccountActive(1, false);
        assert.equal((await tx.findAccountById(1))?.isActive, false);
        await tx.setAccountActive(1, true);
        const settings = { renewalPeriodMonths: 6, enforceExpiry: true } as const;
        await tx.setAccountSettings(1, settings);
        assert.deepEqual(await tx.findAccountById(1), { ...expected, ...settings });
        await tx.setAccountSettings(1, { renewalPeriodMonths: 3, enforceExpiry: false });
        const keyId = await insertTestKey(tx, { accountId: 1 });
        await insertTestKey(tx, { accountId: 1 });
        await tx.deleteKey(keyId, 7);
        assert.deepEqual(await tx.findAccountById(1), { ...expected, keyCount: 1 });
      });
    },
  },
  {
    title: 'resources: inserted once; again they only gain places, which keep their order',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const [oms, billing] = [
          { product: 'OMS', category: 'Orders' },
          { product: 'Billing', category: 'Other' },
        ];
        const resource = { key: 'ListOrders', name: 'List orders', description: 'x', places: [oms] };
        assert.equal(await tx.putResource(resource), true);
        assert.equal(await tx.putResource(resource), false);
        assert.equal(await tx.putResource({ ...resource, name: 'Other', places: [billing, oms, billing] }), true);
        assert.deepEqual(await tx.listResources(), [{ ...resource, places: [oms, billing] }]);
        assert.deepEqual(await tx.findResources([]), []);
      });
    },
  },
  {
    title: 'roles: their resources are replaced as a whole; a deleted one is gone from every reading',
    async run({ storage }) {
      await make(storage, async (tx) => {
        for (const key of ['b', 'a', 'C']) await tx.putResource({ key, name: key, description: null, places: [] });
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        const role = {
          accountId,
          name: 'Orders',
          kind: 'predefined',
          template: 'OMS',
          resources: ['b', 'a', 'C', 'a'],
          createdAt: 9,
        } as const;
        const inserted = await tx.insertRole(role);
        assert.deepEqual(inserted, { ...role, id: 4, resources: ['C', 'a', 'b'] });
        assert.deepEqual(await tx.findRoleByName(accountId, 'ÓRDERS'), inserted);
        await tx.updateRole(accountId, 4, { name: 'Sales', resources: ['a'] });
        assert.deepEqual(await tx.findRole(accountId, 4), { ...inserted, name: 'Sales', resources: ['a'] });
        await tx.updateRole(accountId, 4, { resources: [] });
        assert.deepEqual(
          (await tx.findRoles(accountId, [4, 99, 1])).map(({ id, resources }) => [id, resources]),
          [
            [1, []],
            [4, []],
          ],
        );
        await tx.deleteRole(accountId, 4);
        assert.equal(await tx.findRole(accountId, 4), undefined);
        assert.equal(await tx.findRoleByName(accountId, 'Sales'), undefined);
        assert.deepEqual(
          (await tx.listRoles(accountId)).map(({ id }) => id),
          [1, 2, 3],
        );
      });
    },
  },
  {
    title: 'users: found by e-mail whatever its case, their roles replaced as a whole',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        const ana = await tx.getOrInsertUser({ id: 'a'.repeat(32), email: 'Ana@Loja.com', createdAt: 3 });
        const bruno = await tx.getOrInsertUser({ id: 'b'.repeat(32), email: 'bruno@loja.com', createdAt: 4 });
        assert.deepEqual(await tx.listUsersByEmail('ana@loja.COM'), [ana]);
        assert.deepEqual(await tx.listUsersByEmail('carla@loja.com'), []);
        assert.deepEqual(await tx.listUsersByEmail('ana@loja.co'), []);
        const second = await tx.insertNamesake({ id: 'd'.repeat(32), email: 'Ana@Loja.com', createdAt: 6 });
        assert.deepEqual(await tx.listUsersByEmail('ana@loja.com'), [ana], 'of others only who is somewhere');
        const same = { id: 'c'.repeat(32), email: 'ana@LOJA.com', createdAt: 5 };
        assert.deepEqual(await tx.getOrInsertUser(same), ana, 'who is known stays who they are');
        assert.deepEqual(await tx.findUserById(ana.id), ana);
        const place = { accountId, createdAt: 5, joinedAt: null };
        for (const { id } of [bruno, ana]) {
          await tx.putMembership({ ...place, userId: id, name: 'N', roleIds: [1, 2, 2] });
        }
        assert.deepEqual(await tx.listUsersWithRole(accountId, 2, 10), [ana, bruno]);
        assert.deepEqual(await tx.listUsersWithRole(accountId, 2, 1), [ana]);
        await tx.putMembership({ ...place, userId: ana.id, name: null, roleIds: [3], joinedAt: 7 });
        assert.deepEqual(await tx.listUsersWithRole(accountId, 2, 10), [bruno]);
        assert.deepEqual(await tx.listUsersWithRole(accountId, 3, 10), [ana]);
        const membership = { accountId, user: ana, name: null, roleIds: [3], createdAt: 5, joinedAt: 7 };
        assert.deepEqual(await tx.findMembership(accountId, ana.id), membership);
        assert.deepEqual(await tx.findMembershipByEmail(accountId, 'ana@loja.com'), membership);
        assert.equal(await tx.findMembershipByEmail(accountId, 'carla@loja.com'), undefined);
        assert.equal(await tx.findMembershipByEmail(accountId + 1, 'ana@loja.com'), undefined);
        assert.deepEqual(await tx.listMembershipsOfUser(ana.id), [membership]);
        const elsewhere = { ...place, accountId: (await insertTestAccount(tx, 'azul')).id };
        await tx.putMembership({ ...elsewhere, userId: second.id, name: null, roleIds: [3] });
        assert.deepEqual(await tx.listUsersByEmail('ana@loja.com'), [ana, second]);
        assert.deepEqual((await tx.findMembershipByEmail(accountId, 'ana@loja.com'))?.user, ana);
        const { user, roleIds } = (await tx.findMembershipByEmail(elsewhere.accountId, 'ana@loja.com')) ?? {};
        assert.deepEqual([user, roleIds], [second, [3]]);
        assert.equal((await tx.findMembership(accountId, bruno.id))?.joinedAt, null);
        assert.equal(await tx.findMembership(accountId, same.id), undefined);
        const inAccount = async () => (await tx.listMembershipsInAccount(accountId)).map(({ user }) => user.id);
        assert.deepEqual(await inAccount(), [ana.id, bruno.id]);
        await tx.deleteMembership(accountId, ana.id);
        assert.deepEqual(await inAccount(), [bruno.id]);
        assert.deepEqual(await tx.listUsersWithRole(accountId, 3, 10), []);
        assert.deepEqual(await tx.findUserById(ana.id), ana, 'who is taken out of an account is still known');
      });
    },
  },
  {
    title: 'keys: read by their own account or by key string, changed field by field, gone when deleted',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        const { id: otherId } = await insertTestAccount(tx, 'other');
        const keyId = await insertTestKey(tx, {
          accountId,
          appKey: 'appkey-loja-AAAAAA',
          label: 'Ção',
          createdAt: 8,
          roleIds: [3, 2],
        });
        const expected = {
          id: keyId,
          appKey: 'appkey-loja-AAAAAA',
          accountId,
          label: 'Ção',
          isActive: true,
          createdAt: 8,
          createdBy: 'operator',
          roles: [
            { id: 2, name: 'Second' },
            { id: 3, name: 'Third' },
          ],
          renewal: null,
          tokens: [{ role: 'current', createdAt: 8, lastUsedAt: null, link: 'none' }],
          lastUsedAt: null,
        };
        assert.deepEqual(await tx.findKey(accountId, keyId), expected);
        assert.deepEqual(await tx.findKeyByAppKey('appkey-loja-AAAAAA'), expected);
        assert.deepEqual(await tx.findKeyByAppKey('appkey-loja-AAAAAA', accountId), expected);
        assert.equal(await tx.findKey(otherId, keyId), undefined);
        assert.equal(await tx.findKeyByAppKey('appkey-loja-AAAAAA', otherId), undefined);
        const status = { appKey: expected.appKey, isActive: true, isOwnerActive: true, tokenRole: null };
        assert.deepEqual(await tx.findKeyStatus(keyId, randomUUID()), status, 'no token of this key');
        await tx.updateKey(keyId, { isActive: false });
        await tx.updateKey(keyId, { label: 'New' });
        const added = testToken(9, 'new');
        const renames = { from: 'current', to: 'old' } as const;
        const renewal = { startedAt: 9, startedBy: 'operator' };
        await tx.updateTokens(keyId, { deletes: null, renames, added, renewal });
        assert.deepEqual(await tx.findKeyStatus(keyId, added.id), { ...status, isActive: false, tokenRole: 'new' });
        const back = { from: 'old', to: 'current' } as const;
        await tx.updateTokens(keyId, { deletes: 'new', renames: back, added: null, renewal: null });
        await tx.setAccountActive(accountId, false);
        const ended = { ...status, isActive: false, isOwnerActive: false };
        assert.deepEqual(await tx.findKeyStatus(keyId, added.id), ended);
        assert.deepEqual(await tx.findKey(accountId, keyId), { ...expected, isActive: false, label: 'New' });
        await tx.deleteKey(keyId, 9);
        assert.equal(await tx.findKeyStatus(keyId, added.id), undefined);
        await assert.rejects(tx.updateKey(keyId, { isActive: true }), { code: 'not_found' });
        assert.equal(await tx.findKey(accountId, keyId), undefined);
        assert.equal(await tx.findKeyByAppKey('appkey-loja-AAAAAA'), undefined);
        assert.deepEqual(await tx.listGrantsOfKey(keyId), []);
      });
    },
  },
  {
    title: 'tokens: a second one comes, either one goes, and nothing makes two of a kind',
    async run({ storage }) {
      const { accountId, keyId } = await make(storage, async (tx) => {
        const account = await insertTestAccount(tx, 'loja');
        return { accountId: account.id, keyId: await insertTestKey(tx, { accountId: account.id, createdAt: 8 }) };
      });
      const current = { role: 'current', createdAt: 8, lastUsedAt: null, link: 'none' };
      const both = [
        { ...current, role: 'old' },
        { ...current, role: 'new', createdAt: 9 },
      ];
      const toOld = { from: 'current', to: 'old' } as const;
      const fromOld = { from: 'old', to: 'current' } as const;
      const fromNew = { from: 'new', to: 'current' } as const;
      const ended = { added: null, renewal: null };
      const find = () => storage.read((tx) => tx.findKey(accountId, keyId));

      await make(storage, (tx) => startTestRenewal(tx, keyId, { startedAt: 9 }));
      assert.deepEqual((await find())?.renewal, { startedAt: 9, startedBy: 'operator' });
      assert.deepEqual((await find())?.tokens, both);
      await make(storage, (tx) => tx.updateTokens(keyId, { deletes: 'new', renames: fromOld, ...ended }));
      assert.deepEqual([(await find())?.renewal, (await find())?.tokens], [null, [current]]);
      await make(storage, (tx) => startTestRenewal(tx, keyId, { startedAt: 9 }));
      const kept = make(storage, (tx) => tx.updateTokens(keyId, { deletes: null, renames: fromNew, ...ended }));
      await assert.rejects(kept, { code: 'internal' });
      const third = { deletes: null, renames: toOld, added: testToken(10, 'new'), renewal: null };
      await assert.rejects(
        make(storage, (tx) => tx.updateTokens(keyId, third)),
        { code: 'internal' },
      );
      assert.deepEqual((await find())?.tokens, both);
      await make(storage, (tx) => tx.updateTokens(keyId, { deletes: 'old', renames: fromNew, ...ended }));
      assert.deepEqual((await find())?.tokens, [{ ...current, createdAt: 9 }]);
      await make(storage, (tx) => startTestRenewal(tx, keyId, { startedAt: 10 }));
      await make(storage, (tx) => tx.deleteKey(keyId, 11));
      assert.equal(await find(), undefined);
    },
  },
  {
    title: 'grants: one per account, replaced as a whole, and the holders of a role are found',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        const { id: otherId } = await insertTestAccount(tx, 'other');
        const keyId = await insertTestKey(tx, { accountId, appKey: 'b-key', label: 'Beta', roleIds: [2] });
        const ownId = await insertTestKey(tx, { accountId: otherId, appKey: 'a-key', label: 'Alfa', roleIds: [2] });
        assert.equal(await tx.findExternalKeyWithRole(otherId, 2), undefined);
        const grant = {
          accountId: otherId,
          keyId,
          roleIds: [2, 3],
          addedAt: 1,
          addedBy: 'key:x',
          note: 'n',
          expiresAt: 2 ** 41,
        };
        await tx.putGrant({ ...grant, roleIds: [3, 3, 2] });
        assert.deepEqual(await tx.findGrant(otherId, keyId), grant);
        const own = {
          accountId,
          keyId,
          roleIds: [2],
          addedAt: 1_000,
          addedBy: 'operator',
          note: null,
          expiresAt: null,
        };
        assert.deepEqual(await tx.listGrantsOfKey(keyId), [own, grant]);
        const external = { id: keyId, appKey: 'b-key', label: 'Beta' };
        assert.deepEqual(await tx.listKeysWithRole(otherId, 2, 10), [
          { id: ownId, appKey: 'a-key', label: 'Alfa' },
          external,
        ]);
        assert.equal((await tx.listKeysWithRole(otherId, 2, 1)).length, 1);
        assert.deepEqual(await tx.findExternalKeyWithRole(otherId, 2), external);
        const replaced = { ...grant, roleIds: [], note: null, expiresAt: null, addedAt: 5 };
        await tx.putGrant(replaced);
        assert.deepEqual(await tx.findGrant(otherId, keyId), replaced);
        // Roles elsewhere are no roles of the key's own account.
        assert.deepEqual((await tx.findKey(accountId, keyId))?.roles, [{ id: 2, name: 'Second' }]);
        assert.equal(await tx.findGrant(accountId, ownId), undefined);
      });
    },
  },
  {
    title: 'routes: the table of an API is replaced as a whole',
    async run({ storage }) {
      const table = [{ method: 'GET', path: '/a/{é}', anyOf: ['b', 'a'] }];
      await make(storage, async (tx) => {
        assert.equal(await tx.findRoutes('orders'), undefined);
        await tx.putRoutes('orders', [...table, ...table]);
        await tx.putRoutes('orders', table);
        await tx.putRoutes('empty', []);
      });
      await storage.read(async (tx) => {
        assert.deepEqual(await tx.findRoutes('orders'), table);
        assert.deepEqual(await tx.findRoutes('empty'), []);
        assert.equal(await tx.findRoutes('Orders'), undefined);
        assert.deepEqual(await tx.listApis(), [
          { name: 'empty', routes: [] },
          { name: 'orders', routes: table },
        ]);
      });
    },
  },
];
