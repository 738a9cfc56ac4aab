import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { callApi, verify } from '../support/api.ts';
import { withDatabase } from '../support/databases.ts';
import { callWithCookies, createOwner, signIn } from '../support/people.ts';
import { createKey, openShop, type Shop } from '../support/shop.ts';

interface Operation {
  readonly requestBody?: unknown;
}

/** A right body for every operation that takes one; the test fails when the description has another. */
function rightBodies(keyId: string, roleId: number, userId: string): Record<string, object> {
  return {
    'POST /api/v1/verify': { appKey: shop.reader.appKey, appToken: shop.reader.appToken },
    'POST /api/v1/credentials/{link}/reveal': { proof: 'A'.repeat(43) },
    'POST /api/v1/accounts/{account}/keys': { label: 'new', roles: [] },
    [`PATCH /api/v1/accounts/{account}/keys/${keyId}`]: { label: 'changed' },
    'POST /api/v1/accounts/{account}/roles': { name: 'Custom', resources: ['OMSViewer'] },
    [`PATCH /api/v1/accounts/{account}/roles/${roleId}`]: { name: 'Renamed' },
    [`POST /api/v1/accounts/{account}/keys/${keyId}/renewal`]: { delivery: 'token' },
    [`POST /api/v1/accounts/{account}/keys/${keyId}/renewal/finish`]: { when: 'now' },
    'POST /api/v1/accounts/{account}/external-keys': { appKey: 'appkey-lojaroxa-QWERTY', roles: [1] },
    [`PATCH /api/v1/accounts/{account}/external-keys/${keyId}`]: { note: 'Changed' },
    'POST /api/v1/accounts/{account}/decisions': { appKey: shop.reader.appKey, appToken: 'not its token' },
    'PUT /api/v1/accounts/{account}/settings': { renewalPeriodMonths: 6, enforceExpiry: false },
    'POST /api/v1/accounts/{account}/users': { email: 'bia@lojaverde.example', roles: [] },
    [`PATCH /api/v1/accounts/{account}/users/${userId}`]: { name: 'Changed' },
    [`POST /api/v1/accounts/{account}/users/${userId}/invitation`]: { separate: true },
    'POST /api/v1/session': { email: 'owner@lojaverde.example', password: 'not the password' },
    'POST /api/v1/session/password': { currentPassword: 'not the password', newPassword: 'nor is this one' },
    'POST /api/v1/session/user-token': { account: 'lojaroxa' },
    'POST /api/v1/feed/position': { revision: 'a-1' },
    'POST /api/v1/feed/usage': { uses: [] },
    'POST /api/v1/setup': { token: 'no link', password: 'not the password' },
    'POST /api/v1/setup/show': { token: 'no link' },
    'POST /api/v1/setup/{token}': { password: 'not the password' },
  };
}

/** Names that no body has: columns of the database, words that would say who calls, and names of objects' insides. */
const identityFields = [
  'accountId',
  'userId',
  'ownerId',
  'user',
  'actor',
  'role',
  'isAdmin',
  'isOwner',
  'createdBy',
  'id',
];
const insideFields = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];

let shop: Shop;
let session: string;
let follower: string;
let userId: string;
let columns: string[];
let victimId: string;
let roleId: number;

before(async () => {
  shop = await openShop();
  const { body } = await callApi<{ id: number }>(
    shop.server.url,
    shop.owner,
    'POST',
    '/api/v1/accounts/lojaverde/roles',
    {
      ...{ name: 'Original', resources: ['ListOrders'] },
    },
  );
  roleId = body.id;
  const users = await callApi<{ items: { id: string }[] }>(
    ...([shop.server.url, shop.owner, 'GET', '/api/v1/accounts/lojaverde/users'] as const),
  );
  userId = users.body.items[0]?.id ?? '';
  session = await signIn(shop.server.url, await createOwner(shop.installation, 'lojaroxa'));
  follower = (await shop.installation.json<{ credential: string }>('node', 'create', 'edge')).credential;
  victimId = (await createKey(shop.server.url, shop.owner, 'victim', [])).id;
  columns = await withDatabase(shop.installation, async (execute) => {
    const tables = await execute("SELECT name FROM sqlite_master WHERE type = 'table'");
    const found = await Promise.all(tables.map(({ name }) => execute(`SELECT name FROM pragma_table_info('${name}')`)));
    return [...new Set(found.flat().map(({ name }) => String(name)))];
  });
});

