import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { generateToken } from '#engine';
import { openServer, pairOf } from '../server.fixture.ts';
import { bare, openVtex } from './vtex.fixture.ts';

describe('the account as VTEX knows it', () => {
  test('what is known is told, with its keys and without tokens, and the rest is null where VTEX has nulls, else empty', async (t) => {
    const { caller, call } = await openVtex(t, 'Save_Account', 'Get_Account_By_Identifier');
    const { body } = await call('GET', '/api/vlm/account');
    const key = body.appKeys.find((each: { appKey: string }) => each.appKey === caller.appKey);
    assert.deepEqual([key.id, key.appToken, key.isActive, key.isBlocked], [bare(caller.id), null, true, false]);
    const { accountName, isActive, hosts, licenses, cnpj, sponsor, companyName, telephone, tradingName } = body;
    const nobody = { name: '', email: '', phone: '' };
    assert.deepEqual(
      { accountName, isActive, hosts, licenses, cnpj, sponsor, contact: body.contact },
      {
        ...{ accountName: 'lojaverde', isActive: true, hosts: [], licenses: [], cnpj: null },
        ...{ sponsor: nobody, contact: nobody },
      },
    );
    assert.deepEqual([companyName, telephone, tradingName], ['', '', '']);
    const stores = await call('GET', '/api/vlm/account/stores');
    assert.deepEqual(stores.body, [{ id: Number(body.id), name: 'lojaverde', hosts: [] }]);
  });
});

test('where hosts name accounts, the account and its store have one', async (t) => {
  const server = await openServer(t, { baseDomain: 'keys.example.com' });
  const headers = pairOf(server.shop.owners.lojaverde);
  const [store] = (await server.call('/api/vlm/account/stores', { headers })).body;
  const account = (await server.call('/api/vlm/account', { headers })).body;
  const hosts = ['lojaverde.keys.example.com'];
  assert.deepEqual([store.hosts, account.hosts], [hosts, hosts]);
});

describe('the account of a request', () => {
  test("it is the one in `an`, else the one in the host, else the caller's own", async (t) => {
    const server = await openServer(t, { baseDomain: 'keys.example.com' });
    const keys = async (path: string, headers: string[]) => {
      const { status, body } = await server.call(path, { headers });
      return status === 200 ? body.map((each: { appKey: string }) => each.appKey.split('-')[1])[0] : status;
    };
    const azul = pairOf(server.shop.owners.lojaazul);
    const { appKey } = server.shop.owners.lojaazul;
    const added = { appKey, roles: [1] };
    const owner = pairOf(server.shop.owners.lojaverde);
    await server.call('/api/v1/accounts/lojaverde/external-keys', { method: 'POST', headers: owner, body: added });
    assert.equal(await keys('/api/vlm/appkeys', azul), 'lojaazul');
    assert.equal(await keys('/api/vlm/appkeys?an=lojaverde', azul), 'lojaverde');
    assert.equal(await keys('/api/vlm/appkeys?an=', azul), 'lojaazul');
    for (const name of ['nowhere', 'LOJAAZUL', '__proto__', 'lojaazul ']) {
      assert.equal(await keys(`/api/vlm/appkeys?an=${encodeURIComponent(name)}`, azul), 404, name);
    }
    assert.equal(await keys('/api/vlm/appkeys?an=lojaazul&an=lojaazul', azul), 400);
  });

  test('an account in which the caller has no role is answered like one that does not exist', async (t) => {
    const { call } = await openVtex(t, 'Save_User', 'RenewApiToken', 'Save_Account');
    for (const [method, path, body] of [
      ['GET', '/api/vlm/appkeys', undefined],
      ['GET', '/api/vlm/account', undefined],
      ['POST', '/api/vlm/appkeys', { label: 'x' }],
      ['PUT', '/api/vlm/appkeys/x-y-z', { isActive: false }],
      ['PATCH', '/api/vtexid/apikey/appkey-lojaazul-QQZZQQ/apitoken/renew', undefined],
      ['PUT', '/api/license-manager/users/x-y-z/roles', [1]],
      ['DELETE', '/api/license-manager/users/0123456789abcdef0123456789abcdef', undefined],
    ] as const) {
      const [hidden, unknown] = [
        await call(method, `${path}?an=lojaazul`, body),
        await call(method, `${path}?an=nowhere`, body),
      ];
      assert.deepEqual([hidden.status, hidden.body], [404, unknown.body], `${method} ${path}`);
      assert.equal(unknown.status, 404);
    }
  });
});

