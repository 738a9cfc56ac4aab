import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importCatalog } from '../resources/import-catalog.ts';
import { openShop, operator, refusal, type Shop } from '../shop.fixture.ts';
import { importRoutes } from './import-routes.ts';

const list = { method: 'GET', path: '/api/oms/pvt/orders', anyOf: ['OMSViewer', 'ListOrders'] };
const show = { method: 'GET', path: '/api/oms/pvt/orders/{orderId}', anyOf: ['OMSViewer'] };
const cancel = { method: 'POST', path: '/api/oms/pvt/orders/{orderId}/cancel', anyOf: ['CancelAction'] };

function load(shop: Shop, routes: unknown, api = 'orders') {
  return importRoutes(shop.context, operator, { api, routes });
}

test("a file replaces the API's whole table in one change, and no other API's", async (t) => {
  const shop = await openShop(t);
  await load(shop, [list], 'other');
  const first = await load(shop, [cancel, show, list]);
  assert.deepEqual(first.value, { routes: 3, changed: true });
  const tableOf = (api: string) => shop.storage.read((tx) => tx.findRoutes(api));
  assert.deepEqual(await tableOf('orders'), [list, show, cancel]);
  const { action, subject, before, after } = await shop.lastEvent();
  assert.deepEqual([action, subject, before, after], ['routes.imported', 'api:orders', null, { routes: 3 }]);
  await load(shop, [show]);
  assert.deepEqual(await tableOf('orders'), [show]);
  assert.deepEqual((await shop.lastEvent()).before, { routes: 3 });
  assert.deepEqual(await tableOf('other'), [list]);
});

test('a file that says the same, in another order or twice, changes nothing', async (t) => {
  const shop = await openShop(t);
  const { revision } = await load(shop, [list, show]);
  const again = await load(shop, [
    show,
    list,
    { ...show, path: '/api/oms/pvt/orders/{id}', anyOf: ['OMSViewer', 'OMSViewer'] },
  ]);
  assert.deepEqual(again, { value: { routes: 2, changed: false }, revision });
  const changed = await load(shop, [show, { ...list, anyOf: ['ListOrders'] }]);
  assert.equal(changed.value.changed, true);
});

test('one method and shape with different resources is a conflict, and the refusal names both', async (t) => {
  const shop = await openShop(t);
  const other = { ...show, path: '/api/oms/pvt/orders/{id}', anyOf: ['ListOrders'] };
  await assert.rejects(load(shop, [show, other]), refusal('route_conflict', show.path, other.path));
});

test('every mistake of a file is named by its place, and the table stays as it was', async (t) => {
  const shop = await openShop(t);
  const { revision } = await load(shop, [list]);
  const routes = [
    show,
    { ...show, method: 'get' },
    { ...show, method: 7 },
    { ...show, path: 'api/orders' },
    { ...show, path: '/api//orders' },
    { ...show, path: '/api/{a}{b}' },
    { ...show, path: '/api/../orders' },
    { ...show, anyOf: [] },
    { ...show, anyOf: 'OMSViewer' },
    { ...show, anyOf: [7] },
    { ...show, anyof: ['OMSViewer'] },
    null,
    { method: 'GET' },
  ];
  await assert.rejects(
    load(shop, routes),
    refusal(
      'invalid_request',
      ...[1, 3, 4, 5, 6, 11].map((i) => `routes[${i}] `),
      'routes[2].method ',
      ...[7, 8, 9].map((i) => `routes[${i}].anyOf `),
      'routes[10].anyof is no field',
      'routes[12].path ',
    ),
  );
  for (const bad of [[], {}, null]) await assert.rejects(load(shop, bad), refusal('invalid_request', 'JSON array'));
  assert.equal(await shop.storage.readRevision(), revision);
});

test('resources that do not exist are named, and so is a bad name of an API', async (t) => {
  const shop = await openShop(t);
  const bad = { ...list, anyOf: ['OMSViewer', 'oms.nothing', 'CreateTable'] };
  await assert.rejects(load(shop, [show, bad]), refusal('invalid_request', '"oms.nothing"', '"CreateTable"'));
  for (const api of ['', 'Orders', '1orders', 'a b', 'a/b', 'a'.repeat(41), 'a\u0000']) {
    await assert.rejects(load(shop, [show], api), refusal('invalid_request', 'name of an API'), api);
  }
});

test('160 resources and 790 routes go in within two seconds', async (t) => {
  const shop = await openShop(t);
  const resources = Array.from({ length: 160 }, (_, i) => ({
    key: `r.${i}`,
    product: 'p',
    category: 'c',
    name: `n${i}`,
  }));
  const routes = Array.from({ length: 790 }, (_, i) => ({
    method: ['GET', 'POST', 'PUT', 'DELETE'][i % 4],
    path: `/api/${i % 20}/items/${i}/{id}/carrier@{a}@{b}`,
    anyOf: [`r.${i % 160}`, `r.${(i * 7) % 160}`],
  }));
  const started = performance.now();
  assert.equal((await importCatalog(shop.context, operator, { resources })).value.added, 160);
  assert.equal((await load(shop, routes)).value.routes, 790);
  const tookMs = performance.now() - started;
  assert.ok(tookMs < 2000, `it took ${tookMs} ms`);
});
