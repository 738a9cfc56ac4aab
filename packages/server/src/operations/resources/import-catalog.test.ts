import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateToken } from '#engine';
import { builtInResources } from '../../domain/catalogue/resources.ts';
import { contextOf, openShop, openStorage, operator, refusal, type Shop } from '../shop.fixture.ts';
import { importCatalog } from './import-catalog.ts';
import { installCatalog } from './install-catalog.ts';
import { chunkSize } from './put-resources.ts';

function entry(key: string, more: object = {}): object {
  return { key, product: 'Shop', category: 'Orders', name: 'Orders', ...more };
}

async function find(shop: Shop, key: string) {
  return (await shop.storage.read((tx) => tx.findResources([key])))[0];
}

test('new resources are added, known ones get a further place, and importing again changes nothing', async (t) => {
  const shop = await openShop(t);
  const resources = [
    entry('shop.orders', { description: 'See orders' }),
    entry('shop.orders', { product: 'Other', name: 'Another name' }),
    entry('OMSViewer', { name: 'Another name', description: 'Another text' }),
    { key: 'ListOrders', product: 'OMS', category: 'OMS access', name: 'List Orders' },
  ];
  const first = await importCatalog(shop.context, operator, { resources });
  assert.deepEqual(first.value, { added: 1, extended: 2, unchanged: 1 });
  const event = await shop.lastEvent();
  assert.deepEqual([event.action, event.account], ['catalog.imported', null]);
  assert.deepEqual(event.after, { added: ['shop.orders'], extended: ['shop.orders', 'OMSViewer'] });
  assert.deepEqual(await find(shop, 'shop.orders'), {
    key: 'shop.orders',
    name: 'Orders',
    description: 'See orders',
    places: [
      { product: 'Shop', category: 'Orders' },
      { product: 'Other', category: 'Orders' },
    ],
  });
  const known = await find(shop, 'OMSViewer');
  assert.deepEqual([known?.name, known?.description, known?.places.length], ['View order', null, 2]);
  const again = await importCatalog(shop.context, operator, { resources });
  assert.deepEqual(again, { value: { added: 0, extended: 0, unchanged: 4 }, revision: first.revision });
});

test('a key is exact to the byte: case, accents and spaces make another resource', async (t) => {
  const shop = await openShop(t);
  const keys = ['omsviewer', 'OMSViewer ', ' OMSViewer', 'OMSVi\u00e9wer', 'OMSVie\u0301wer'];
  const { value } = await importCatalog(shop.context, operator, { resources: keys.map((key) => entry(key)) });
  assert.equal(value.added, keys.length);
  for (const key of keys) assert.equal((await find(shop, key))?.key, key);
});

test('a file that gives a management right another name or place is refused whole', async (t) => {
  const shop = await openShop(t);
  const before = await shop.storage.readRevision();
  const right = {
    key: 'EditApiKeys',
    product: 'License Manager',
    category: 'API Key Management',
    name: 'Edit API keys',
  };
  for (const change of [{ name: 'See orders' }, { product: 'Shop' }, { category: 'Orders' }]) {
    const resources = [entry('shop.orders'), { ...right, ...change }];
    await assert.rejects(
      importCatalog(shop.context, operator, { resources }),
      refusal('management_right_fixed', '"EditApiKeys"', 'Edit API keys'),
    );
  }
  assert.equal(await shop.storage.readRevision(), before);
  assert.equal(await find(shop, 'shop.orders'), undefined);
  const { value } = await importCatalog(shop.context, operator, { resources: [right, entry('shop.orders')] });
  assert.deepEqual(value, { added: 1, extended: 0, unchanged: 1 });
});

test('every mistake of a file is named by its place, and nothing of the file is taken', async (t) => {
  const shop = await openShop(t);
  const before = await shop.storage.readRevision();
  const token = generateToken();
  const resources = [
    entry('good'),
    entry(''),
    entry('a\u0000'),
    entry('b', { name: ' ' }),
    entry('c', { product: 7 }),
    entry('d', { category: 'two\nlines' }),
    entry('e', { nmae: 'typing error' }),
    entry('f', { description: null }),
    null,
    'text',
    [],
    JSON.parse('{"key":"g","product":"p","category":"c","name":"n","__proto__":{}}'),
    entry('h', { description: `The token is ${token}.` }),
    entry(token),
    entry('OMS\u200bViewer'),
  ];
  await assert.rejects(
    importCatalog(shop.context, operator, { resources }),
    refusal(
      'invalid_request',
      'resources[1].key ',
      'resources[2].key ',
      'resources[3].name ',
      'resources[4].product ',
      'resources[5].category ',
      'resources[6].nmae is no field',
      'resources[7].description ',
      'resources[8] ',
      'resources[9] ',
      'resources[10] ',
      'resources[11].__proto__ is no field',
      'resources[12].description holds an API token',
      'resources[13].key holds an API token',
      'resources[14].key holds a character that nobody sees',
    ),
  );
  for (const bad of [[], {}, null, 'text', { resources: [entry('x')] }]) {
    await assert.rejects(
      importCatalog(shop.context, operator, { resources: bad }),
      refusal('invalid_request', 'JSON array'),
    );
  }
  assert.equal(await shop.storage.readRevision(), before);
});

test('of many mistakes twenty are named, and the rest counted', async (t) => {
  const shop = await openShop(t);
  const resources = Array.from({ length: 50 }, () => null);
  await assert.rejects(importCatalog(shop.context, operator, { resources }), (error) => {
    assert.ok(!String(error).includes('resources[20]'));
    return refusal('invalid_request', 'resources[19]', 'and 30 more')(error);
  });
});

test('a large file goes in by changes of bounded size, each with its event', async (t) => {
  const shop = await openShop(t);
  const before = await shop.storage.readRevision();
  const resources = Array.from({ length: 2 * chunkSize + 1 }, (_, i) => entry(`shop.r${i}`));
  const { value, revision } = await importCatalog(shop.context, operator, { resources });
  assert.equal(value.added, resources.length);
  assert.equal(Number(revision.split('-')[1]), Number(before.split('-')[1]) + 3);
  assert.deepEqual((await shop.lastEvent()).after, { added: [`shop.r${2 * chunkSize}`], extended: [] });
});

test('a start puts in what a database lacks of the built-in catalogue, and changes nothing when it lacks nothing', async (t) => {
  const { storage } = await openStorage(t);
  const context = contextOf(storage);
  // As an older version left it: with one of the resources that this one brings.
  await importCatalog(context, operator, { resources: [entry('OMSViewer')] });
  await installCatalog(context);
  const resources = await storage.read((tx) => tx.listResources());
  assert.deepEqual(resources.map(({ key }) => key).sort(), builtInResources.map(({ key }) => key).sort());
  const before = await storage.readRevision();
  await installCatalog(context);
  assert.equal(await storage.readRevision(), before);
});
