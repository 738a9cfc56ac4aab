import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importKeys } from '../../operations/keys/import-keys.ts';
import { startRenewal } from '../../operations/keys/start-renewal.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { bare, openVtex } from './vtex.fixture.ts';

describe('keys as VTEX knows them', () => {
  test('a key is made with its token, active and without roles, and listed without token', async (t) => {
    const { server, call, caller } = await openVtex(t, 'Save_User');
    const made = await call('POST', '/api/vlm/appkeys', {
      label: ' Bridge ',
      appKey: 'mine',
      roles: [1],
      isActive: false,
    });
    assert.equal(made.status, 200);
    const { appToken, ...key } = made.body;
    assert.match(appToken, /^chv_/);
    assert.match(key.appKey, /^appkey-lojaverde-[A-Z]{6}$/);
    const createdIn = new Date(server.shop.clock.now).toISOString();
    assert.deepEqual(key, { id: key.id, appKey: key.appKey, label: 'Bridge', createdIn, isActive: true });
    const list = await call('GET', '/api/vlm/appkeys');
    assert.deepEqual(
      list.body.find((each: { id: string }) => each.id === key.id),
      key,
    );
    assert.ok(list.body.some((each: { id: string }) => each.id === caller.id));
    const roles = await call('GET', `/api/license-manager/users/${key.appKey}/roles`);
    assert.deepEqual(roles.body, []);
  });

  test('the list has every key, of however many pages it is made', async (t) => {
    const { server, call } = await openVtex(t, 'ViewApiKeys');
    const rest = { account: 'lojaverde', label: 'ERP', roles: [], tokenSha256: '0'.repeat(64), secretBits: 128 };
    const keys = Array.from({ length: 1_100 }, (_, i) => ({
      ...rest,
      appKey: `from-elsewhere-${i}`,
      createdAt: '2025-01-31T18:00:00Z',
    }));
    await importKeys(server.shop.context, operator, { keys });
    const { body } = await call('GET', '/api/vlm/appkeys');
    const found = new Set(body.map((each: { appKey: string }) => each.appKey));
    assert.deepEqual(
      keys.filter(({ appKey }) => !found.has(appKey)),
      [],
    );
    assert.equal(body.length, found.size);
  });

  test('a key is named by its id with dashes, without, or by its key string, and switched on and off', async (t) => {
    const { server, call } = await openVtex(t, 'EditApiKeys');
    const { id, appKey } = await server.shop.addKey('lojaverde');
    for (const [name, isActive] of [
      [id, false],
      [bare(id), true],
      [bare(id).toUpperCase(), false],
      [appKey, true],
    ] as const) {
      const answer = await call('PUT', `/api/vlm/appkeys/${name}`, { isActive });
      assert.deepEqual([answer.status, answer.body], [200, '']);
      const list = await call('GET', '/api/vlm/appkeys');
      assert.equal(list.body.find((each: { id: string }) => each.id === id).isActive, isActive, name);
    }
  });

  test("another account's key, a deleted one and an unknown one are the same 400 with number 17", async (t) => {
    const { server, call } = await openVtex(t, 'EditApiKeys');
    const other = await server.shop.addKey('lojaazul');
    for (const name of [
      other.id,
      bare(other.id),
      other.appKey,
      'a2555e95-9db8-4ad0-9dbd-5f4a4d0e9b0a',
      'appkey-lojaverde-QQZZQQ',
    ]) {
      const { status, body } = await call('PUT', `/api/vlm/appkeys/${name}`, { isActive: false });
      const Message = 'Token not exists for this account';
      assert.deepEqual([status, body], [400, { Details: null, HttpStatusCode: 400, VLMErrorCode: 17, Message }]);
    }
    assert.ok(
      await server.shop.storage.read((tx) =>
        tx.findKeyStatus(other.id, other.tokenId).then((found) => found?.isActive),
      ),
    );
  });

  test('a key that is activated gives nobody what they do not hold', async (t) => {
    const { server, call } = await openVtex(t, 'Save_User');
    const owner = await server.shop.addKey('lojaverde', [1], 'of an Owner');
    assert.equal((await call('PUT', `/api/vlm/appkeys/${owner.id}`, { isActive: false })).status, 200);
    const { status, headers, body } = await call('PUT', `/api/vlm/appkeys/${owner.id}`, { isActive: true });
    assert.deepEqual([status, headers['x-chaveiro-code'], body.HttpStatusCode], [403, 'above_own_rights', 403]);
  });

  test('a label or a status that is missing or of another type is 400 and says what would be right', async (t) => {
    const { call } = await openVtex(t, 'EditApiKeys');
    for (const body of [{}, { label: '' }, { label: 7 }, [], undefined]) {
      const { status, body: error } = await call('POST', '/api/vlm/appkeys', body);
      assert.deepEqual([status, error.HttpStatusCode, error.VLMErrorCode], [400, 400, null], JSON.stringify(body));
      assert.match(error.Message, /label|JSON object/);
    }
    assert.match((await call('PUT', '/api/vlm/appkeys/some-key', { isActive: 'yes' })).body.Message, /isActive/);
  });
});