/** One call of somebody who may make it: a key, or where only users may, a user. */
function send(method: string, path: string, body: string) {
  const { url } = shop.server;
  if (path.startsWith('/api/v1/feed/')) {
    return callApi(url, null, method, path, body, { Authorization: `Bearer ${follower}` });
  }
  return path.startsWith('/api/v1/session/')
    ? callWithCookies(url, session, method, path, body)
    : callApi(url, shop.owner, method, path, body);
}

/** What the account holds now, without what a right request would have changed as well. */
async function snapshot(): Promise<string> {
  return withDatabase(shop.installation, async (execute) => {
    // That the key of the requests was used is written all the same.
    await execute('UPDATE keys SET last_used_at = 0');
    const rows = [
      'keys',
      'grants',
      'grant_roles',
      'roles',
      'role_resources',
      'accounts',
      'memberships',
      'membership_roles',
      'audit_events',
    ].map((table) => execute(`SELECT * FROM ${table}`));
    return JSON.stringify(await Promise.all(rows));
  });
}

describe('E3: a body says what it may say and nothing else', () => {
  test('every operation with a body is in this test', async () => {
    const { body } = await callApi<{ paths: Record<string, Record<string, Operation>> }>(
      ...([shop.server.url, null, 'GET', '/api/openapi.json'] as const),
    );
    const withBody = Object.entries(body.paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { requestBody }]) =>
        requestBody === undefined ? [] : [`${method.toUpperCase()} ${path}`],
      ),
    );
    const tested = Object.keys(rightBodies('{key}', 0, '{user}')).map((name) =>
      name.replace(/roles\/0$/, 'roles/{role}'),
    );
    assert.deepEqual(withBody.toSorted(), tested.toSorted());
  });

  test('a column, an identity or the inside of an object in any body is 400, and changes nothing', async () => {
    assert.equal(columns.length > 40, true);
    const unchanged = await snapshot();
    for (const [operation, right] of Object.entries(rightBodies(victimId, roleId, userId))) {
      const [method = '', template = ''] = operation.split(' ');
      const path = template.replace('{account}', 'lojaverde');
      const known = new Set(['account', 'label', 'roles', 'name', 'resources', 'template', 'delivery', 'is_active']);
      for (const field of [...columns, ...identityFields, ...insideFields].filter(
        (name) => !known.has(name) && !Object.hasOwn(right, name),
      )) {
        // Written as text: in JavaScript `__proto__: 1` would not be a field.
        const body = `${JSON.stringify(right).slice(0, -1)},${JSON.stringify(field)}:1}`;
        const answer = await send(method, path, body);
        assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_request'], `${operation} with ${field}`);
      }
      const polluting = `${JSON.stringify(right).slice(0, -1)},"__proto__":{"isActive":false,"allowed":true,"roles":[1]}}`;
      assert.equal((await send(method, path, polluting)).status, 400);
      const nested = `${JSON.stringify(right).slice(0, -1)},"constructor":{"prototype":{"allowed":true}}}`;
      assert.equal((await send(method, path, nested)).status, 400);
    }
    assert.equal(await snapshot(), unchanged);

    // A polluted Object.prototype would show: nobody answers for a key without roles but the rules.
    const { appKey, appToken } = shop.idle;
    const verdict = await verify(shop.server.url, { appKey, appToken, anyOf: ['OMSViewer'] });
    assert.deepEqual([verdict.allowed, verdict.code], [false, 'no_grant']);
  });

  test('who acts is who calls: no field, query or header makes another', async () => {
    const keys = '/api/v1/accounts/lojaverde/keys';
    for (const [path, body] of [
      [keys, { label: 'x', account: 'lojaazul' }],
      [`${keys}?account=lojaazul`, { label: 'x' }],
      [keys, { label: 'x', actor: 'operator' }],
      [keys, { label: 'x', createdBy: 'operator' }],
    ] as const) {
      assert.equal((await callApi(shop.server.url, shop.owner, 'POST', path, body)).status, 400, path);
    }
    const created = await createKey(shop.server.url, shop.owner, 'whose', []);
    const { body } = await callApi(shop.server.url, shop.owner, 'GET', `${keys}/${created.id}`);
    assert.equal(body.createdBy, `key:${shop.owner.appKey}`);
  });
});
