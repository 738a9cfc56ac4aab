import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setAccountStatus } from './accounts/set-account-status.ts';
import { verifyAuditLog } from './audit/verify-audit-log.ts';
import { shops } from './both-engines.fixture.ts';
import { addExternalKey } from './external-keys/add-external-key.ts';
import { changeKey } from './keys/change-key.ts';
import { deleteKey } from './keys/delete-key.ts';
import { finishRenewal, undoRenewal } from './keys/end-renewal.ts';
import { listKeys } from './keys/list-keys.ts';
import { showKey } from './keys/show-key.ts';
import { startRenewal } from './keys/start-renewal.ts';
import { importCatalog } from './resources/import-catalog.ts';
import { changeRole } from './roles/change-role.ts';
import { createRole } from './roles/create-role.ts';
import { importRoutes } from './routes/import-routes.ts';
import { asCaller, operator, refusal, type Shop } from './shop.fixture.ts';

/** A day in an account, through every changing operation; answers what both engines have to agree on. */
async function liveThrough(shop: Shop) {
  const { context } = shop;
  const account = 'lojaverde';
  const owner = asCaller(shop.owners.lojaverde);
  const entry = { key: 'shop.orders ', product: 'Loja', category: 'Pedidos', name: 'Orders' };
  const catalog = await importCatalog(context, operator, { resources: [entry, { ...entry, product: 'Other' }] });
  const routes = [{ method: 'GET', path: '/orders/{id}', anyOf: [entry.key] }];
  const table = await importRoutes(context, operator, { api: 'orders', routes });
  const same = await importRoutes(context, operator, { api: 'orders', routes });
  const template = (await createRole(context, owner, { account, template: 'OMS - Read only' })).value;
  const custom = await shop.addRole(account, ['OMSViewer'], 'Expedição');
  await changeRole(context, owner, { account, role: custom, resources: [entry.key, 'Changes', 'OMSViewer'] });
  const guest = await shop.addKey('lojaazul', [], 'guest');
  await addExternalKey(context, owner, { account, appKey: guest.appKey, roleIds: [custom], note: 'Ação' });
  for (const label of ['Ünïcode', 'zeta', 'Álvaro', 'beta', 'Ábaco']) {
    shop.clock.now += 1000;
    const key = await shop.addKey(account, [custom, template.id], label);
    if (label === 'zeta') await deleteKey(context, owner, { account, key: key.appKey });
    else await changeKey(context, owner, { account, key: key.id, isActive: label !== 'beta', roleIds: [custom] });
  }
  const rotated: unknown[] = [];
  for (const end of [finishRenewal, undoRenewal, null]) {
    const { id: key } = await shop.addKey(account, [], `rotated ${rotated.length}`);
    shop.clock.now += 1000;
    await startRenewal(context, owner, { account, key });
    await assert.rejects(startRenewal(context, owner, { account, key }), refusal('renewal_pending'));
    if (end !== null) await end(context, owner, { account, key });
    const { renewal, tokens, createdAt } = await showKey(context, owner, { account, key });
    rotated.push([renewal?.startedAt, tokens, createdAt]);
  }
  await setAccountStatus(context, operator, { name: 'lojaazul', isActive: false });
  const list = async (query: object) => {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listKeys(context, owner, { account, limit: 2, ...query, ...(cursor ? { cursor } : {}) });
      found.push(...page.items.map((key) => `${key.label} ${key.isActive} ${key.createdAt}`));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return found;
  };
  const audit = await verifyAuditLog(context, {});
  return {
    catalog: catalog.value,
    tables: [table.value, same.value],
    rotated,
    pending: await list({ renewal: 'pending' }),
    byLabel: await list({ sort: 'label', renewal: 'none', q: 'a' }),
    byStatus: (await list({ sort: 'status', status: 'inactive' })).length,
    newest: await list({ q: 'ABA' }),
    withRole: (await listKeys(context, owner, { account, role: custom, freshness: 'fresh' })).total,
    audit: [audit.entries, audit.head?.revision, audit.problems],
  };
}

test('the same day in an account comes to the same on both engines', async (t) => {
  const [sqlite, postgres] = [await liveThrough(await shops.sqlite(t)), await liveThrough(await shops.postgres(t))];
  assert.deepEqual(postgres, sqlite);
  assert.deepEqual(
    sqlite.byLabel.map((text) => text.split(' ')[0]),
    ['Ábaco', 'Álvaro', 'beta', 'first', 'rotated', 'rotated', 'Ünïcode'],
  );
  assert.deepEqual([sqlite.withRole, sqlite.newest.length, sqlite.byStatus, sqlite.pending.length], [4, 1, 1, 1]);
  assert.deepEqual(sqlite.audit[2], []);
});
