import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { bytesOf, readWorkbook } from '../../../../../test/support/workbook.ts';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { asCaller, openShop, operator, refusal } from '../shop.fixture.ts';
import { changeKey } from './change-key.ts';
import { deleteKey } from './delete-key.ts';
import { exportKeys } from './export-keys.ts';
import { startRenewal } from './start-renewal.ts';

const account = 'lojaverde';

async function openExport(t: TestContext) {
  const shop = await openShop(t);
  const read = async () => {
    const { chunks, counts } = await exportKeys(shop.context, operator, account);
    return { workbook: await readWorkbook(await bytesOf(chunks)), counts };
  };
  return { shop, read };
}

test('a workbook has the sheets and columns that auditors know, and a row for each key, the newest first', async (t) => {
  const { shop, read } = await openExport(t);
  const [orders, prices] = [
    await shop.addRole(account, ['OMSViewer'], 'Orders'),
    await shop.addRole(account, ['Changes'], 'Prices, all'),
  ];
  const first = new Date(shop.clock.now);
  shop.clock.now += 1000;
  const created = new Date(shop.clock.now);
  const renewed = await shop.addKey(account, [orders, prices], '=1+1');
  shop.clock.now += 60_000;
  const renewedAt = new Date(shop.clock.now);
  await startRenewal(shop.context, operator, { account, key: renewed.id });
  await changeKey(shop.context, operator, { account, key: renewed.id, isActive: false });
  const guest = await shop.addKey('lojaazul', [], 'guest');
  const gone = await shop.addKey('lojaazul', [], 'gone');
  await addExternalKey(shop.context, operator, { account, appKey: guest.appKey, roleIds: [orders] });
  shop.clock.now += 1000;
  await addExternalKey(shop.context, operator, { account, appKey: gone.appKey, roleIds: [orders] });
  await deleteKey(shop.context, operator, { account: 'lojaazul', key: gone.id });

  const { workbook, counts } = await read();
  const owner = shop.owners.lojaverde;
  assert.deepEqual(workbook, {
    Generated: [
      [
        ...['id', 'keyName', 'roles', 'label'],
        ...['creationDate', 'creationDateToken', 'creationDateNewToken', 'status'],
      ],
      [renewed.id, renewed.appKey, 'Orders\nPrices, all', '=1+1', created, created, renewedAt, 'Inactive'],
      [owner.id, owner.appKey, 'Owner (Admin Super)', 'first key', first, first, null, 'Active'],
    ],
    External: [
      ['id', 'keyName', 'roles', 'account', 'addedDate', 'status'],
      [gone.id, gone.appKey, 'Orders', 'lojaazul', new Date(shop.clock.now), 'Inactive'],
      [guest.id, guest.appKey, 'Orders', 'lojaazul', renewedAt, 'Active'],
    ],
  });
  assert.deepEqual(counts, { generated: 2, external: 2 });
});

test('an export goes on from page to page, with every key once', async (t) => {
  const { shop, read } = await openExport(t);
  // All but the first at one moment: the place on the page is decided by the id.
  shop.clock.now += 1;
  for (let n = 0; n < 501; n++) await shop.addKey(account, [], `key ${n}`);
  const { workbook } = await read();
  const rows = workbook.Generated?.slice(1) ?? [];
  assert.equal(rows.length, 502);
  assert.equal(new Set(rows.map(([id]) => id)).size, 502);
  assert.equal(rows.at(-1)?.[3], 'first key');
});

test('who may not see the keys exports nothing, and who loses the right gets no further', async (t) => {
  const { shop } = await openExport(t);
  const renewer = await shop.callerWith(account, ['RenewApiToken', 'EditApiKeys', 'view_metrics']);
  const before = await shop.storage.readRevision();
  const refused = exportKeys(shop.context, renewer, account);
  await assert.rejects(refused, refusal('resource_missing', 'ViewApiKeys'));
  await assert.rejects(exportKeys(shop.context, asCaller(shop.owners.lojaazul), account), refusal('not_found'));
  assert.equal(await shop.storage.readRevision(), before, 'an export that was refused is none');

  const viewer = await shop.callerWith(account, ['ViewApiKeys']);
  const { chunks } = await exportKeys(shop.context, viewer, account);
  await changeKey(shop.context, operator, { account, key: viewer.keyId, roleIds: [] });
  await assert.rejects(bytesOf(chunks), refusal('not_found'));
});

test('an export is an event', async (t) => {
  const { shop } = await openExport(t);
  const viewer = await shop.callerWith(account, ['ViewApiKeys']);
  await bytesOf((await exportKeys(shop.context, viewer, account)).chunks);
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.actor, event.account?.name],
    ['keys.exported', `key:${viewer.appKey}`, account],
  );
});
