import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import { importRoutes } from './import-routes.ts';

const resources = ['OMSViewer', 'ListOrders'];
const list = { operationId: 'list', responses: {}, 'x-required-resources': resources };
const cancel = { responses: {}, 'x-required-resources': ['CancelAction'] };

function documentWith(changes: object): object {
  const info = { title: 'Orders', version: '1' };
  return { openapi: '3.1.0', info, paths: { '/orders': { get: list } }, ...changes };
}

async function openImport(t: TestContext) {
  const shop = await openShop(t);
  const load = (routes: unknown) => importRoutes(shop.context, operator, { api: 'orders', routes });
  const table = async (routes: unknown) => {
    await load(routes);
    return await shop.storage.read((tx) => tx.findRoutes('orders'));
  };
  return { shop, load, table };
}

test('the operations of an OpenAPI document, 3.0 or 3.1, become the table', async (t) => {
  const { table } = await openImport(t);
  const paths = {
    '/orders': { summary: 'Orders', parameters: [], get: list, 'x-owner': 'oms' },
    '/orders/{orderId}/cancel': { post: cancel, delete: { ...cancel, servers: [{ url: '/internal/' }] } },
    'x-note': 'no path',
  };
  const servers = [{ url: 'https://{account}.example.com/api/oms' }, { url: '//other.example.com/api/oms/' }];
  for (const openapi of ['3.0.3', '3.1.0', '3.1']) {
    assert.deepEqual(await table(documentWith({ openapi, paths, servers })), [
      { method: 'GET', path: '/api/oms/orders', anyOf: resources },
      { method: 'POST', path: '/api/oms/orders/{orderId}/cancel', anyOf: ['CancelAction'] },
      { method: 'DELETE', path: '/internal/orders/{orderId}/cancel', anyOf: ['CancelAction'] },
    ]);
  }
});

test('without servers, and with one at the root, paths stand as they are', async (t) => {
  const { table } = await openImport(t);
  const expected = [{ method: 'GET', path: '/orders', anyOf: resources }];
  for (const servers of [undefined, [], [{ url: '/' }], [{ url: 'https://api.example.com' }]]) {
    assert.deepEqual(await table(documentWith({ servers })), expected);
  }
});

test('every operation without resources is named, and the table stays as it was', async (t) => {
  const { shop, load } = await openImport(t);
  const { revision } = await load(documentWith({}));
  const paths = {
    '/orders': { get: list, post: { responses: {} }, put: { 'x-required-resources': [] } },
    '/orders/{id}': { patch: { 'x-required-resources': 'CancelAction' }, get: { 'x-required-resources': [7] } },
    '/stock': { $ref: '#/components/pathItems/stock' },
    '/prices': { get: { ...list, servers: [{ url: '/v1' }, { url: '/v2' }] } },
    '/offers': { get: { ...list, servers: [{ url: '/{version}' }] } },
    '/a//b': { get: list },
  };
  await assert.rejects(
    load(documentWith({ paths })),
    refusal(
      'invalid_request',
      'paths["/orders"].post has no x-required-resources',
      'paths["/orders"].put has an x-required-resources that is no list',
      'paths["/orders/{id}"].patch has an x-required-resources that is no list',
      'paths["/orders/{id}"].get.anyOf has to be a list',
      'paths["/stock"] is a reference',
      'paths["/prices"].get has servers with different paths',
      'paths["/offers"].get has servers',
      'paths["/a//b"].get cannot be matched',
    ),
  );
  const unknown = documentWith({ paths: { '/orders': { get: { 'x-required-resources': ['NoSuchThing'] } } } });
  await assert.rejects(load(unknown), refusal('invalid_request', 'NoSuchThing'));
  assert.equal(await shop.storage.readRevision(), revision);
});

test('a document of another version, or without an operation, is refused with what would be right', async (t) => {
  const { load } = await openImport(t);
  const cases: [string, object][] = [
    ['OpenAPI "2.0"; it has to be 3.0 or 3.1', { swagger: '2.0', paths: {} }],
    ['OpenAPI "3.2.0"', documentWith({ openapi: '3.2.0' })],
    ['OpenAPI 3', documentWith({ openapi: 3 })],
    ['has no paths', documentWith({ paths: undefined })],
    ['at least one operation', documentWith({ paths: {} })],
  ];
  for (const [says, document] of cases) await assert.rejects(load(document), refusal('invalid_request', says));
});