describe('what clients send', () => {
  test('types, empty bodies and headers that their tools send are taken everywhere', async (t) => {
    const { server, call } = await openVtex(t, 'Save_User', 'RenewApiToken');
    const { id, appKey } = await server.shop.addKey('lojaverde');
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/x-www-form-urlencoded',
      '<string>',
      '',
    ]) {
      const headers = ['Content-Type', type, 'Accept', 'application/vnd.vtex.ds.v10+json', 'Content-Length', '0'];
      for (const [method, path] of [
        ['GET', '/api/vlm/appkeys'],
        ['DELETE', `/api/license-manager/users/${id}/roles/9`],
        ['PATCH', `/api/vtexid/apikey/${appKey}/apitoken/renew`],
        ['PATCH', `/api/vtexid/apikey/${appKey}/apitoken/finish-renewal`],
      ] as const) {
        const { status } = await call(method, path, undefined, headers);
        assert.ok(status < 300, `${method} ${path} with ${type}: ${status}`);
      }
    }
    const json = (body: string, type: string) => call('POST', '/api/vlm/appkeys', body, ['Content-Type', type]);
    for (const type of [
      'application/json; charset=utf-8',
      'text/json',
      'application/vnd.vtex+json',
      'APPLICATION/JSON',
    ]) {
      assert.equal((await json('{"label":"x"}', type)).status, 200, type);
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      assert.equal((await json('{"label":"x"}', type)).status, 415, type);
    }
    assert.equal((await json('{"label":', 'application/json')).status, 400);
    const token = generateToken();
    for (const [path, body] of [
      ['/api/vlm/appkeys', { label: `Key ${token}` }],
      ['/api/license-manager/users', { email: 'eva@shop.example', name: token }],
    ] as const) {
      const { status, body: answer } = await call('POST', path, body);
      assert.equal(status, 400, path);
      assert.match(JSON.stringify(answer), /holds an API token/);
      assert.equal(JSON.stringify(answer).includes(token.slice(4, 20)), false);
    }
    assert.equal((await json(`{"label":"${'x'.repeat(70_000)}"}`, 'application/json')).status, 413);
    const unused = await call('DELETE', `/api/license-manager/users/${id}/roles/9`, {});
    assert.equal(unused.status, 204);
  });

  test('names of headers have no letter case, and without or with a wrong pair it is 401 in the form of the module', async (t) => {
    const { server, caller } = await openVtex(t, 'Save_User');
    const headers = ['x-vtex-api-appkey', caller.appKey, 'X-VTEX-API-APPTOKEN', caller.appToken];
    assert.equal((await server.call('/api/vlm/appkeys', { headers })).status, 200);
    const wrong = ['X-VTEX-API-AppKey', caller.appKey, 'X-VTEX-API-AppToken', 'x'];
    for (const [path, field] of [
      ['/api/vlm/appkeys', 'Message'],
      ['/api/license-manager/site/pvt/roles/list/paged', 'Message'],
      ['/api/vtexid/pvt/user/info?user=x', 'message'],
    ] as const) {
      for (const each of [[], wrong]) {
        const { status, body } = await server.call(path, { headers: each });
        assert.deepEqual([status, typeof body[field]], [401, 'string'], path);
      }
    }
  });
});