describe('renewal as VTEX knows it', () => {
  test('a renewal answers the new token and both dates, a second one is 409, and finishing leaves the new date', async (t) => {
    const { server, call } = await openVtex(t, 'RenewApiToken');
    const { id, appKey } = await server.shop.addKey('lojaverde');
    const [old, renewed] = [new Date(server.shop.clock.now).toISOString(), '2026-03-02T12:00:00.000Z'];
    server.shop.clock.now = Date.parse(renewed);
    const address = `/api/vtexid/apikey/${appKey}/apitoken`;
    const { status, body } = await call('PATCH', `${address}/renew`);
    assert.equal(status, 200);
    assert.match(body.newToken, /^chv_/);
    const dates = { creationDateToken: old, creationDateNewToken: renewed };
    assert.deepEqual(body, { id, keyName: appKey, ...dates, expirationPeriod: 90, newToken: body.newToken });
    const again = await call('PATCH', `${address}/renew`);
    assert.deepEqual([again.status, again.headers['x-chaveiro-code']], [409, 'renewal_pending']);
    assert.deepEqual(Object.keys(again.body), ['message']);
    const finished = await call('PATCH', `${address}/finish-renewal`);
    assert.deepEqual(
      [finished.status, finished.body],
      [200, { id, creationDateToken: renewed, creationDateNewToken: null }],
    );
    assert.equal((await call('PATCH', `${address}/finish-renewal`)).status, 404);
  });

  test('a key that renews itself is 403, and a key of another account 400 like an unknown one', async (t) => {
    const { server, caller, call } = await openVtex(t, 'RenewApiToken');
    const own = await call('PATCH', `/api/vtexid/apikey/${caller.appKey}/apitoken/renew`);
    assert.deepEqual([own.status, own.headers['x-chaveiro-code']], [403, 'own_renewal']);
    assert.match(own.body.message, /^Access denied\. /);
    await startRenewal(server.shop.context, operator, { account: 'lojaverde', key: caller.appKey });
    const finish = await call('PATCH', `/api/vtexid/apikey/${caller.appKey}/apitoken/finish-renewal`);
    assert.deepEqual([finish.status, finish.headers['x-chaveiro-code']], [403, 'own_renewal'], 'with the old token');
    const other = await server.shop.addKey('lojaazul');
    const answers = [other.appKey, other.id, 'appkey-lojaazul-QQZZQQ'].flatMap((name) =>
      ['renew', 'finish-renewal'].map((step) => call('PATCH', `/api/vtexid/apikey/${name}/apitoken/${step}`)),
    );
    for (const { status, body } of await Promise.all(answers)) {
      assert.deepEqual([status, body], [400, { message: 'The account owns no such key.' }]);
    }
  });
});
