import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { callApi, credentialHeaders, verify } from '../support/api.ts';
import { openShop, type Shop } from '../support/shop.ts';

/** What a body might be believed to say: names of columns, of fields of other answers, and of objects' insides. */
const others =
  '"roles":[1],"roleIds":[1],"isActive":false,"is_active":0,"isAdmin":true,"isOwner":true,"accountId":1,"account_id":1,' +
  '"account":"lojaazul","an":"lojaazul","id":"00000000-0000-0000-0000-000000000000","appKey":"mine-1234","appToken":"mine",' +
  '"createdIn":"2001-01-01T00:00:00Z","createdBy":"operator","actor":"operator","door":"api","isImported":true,' +
  '"__proto__":{"roles":[1],"allowed":true},"constructor":{"prototype":{"allowed":true}},"toString":1';

let shop: Shop;

before(async () => {
  shop = await openShop();
});

async function send(method: string, path: string, body: string) {
  const headers = { 'Content-Type': 'application/json', ...credentialHeaders(shop.owner) };
  const answer = await fetch(`${shop.server.url}${path}`, { method, headers, body });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

async function look(path: string) {
  return (await callApi(shop.server.url, shop.owner, 'GET', `/api/v1/accounts/lojaverde${path}`)).body;
}

describe('E3: a body of a client of VTEX says what its endpoint reads, and nothing else', () => {
  test('a key is made with the label alone', async () => {
    const { status, body } = await send('POST', '/api/vlm/appkeys', `{"label":"Bridge",${others}}`);
    assert.deepEqual([status, body.isActive, body.label], [200, true, 'Bridge']);
    const { roles, createdBy, createdAt, isActive } = await look(`/keys/${body.id}`);
    assert.deepEqual([roles, createdBy, createdAt, isActive], [[], `key:${shop.owner.appKey}`, body.createdIn, true]);
    assert.notEqual(body.appKey, 'mine-1234');
    const verdict = await verify(shop.server.url, {
      appKey: body.appKey,
      appToken: body.appToken,
      anyOf: ['OMSViewer'],
    });
    assert.deepEqual([verdict.allowed, verdict.code], [false, 'no_grant']);
  });

  test('a user is made with address and name alone', async () => {
    const users = '/api/license-manager/users';
    const { status, body } = await send('POST', users, `{"email":"bia@lojaverde.example","name":"Bia",${others}}`);
    assert.equal(status, 200);
    const { roles, status: state, name } = await look(`/users/${body.id}`);
    assert.deepEqual([roles, state, name], [[], 'invited', 'Bia']);
  });

  test('a key is switched and stays otherwise what it is', async () => {
    const { id } = shop.idle;
    const before = await look(`/keys/${id}`);
    const others2 = others.replace('"isActive":false,', '');
    assert.equal(
      (await send('PUT', `/api/vlm/appkeys/${id}`, `{"isActive":true,"label":"evil",${others2}}`)).status,
      200,
    );
    assert.deepEqual(await look(`/keys/${id}`), before);
  });

  test('what is no list of numbers gives no role', async () => {
    const { id } = shop.idle;
    const path = `/api/license-manager/users/${id}/roles`;
    for (const body of [
      '{"0":1,"length":1}',
      '["1"]',
      '[[1]]',
      '[1.5]',
      '[true]',
      '[null]',
      '1',
      'null',
      `{${others}}`,
    ]) {
      assert.equal((await send('PUT', path, body)).status, 400, body);
    }
    assert.deepEqual((await look(`/keys/${id}`)).roles, []);
  });
});
