import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { createVerifier } from '#engine';
import { withTokenKeys } from '../domain/token-keys.ts';
import { setAccountStatus } from './accounts/set-account-status.ts';
import { verifyAuditLog } from './audit/verify-audit-log.ts';
import { shops } from './both-engines.fixture.ts';
import { addExternalKey } from './external-keys/add-external-key.ts';
import { changeKey } from './keys/change-key.ts';
import { deleteKey } from './keys/delete-key.ts';
import { finishRenewal, undoRenewal } from './keys/end-renewal.ts';
import { importKeys, type KeyImport } from './keys/import-keys.ts';
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
    newest: await list({ q: 'ÁBACO' }),
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

/** Takes in a key from elsewhere and lives with it; answers how its tokens are decided on. */
async function liveWithImported(shop: Shop) {
  const { context } = shop;
  const appToken = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ-legacy';
  const entry = {
    account: 'lojaverde',
    appKey: 'vtexappkey-lojaverde-OLDKEY',
    label: 'ERP',
    roles: [1],
    tokenSha256: createHash('sha256').update(appToken).digest('hex'),
    createdAt: '2025-01-31T18:00:00Z',
    secretBits: 160,
  };
  const imports: KeyImport[] = [];
  const load = async () => imports.push((await importKeys(context, operator, { keys: [entry] })).value);
  const verifier = createVerifier({
    feed: withTokenKeys(context.storage.feed, context.peppers),
    maxStalenessMs: Number.POSITIVE_INFINITY,
    whenStale: 'deny',
  });
  await verifier.start();
  const codes: string[] = [];
  const decide = async (...tokens: string[]) => {
    await verifier.catchUp(await context.storage.readRevision());
    for (const token of tokens) {
      const target = verifier.resolve({
        account: 'lojaverde',
        requirement: { kind: 'any-of', resources: ['ListOrders'] },
      });
      codes.push(verifier.decide({ appKey: entry.appKey, appToken: token, target }).code);
    }
  };
  await decide(appToken);
  await load();
  await decide(appToken, `${appToken}x`, entry.tokenSha256);
  const pair = { account: 'lojaverde', key: entry.appKey };
  const { value } = await startRenewal(context, operator, pair);
  await decide(appToken, value.appToken);
  await load();
  await finishRenewal(context, operator, pair);
  await decide(appToken, value.appToken);
  await load();
  verifier.stop();
  return { codes, imports, created: (await showKey(context, operator, pair)).createdAt };
}

test('a token that was imported works until its renewal is finished, on both engines', async (t) => {
  for (const shop of [await shops.sqlite(t), await shops.postgres(t)]) {
    assert.deepEqual(await liveWithImported(shop), {
      codes: [
        'invalid_credentials',
        ...['allowed', 'invalid_credentials', 'invalid_credentials'],
        ...['allowed', 'allowed'],
        ...['invalid_credentials', 'allowed'],
      ],
      imports: [
        { added: 1, unchanged: 0 },
        { added: 0, unchanged: 1 },
        { added: 0, unchanged: 1 },
      ],
      created: '2025-01-31T18:00:00.000Z',
    });
  }
});
