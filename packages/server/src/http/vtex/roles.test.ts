import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addRoles } from '../../operations/shop.fixture.ts';
import { pairOf } from '../server.fixture.ts';
import { bare, dashed, openVtex } from './vtex.fixture.ts';

describe('roles as VTEX knows them', () => {
  test('roles are added to those that a user, a key or an external key has, and taken one by one', async (t) => {
    const { server, call } = await openVtex(t, 'Save_User');
    const { shop } = server;
    const [a, b] = [
      await shop.addRole('lojaverde', ['OMSViewer'], 'a'),
      await shop.addRole('lojaverde', ['ListOrders'], 'b'),
    ];
    const key = await shop.addKey('lojaverde', [a]);
    const external = await shop.addKey('lojaazul');
    const owner = pairOf(shop.owners.lojaverde);
    const given = { appKey: external.appKey, roles: [a] };
    assert.equal(
      (await server.call('/api/v1/accounts/lojaverde/external-keys', { method: 'POST', headers: owner, body: given }))
        .status,
      201,
    );
    const user = await call('POST', '/api/license-manager/users', { email: 'bia@example.com' });
    assert.equal((await call('PUT', `/api/license-manager/users/${user.body.id}/roles`, [a])).status, 204);
    for (const name of [
      user.body.id,
      dashed(user.body.id),
      key.id,
      bare(key.id),
      key.appKey,
      external.appKey,
      external.id,
    ]) {
      const roles = `/api/license-manager/users/${name}/roles`;
      assert.deepEqual((await call('GET', roles)).body, [{ id: a, name: 'a' }], name);
      const added = await call('PUT', roles, [b, b]);
      assert.deepEqual([added.status, added.body], [204, '']);
      assert.deepEqual((await call('GET', roles)).body, [
        { id: a, name: 'a' },
        { id: b, name: 'b' },
      ]);
      for (const role of [b, b, 9999]) assert.equal((await call('DELETE', `${roles}/${role}`)).status, 204);
      assert.deepEqual((await call('GET', roles)).body, [{ id: a, name: 'a' }]);
    }
    const last = await call('DELETE', `/api/license-manager/users/${external.id}/roles/${a}`);
    assert.deepEqual([last.status, typeof last.body.Message], [400, 'string']);
  });

  test('only digits name a role: what a number could also be written as takes none', async (t) => {
    const { server, call } = await openVtex(t, 'Save_User');
    const role = await server.shop.addRole('lojaverde', ['OMSViewer'], 'a');
    const { id } = await server.shop.addKey('lojaverde', [role]);
    const roles = `/api/license-manager/users/${id}/roles`;
    for (const name of [
      `0x${role.toString(16)}`,
      `${role}.0`,
      `${role}e0`,
      `%20${role}`,
      `+${role}`,
      'a',
      '9'.repeat(30),
    ]) {
      assert.equal((await call('DELETE', `${roles}/${name}`)).status, 204, name);
      assert.deepEqual((await call('GET', roles)).body, [{ id: role, name: 'a' }], name);
    }
  });

  test('by e-mail address there is the user with names of roles, and nobody of another account', async (t) => {
    const { call } = await openVtex(t, 'Get_User_By_Identifier');
    const { body } = await call('GET', '/api/license-manager/users/ana%40lojaverde.example/roles');
    const expected = { UserId: body.UserId, Email: 'ana@lojaverde.example', Roles: [{ name: 'Owner (Admin Super)' }] };
    assert.deepEqual(body, expected);
    const unknown = await call('GET', '/api/license-manager/users/nobody@example.com/roles');
    const others = await call('GET', '/api/license-manager/users/ana@lojaazul.example/roles');
    assert.deepEqual([others.status, others.body], [404, unknown.body]);
  });

  test('roles that the account does not have, and ids of nobody, are answered as documented', async (t) => {
    const { server, call } = await openVtex(t, 'Save_User');
    const { id } = await server.shop.addKey('lojaverde');
    const other = await server.shop.addKey('lojaazul');
    const missing = { Message: 'Roles list contains roles that do not exist in this account' };
    const put = (name: string, body: unknown) => call('PUT', `/api/license-manager/users/${name}/roles`, body);
    const refused = await put(id, [9999]);
    assert.deepEqual([refused.status, refused.body], [400, missing]);
    const tooMany = await put(id, await addRoles(server.shop, 'lojaverde', 101));
    assert.equal(tooMany.status, 400);
    assert.match(tooMany.body.Message, /at most 100 roles, and these would be 101/);
    for (const body of [{}, ['1'], [1.5], { roles: [1] }]) {
      const { status, body: error } = await put(id, body);
      assert.deepEqual([status, Object.keys(error)], [400, ['Message']], JSON.stringify(body));
    }
    for (const name of [other.id, other.appKey, '0123456789abcdef0123456789abcdef', 'appkey-lojaverde-QQZZQQ']) {
      const { status, body } = await put(name, [1]);
      assert.deepEqual([status, body], [500, { Message: 'Unexpected error' }], name);
      assert.equal((await call('DELETE', `/api/license-manager/users/${name}/roles/1`)).status, 204);
      assert.deepEqual((await call('GET', `/api/license-manager/users/${name}/roles`)).body, []);
    }
    for (const name of ['a b', 'ç', 'x']) {
      const path = `/api/license-manager/users/${encodeURIComponent(name)}/roles`;
      for (const [method, address, body] of [
        ['PUT', path, [1]],
        ['GET', path],
        ['DELETE', `${path}/1`],
      ] as const) {
        const answer = await call(method, address, body);
        assert.deepEqual([answer.status, answer.body], [400, { Message: 'Invalid UserId' }]);
      }
    }
  });

  test('the ceiling holds: nobody gives or takes rights that they do not hold, nor changes their own roles', async (t) => {
    const { server, caller, call } = await openVtex(t, 'Save_User');
    const { id } = await server.shop.addKey('lojaverde');
    const user = await call('POST', '/api/license-manager/users', { email: 'bia@example.com' });
    const rights = await server.shop.addRole('lojaverde', ['EditApiKeys']);
    for (const name of [id, user.body.id]) {
      for (const role of [1, rights]) {
        const { status, headers } = await call('PUT', `/api/license-manager/users/${name}/roles`, [role]);
        assert.deepEqual([status, headers['x-chaveiro-code']], [403, 'above_own_rights'], name);
      }
    }
    const ana = await call('GET', '/api/license-manager/users/ana@lojaverde.example/roles');
    const taken = await call('DELETE', `/api/license-manager/users/${ana.body.UserId}/roles/1`);
    assert.deepEqual([taken.status, taken.headers['x-chaveiro-code']], [403, 'above_own_rights']);
    const plain = await server.shop.addRole('lojaverde', ['OMSViewer']);
    const own = await call('PUT', `/api/license-manager/users/${caller.id}/roles`, [plain]);
    assert.deepEqual([own.status, own.headers['x-chaveiro-code']], [403, 'own_rights']);
  });

  test('ViewApiKeys opens the roles of keys, and says of users not even whether there is one', async (t) => {
    const { server, call } = await openVtex(t, 'ViewApiKeys');
    const { id } = await server.shop.addKey('lojaverde');
    const roles = (name: string) => call('GET', `/api/license-manager/users/${name}/roles`);
    assert.deepEqual([(await roles(id)).status, (await roles(id)).body], [200, []]);
    const answers = [await roles('ana@lojaverde.example'), await roles('nobody@example.com')];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 403],
    );
    assert.deepEqual(answers[0]?.body, answers[1]?.body);
  });

  test('the list of roles says which are predefined and of which products they hold something', async (t) => {
    const { server, call } = await openVtex(t, 'Get_Roles_Paged');
    const custom = await server.shop.addRole('lojaverde', ['OMSViewer', 'Save_User'], 'custom');
    const { body } = await call('GET', '/api/license-manager/site/pvt/roles/list/paged?sort=id&numItems=50');
    const named = (role: { products: { name: string }[] }) => role.products.map(({ name }) => name);
    const [owner] = body.items;
    assert.deepEqual(
      [owner.id, owner.isAdmin, owner.roleType, owner.resources, owner.logins],
      [1, true, 0, null, null],
    );
    assert.ok(named(owner).includes('OMS'));
    const found = body.items.find((each: { id: number }) => each.id === custom);
    assert.deepEqual(
      [found.name, found.isAdmin, found.roleType, named(found)],
      ['custom', false, 1, ['License Manager', 'OMS']],
    );
  });
});
