import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { operator } from '../../operations/shop.fixture.ts';
import { addUser } from '../../operations/users/add-user.ts';
import { dashed, openVtex } from './vtex.fixture.ts';

describe('users as VTEX knows them', () => {
  test('a user is made, made again with another name, read by an id in both forms, and deleted', async (t) => {
    const { call } = await openVtex(t, 'Save_User');
    const made = await call('POST', '/api/license-manager/users', { email: 'Bia@Example.com' });
    assert.deepEqual([made.status, made.body.email, made.body.name], [200, 'bia@example.com', 'bia@example.com']);
    const { id } = made.body;
    assert.match(id, /^[0-9a-f]{32}$/);
    const again = await call('POST', '/api/license-manager/users', {
      email: 'bia@example.com',
      name: 'Bia',
      roles: [1],
    });
    assert.deepEqual([again.status, again.body], [200, { id, email: 'bia@example.com', name: 'Bia' }]);
    for (const name of [id, dashed(id), id.toUpperCase()]) {
      assert.deepEqual((await call('GET', `/api/license-manager/users/${name}`)).body, again.body);
    }
    assert.deepEqual((await call('GET', `/api/license-manager/users/${id}/roles`)).body, []);
    const deleted = await call('DELETE', `/api/license-manager/users/${id}`);
    assert.deepEqual([deleted.status, deleted.body], [200, '']);
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await call(method, `/api/license-manager/users/${id}`);
      assert.deepEqual([status, body], [400, { Message: 'Invalid UserId' }], method);
    }
  });

  test('a user who is deleted is taken out of this account, and stays in every other', async (t) => {
    const { server, call } = await openVtex(t, 'Save_User');
    const { shop } = server;
    const invite = (account: string) =>
      addUser(shop.context, operator, { account, email: 'bia@example.com', roleIds: [] });
    const { id } = (await invite('lojaverde')).value;
    await invite('lojaazul');
    assert.equal((await call('DELETE', `/api/license-manager/users/${id}`)).status, 200);
    const accounts = await shop.storage.read(async (tx) => {
      const memberships = await tx.listMembershipsOfUser(id);
      return await Promise.all(memberships.map(({ accountId }) => tx.findAccountById(accountId)));
    });
    assert.deepEqual(
      accounts.map((account) => account?.name),
      ['lojaazul'],
    );
  });

  test('an address that is none is 400 Invalid email', async (t) => {
    const { call } = await openVtex(t, 'Save_User');
    for (const body of [{ email: 'bia' }, { email: '' }, { name: 'Bia' }, { email: 7 }]) {
      const { status, body: error } = await call('POST', '/api/license-manager/users', body);
      assert.deepEqual([status, error], [400, { Message: 'Invalid email' }], JSON.stringify(body));
    }
  });

  test('an empty id is 405, as is a method that an address does not have', async (t) => {
    const { call } = await openVtex(t, 'Save_User');
    for (const [method, path] of [
      ['GET', '/api/license-manager/users/'],
      ['GET', '/api/license-manager/users'],
      ['DELETE', '/api/license-manager/users/'],
      ['PUT', '/api/license-manager/users//roles'],
      ['DELETE', '/api/license-manager/users/0123456789abcdef0123456789abcdef/roles/'],
      ['DELETE', '/api/license-manager/users//roles/1'],
      ['PUT', '/api/vlm/appkeys/'],
      ['DELETE', '/api/vlm/appkeys/x'],
    ] as const) {
      const { status, headers, body } = await call(method, path);
      assert.deepEqual(
        [status, typeof body.Message, typeof headers.allow],
        [405, 'string', 'string'],
        `${method} ${path}`,
      );
    }
  });

  test('the list is paged and sorted as asked, and tells of no other account', async (t) => {
    const { server, call } = await openVtex(t, 'Get_Users_Paged', 'Save_User');
    for (const name of ['Carla', 'Bruno', 'Zoe']) {
      await call('POST', '/api/license-manager/users', { email: `${name}@example.com`, name });
    }
    const list = '/api/license-manager/site/pvt/logins/list/paged';
    const all = await call('GET', list);
    assert.deepEqual(all.body.paging, { page: 1, perPage: 10, total: 4, pages: 1 });
    const ana = all.body.items.find((each: { isAdmin: boolean }) => each.isAdmin);
    const flags = { isAdmin: true, isReliable: false, isBlocked: false, roles: [], accountNames: ['lojaverde'] };
    assert.deepEqual(ana, { id: ana.id, email: 'ana@lojaverde.example', name: 'ana@lojaverde.example', ...flags });
    const page = await call('GET', `${list}?numItems=3&pageNumber=2&sort=name&sortType=DSC&unknown=x&unknown=y`);
    assert.deepEqual(page.body.paging, { page: 2, perPage: 3, total: 4, pages: 2 });
    assert.deepEqual(
      page.body.items.map((each: { name: string }) => each.name),
      ['ana@lojaverde.example'],
    );
    const empty = await call('GET', `${list}?numItems=&pageNumber=&sort=&sortType=&an=`);
    assert.deepEqual(empty.body, all.body);
    assert.equal((await call('GET', `${list}?numItems=0`)).status, 400);
    assert.equal((await call('GET', `${list}?pageNumber=x`)).status, 400);
    assert.deepEqual((await call('GET', `${list}?sortType=ASC'`)).body, all.body, 'sent by a client of VTEX');
    await server.shop.addRole('lojaazul', ['OMSViewer']);
    assert.deepEqual((await call('GET', list)).body, all.body);
  });

  test('a user is found by address for pvt/user/info, and of another account like nobody', async (t) => {
    const { call } = await openVtex(t, 'ReadUsers');
    const { body } = await call('GET', '/api/vtexid/pvt/user/info?user=Ana@lojaverde.example');
    assert.match(body.userId, /^[0-9a-f]{8}-/);
    const { userId, accountId } = body;
    const user = 'ana@lojaverde.example';
    assert.deepEqual(body, { userId, user, name: user, accountId, accountName: 'lojaverde' });
    const unknown = await call('GET', '/api/vtexid/pvt/user/info?user=nobody@example.com');
    const others = await call('GET', '/api/vtexid/pvt/user/info?user=ana@lojaazul.example');
    assert.deepEqual([others.status, others.body], [404, unknown.body]);
    const named = await call('GET', '/api/vtexid/pvt/user/info?user=john.doe_2025');
    assert.deepEqual([named.status, Object.keys(named.body)], [404, ['message']], 'a name that is no address');
    assert.equal((await call('GET', '/api/vtexid/pvt/user/info?user=')).status, 400);
  });
});
