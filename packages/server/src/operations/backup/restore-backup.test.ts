import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { verifyAuditLog } from '../audit/verify-audit-log.ts';
import { importKeys } from '../keys/import-keys.ts';
import { operator, stockShop, testPepper } from '../shop.fixture.ts';
import {
  account,
  backUp,
  contents,
  each,
  engines,
  exportLines,
  inPieces,
  liveOn,
  living,
  livingUsers,
  openDatabase,
  restore,
} from './backup.fixture.ts';
import { openBackup } from './backup-format.ts';

for (const engine of engines) {
  describe(`restore on ${engine}`, () => {
    for (const from of ['database', 'file'] as const) {
      test(`what was revoked since the backup stays revoked, known from the ${from}`, async (t) => {
        const shop = await stockShop(await openDatabase(t, engine));
        const { backup, keys, users, role, gone, later } = await liveOn(shop);
        const target = from === 'database' ? shop.storage : await openDatabase(t, engine);
        const more = from === 'file' ? { revocations: each(await exportLines(shop)) } : {};
        const done = await restore(target, backup, more);
        assert.equal(done.revocationsFrom, from);
        assert.deepEqual(done.keysWithoutToken, [keys.renewed.appKey]);
        const expected: Record<keyof typeof keys, unknown> = {
          kept: [true, 'current', [[role]]],
          deleted: null,
          deactivated: [false, 'current', [[role]]],
          reduced: [true, 'current', [[role]]],
          // Of the backup's token nothing is left: the one it has belongs to nobody.
          renewed: [true, 'current', [[role]]],
          finished: [true, 'current', [[role]]],
          undone: [true, 'current', [[role]]],
          guest: [true, 'current', [[role, gone], []]],
          removedGuest: [true, 'current', [[]]],
        };
        for (const [name, { appKey }] of Object.entries(keys)) {
          assert.deepEqual(await living(target, appKey), expected[name as keyof typeof keys], name);
        }
        await target.read(async (tx) => {
          assert.deepEqual((await tx.findRole(1, role))?.resources, ['OMSViewer']);
          assert.equal((await tx.findAccountByName(account))?.enforceExpiry, true);
          // Created since: gone, and its key string never comes again.
          assert.equal(await tx.findKeyByAppKey(later.appKey), undefined);
          assert.equal(await tx.isAppKeyTaken(later.appKey), true);
          assert.equal(await tx.isAppKeyTaken(keys.deleted.appKey), true);
        });
        const people = await livingUsers(target);
        assert.deepEqual(people.get(users.kept), { roles: [role, gone], hasPassword: true });
        assert.deepEqual(people.get(users.removed), undefined);
        assert.deepEqual(people.get(users.reduced), { roles: [role], hasPassword: true });
        assert.deepEqual(people.get(users.newPassword), { roles: [role], hasPassword: false });
        assert.deepEqual(people.get(users.hashedAgain), { roles: [role], hasPassword: true }, 'it is the same one');
        const tokens = (await contents(target)).get('tokens') as { key_id: string; stored_hash: Uint8Array }[];
        const before = new Set(
          (await tokensOf(backup)).map(({ key_id, hash }) => (key_id === keys.renewed.id ? hash : '')),
        );
        for (const { key_id, stored_hash } of tokens) {
          if (key_id === keys.renewed.id) assert.ok(!before.has(Buffer.from(stored_hash).toString('hex')));
        }
        assert.deepEqual((await verifyAuditLog({ ...shop.context, storage: target }, {})).problems, []);
      });
    }

    test('with neither every key is inactive, unless the risk is accepted, and both are in the log', async (t) => {
      const shop = await stockShop(await openDatabase(t, engine));
      const { backup, keys } = await liveOn(shop);
      for (const acceptRisk of [false, true]) {
        const target = await openDatabase(t, engine);
        const done = await restore(target, backup, { acceptRisk });
        assert.equal(done.revocationsFrom, 'nowhere');
        assert.deepEqual((await living(target, keys.kept.appKey))?.[0], acceptRisk);
        assert.deepEqual((await living(target, keys.deleted.appKey))?.[0], acceptRisk);
        assert.equal((await contents(target)).has('passwords'), acceptRisk);
        const head = await target.audit.findAuditHead();
        const event = JSON.parse(head?.content ?? '');
        assert.deepEqual([event.action, event.after.riskAccepted], ['backup.restored', acceptRisk]);
      }
    });

    test('a backup restored into the other engine is the same to the last byte, but for the event of the restore', async (t) => {
      const shop = await stockShop(await openDatabase(t, engine));
      const { keys } = await liveOn(shop);
      const backup = await backUp(shop);
      const wanted = await contents(shop.storage);
      const other = await openDatabase(t, engine === 'sqlite' ? 'postgres' : 'sqlite');
      const done = await restore(other, backup, { acceptRisk: true });
      const found = await contents(other);
      for (const table of ['audit_events', 'audit_contents', 'audit_event_accounts']) found.get(table)?.pop();
      assert.deepEqual(found, wanted);
      assert.ok(wanted.size >= 15, 'and there is something in every table');
      assert.ok(await living(other, keys.kept.appKey));
      assert.notEqual(done.revision.split('-')[0], (await shop.storage.readRevision()).split('-')[0], 'a new epoch');
      assert.deepEqual((await verifyAuditLog({ ...shop.context, storage: other }, {})).problems, []);
    });
  });
}

async function tokensOf(backup: Uint8Array): Promise<{ key_id: string; hash: string }[]> {
  const found: { key_id: string; hash: string }[] = [];
  for await (const { table, rows } of (await openBackup(inPieces(backup))).rows) {
    if (table !== 'tokens') continue;
    for (const row of rows) {
      found.push({ key_id: String(row.key_id), hash: Buffer.from(row.stored_hash as Uint8Array).toString('hex') });
    }
  }
  return found;
}

test('the key string of a key that was imported since the backup never comes again', async (t) => {
  const shop = await stockShop(await openDatabase(t, 'sqlite'));
  const backup = await backUp(shop);
  const key = { account, label: 'ERP', roles: [], tokenSha256: 'a'.repeat(64), createdAt: '2025-01-31T18:00:00Z' };
  const keys = ['old-one', 'old-two'].map((appKey) => ({ ...key, appKey, secretBits: 128 }));
  await importKeys(shop.context, operator, { keys });
  const target = await openDatabase(t, 'sqlite');
  await restore(target, backup, { revocations: each(await exportLines(shop)) });
  await target.read(async (tx) => {
    for (const { appKey } of keys) {
      assert.deepEqual([await tx.findKeyByAppKey(appKey), await tx.isAppKeyTaken(appKey)], [undefined, true]);
    }
  });
});

test('a database with another history tells nothing of what was revoked', async (t) => {
  const shop = await stockShop(await openDatabase(t, 'sqlite'));
  const backup = await backUp(shop);
  const other = await stockShop(await openDatabase(t, 'sqlite'));
  for (let i = 0; i < 10; i++) await other.addKey(account);
  const done = await restore(other.storage, backup);
  assert.equal(done.revocationsFrom, 'nowhere');
  assert.equal((await living(other.storage, shop.owners.lojaverde.appKey))?.[0], false);
});

test('neither the pepper nor a token is in a backup', async (t) => {
  const shop = await stockShop(await openDatabase(t, 'sqlite'));
  const text = gunzipSync(await backUp(shop)).toString();
  const pepper = Buffer.from(testPepper.secret);
  for (const secret of [pepper.toString('hex'), pepper.toString('base64'), shop.owners.lojaverde.appToken]) {
    assert.ok(!text.includes(secret));
  }
});
