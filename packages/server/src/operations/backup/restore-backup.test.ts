import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createPostgresDatabase } from '../../../../../test/support/postgres-server.ts';
import { checkValueOf } from '../../domain/pepper.ts';
import { postgresEngine } from '../../storage/postgres/engine.ts';
import type { Storage } from '../../storage/storage.ts';
import { exportWholeLog } from '../audit/export-whole-log.ts';
import { verifyAuditLog } from '../audit/verify-audit-log.ts';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { removeExternalKey } from '../external-keys/remove-external-key.ts';
import { changeKey } from '../keys/change-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { finishRenewal, undoRenewal } from '../keys/end-renewal.ts';
import { importKeys } from '../keys/import-keys.ts';
import { startRenewal } from '../keys/start-renewal.ts';
import { changeRole } from '../roles/change-role.ts';
import { changeSettings } from '../settings/change-settings.ts';
import { openStorage, operator, refusal, type Shop, stockShop, testPepper, testPeppers } from '../shop.fixture.ts';
import { addUser } from '../users/add-user.ts';
import { changeUser } from '../users/change-user.ts';
import { removeUser } from '../users/remove-user.ts';
import { checkBackup, openBackup } from './backup-format.ts';
import { createBackup } from './create-backup.ts';
import { type RestoreInput, restoreBackup } from './restore-backup.ts';

const account = 'lojaverde';
const engines = ['sqlite', 'postgres'] as const;
type Engine = (typeof engines)[number];

async function openDatabase(t: TestContext, engine: Engine): Promise<Storage> {
  if (engine === 'sqlite') return (await openStorage(t)).storage;
  const url = await createPostgresDatabase();
  await postgresEngine.migrate(url);
  const storage = await postgresEngine.open(url, { sealer: testPeppers });
  t.after(() => storage.close());
  await storage.peppers.insertFirstPepper({ id: testPepper.id, checkValue: checkValueOf(testPepper) });
  return storage;
}

async function backUp(shop: Shop): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await createBackup(shop.context, operator, async (bytes) => {
    for await (const chunk of bytes) chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += 1_000) yield bytes.subarray(i, i + 1_000);
}

async function restore(storage: Storage, bytes: Uint8Array, more: Partial<RestoreInput> = {}) {
  const context = { storage, peppers: testPeppers, clock: () => Date.parse('2026-04-01T00:00:00Z') };
  await checkBackup(inPieces(bytes));
  const backup = await openBackup(inPieces(bytes));
  return await restoreBackup(context, operator, { backup, replace: true, acceptRisk: false, ...more });
}

async function exportLines(shop: Shop): Promise<string[]> {
  const lines: string[] = [];
  for await (const page of await exportWholeLog(shop.context, operator)) {
    lines.push(...page.map((event) => JSON.stringify(event)));
  }
  return lines;
}

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** All rows of all tables of the backup. */
async function contents(storage: Storage): Promise<Map<string, unknown[]>> {
  return await storage.dump(async ({ rows }) => {
    const tables = new Map<string, unknown[]>();
    for await (const { table, rows: some } of rows) {
      tables.set(table, [...(tables.get(table) ?? []), ...some.map((row) => ({ ...row }))]);
    }
    return tables;
  });
}

/** Everything that a restore has to keep dead: what is there before the backup, and what happens after it. */
async function liveOn(shop: Shop) {
  const { context } = shop;
  const role = await shop.addRole(account, ['OMSViewer', 'ListOrders']);
  const gone = await shop.addRole(account, ['OMSViewer']);
  const keys = {
    kept: await shop.addKey(account, [role]),
    deleted: await shop.addKey(account, [role]),
    deactivated: await shop.addKey(account, [role]),
    reduced: await shop.addKey(account, [role, gone]),
    renewed: await shop.addKey(account, [role]),
    finished: await shop.addKey(account, [role]),
    undone: await shop.addKey(account, [role]),
    guest: await shop.addKey('lojaazul'),
    removedGuest: await shop.addKey('lojaazul'),
  };
  const users = {
    kept: await addTestUser(shop, 'kept', [role, gone]),
    removed: await addTestUser(shop, 'removed', [role]),
    reduced: await addTestUser(shop, 'reduced', [role, gone]),
    newPassword: await addTestUser(shop, 'new.password', [role]),
  };
  shop.clock.now += 1_000;
  await addExternalKey(context, operator, { account, appKey: keys.guest.appKey, roleIds: [role, gone] });
  await addExternalKey(context, operator, { account, appKey: keys.removedGuest.appKey, roleIds: [role] });
  for (const key of [keys.finished, keys.undone]) await startRenewal(context, operator, { account, key: key.id });
  shop.clock.now += 1_000;
  const backup = await backUp(shop);
  shop.clock.now += 1_000;
  await deleteKey(context, operator, { account, key: keys.deleted.id });
  await changeKey(context, operator, { account, key: keys.deactivated.id, isActive: false });
  await changeKey(context, operator, { account, key: keys.reduced.id, roleIds: [role] });
  await startRenewal(context, operator, { account, key: keys.renewed.id });
  shop.clock.now += 1_000;
  await finishRenewal(context, operator, { account, key: keys.renewed.id });
  await finishRenewal(context, operator, { account, key: keys.finished.id });
  await undoRenewal(context, operator, { account, key: keys.undone.id });
  await changeRole(context, operator, { account, role, resources: ['OMSViewer'] });
  await changeSettings(context, operator, { account, enforceExpiry: true });
  await removeExternalKey(context, operator, { account, key: keys.removedGuest.id });
  await removeUser(context, operator, { account, user: users.removed });
  await changeUser(context, operator, { account, user: users.reduced, roleIds: [role] });
  await setPassword(shop, users.newPassword, 'another');
  const later = await shop.addKey(account, [1], 'after the backup');
  return { backup, keys, users, role, gone, later };
}

/** A user of the account with a password; answers the id. */
async function addTestUser(shop: Shop, name: string, roleIds: readonly number[]): Promise<string> {
  const { value } = await addUser(shop.context, operator, { account, email: `${name}@example.com`, roleIds });
  await setPassword(shop, value.id, 'first');
  return value.id;
}

/** Sets a password, as far as the database and the log are concerned. */
async function setPassword({ storage, clock }: Shop, userId: string, hash: string): Promise<void> {
  await storage.change(clock.now, async (tx) => {
    await tx.putPassword(userId, { hash, pepperId: testPepper.id }, clock.now);
    const subject = `user:${userId}`;
    const event = { action: 'user.password_set', actor: operator, accountId: null, subject, before: null } as const;
    return { value: null, event: { ...event, after: { by: 'user' } } };
  });
}

/** Members of the account by id, with their roles there. */
async function livingUsers(storage: Storage): Promise<Map<string, { roles: number[]; hasPassword: boolean }>> {
  const tables = await contents(storage);
  const rows = <T>(table: string) => (tables.get(table) ?? []) as T[];
  const passwords = rows<{ user_id: string }>('passwords');
  const roles = rows<{ account_id: number; user_id: string; role_id: number }>('membership_roles');
  const members = rows<{ account_id: number; user_id: string }>('memberships').filter((row) => row.account_id === 1);
  return new Map(
    members.map(({ user_id }) => {
      const own = roles.filter((row) => row.account_id === 1 && row.user_id === user_id).map((row) => row.role_id);
      return [user_id, { roles: own, hasPassword: passwords.some((row) => row.user_id === user_id) }];
    }),
  );
}

/** What is alive in a restored database, by key string: status, tokens by role, roles by account. */
async function living(storage: Storage, appKey: string) {
  return await storage.read(async (tx) => {
    const key = await tx.findKeyByAppKey(appKey);
    if (key === undefined) return null;
    const grants = await tx.listGrantsOfKey(key.id);
    return [key.isActive, key.tokens.map((token) => token.role).join(), grants.map(({ roleIds }) => roleIds)];
  });
}

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

test('a database with accounts is replaced only when that is said', async (t) => {
  const shop = await stockShop(await openDatabase(t, 'sqlite'));
  const backup = await backUp(shop);
  const before = await shop.storage.readRevision();
  await assert.rejects(restore(shop.storage, backup, { replace: false }), refusal('invalid_request', '--replace'));
  assert.equal(await shop.storage.readRevision(), before);
});

test('a backup that is cut off, edited or something else changes nothing', async (t) => {
  const shop = await stockShop(await openDatabase(t, 'sqlite'));
  const backup = await backUp(shop);
  const text = gunzipSync(backup).toString();
  const before = await contents(shop.storage);
  const lines = text.trimEnd().split('\n');
  const bad: Record<string, Uint8Array> = {
    empty: Buffer.alloc(0),
    'cut off': backup.subarray(0, backup.length - 200),
    'a bit flipped': Buffer.from(backup).fill(backup[500] === 0 ? 1 : 0, 500, 501),
    'no gzip': Buffer.from(text),
    'edited in the middle': gzipSync(text.replace('"first key"', '"other key"')),
    'a line left out': gzipSync(`${lines.toSpliced(20, 1).join('\n')}\n`),
    'the end left out': gzipSync(`${lines.slice(0, -1).join('\n')}\n`),
    'more after the end': gzipSync(`${text}["users",{}]\n`),
    'another format': gzipSync(text.replace('"chaveiroBackup":1', '"chaveiroBackup":2')),
  };
  for (const [what, bytes] of Object.entries(bad)) {
    await assert.rejects(restore(shop.storage, bytes), refusal('invalid_request'), what);
    assert.deepEqual(await contents(shop.storage), before, what);
  }
  const digest = createHash('sha256');
  const older = [...lines.slice(0, -1)];
  older[0] = (older[0] as string).replace(/"migration":"[^"]+"/, '"migration":"0001-initial"');
  for (const line of older) digest.update(`${line}\n`);
  const end = JSON.stringify({ end: true, rows: older.length - 1, sha256: digest.digest('hex') });
  const ofAnotherSchema = gzipSync(`${[...older, end].join('\n')}\n`);
  await assert.rejects(restore(shop.storage, ofAnotherSchema), refusal('invalid_request', '0001-initial'));
});

test('an export with a gap, of another log, with erased events or of before the backup tells nothing', async (t) => {
  const shop = await stockShop(await openDatabase(t, 'sqlite'));
  const { backup } = await liveOn(shop);
  const lines = await exportLines(shop);
  const revision = (await openBackup(inPieces(backup))).header.revision;
  const target = await openDatabase(t, 'sqlite');
  const cases: [string[], string][] = [
    [lines.toSpliced(revision + 1, 1), 'missing'],
    [lines.slice(revision + 2), 'missing'],
    [lines.slice(0, revision - 3), 'ends before'],
    [lines.map((line) => line.replace('backup.created', 'audit.exported')), 'does not say that this backup'],
    [lines.toSpliced(revision + 1, 1, `{"id":${revision + 2},"erased":true}`), 'Retention erased'],
    [lines.toSpliced(revision + 1, 1, `{"id":${revision + 2},"action":"key.blessed"}`), 'newer version'],
    [['hello'], 'no event'],
    [[], 'ends before'],
  ];
  for (const [bad, part] of cases) {
    await assert.rejects(restore(target, backup, { revocations: each(bad) }), refusal('invalid_request', part), part);
  }
  assert.equal((await target.read((tx) => tx.listAccounts())).length, 0);
  await assert.rejects(
    restore(shop.storage, backup, { revocations: each(lines) }),
    refusal('invalid_request', 'leave out --revocations'),
  );
});

test('neither the pepper nor a token is in a backup', async (t) => {
  const shop = await stockShop(await openDatabase(t, 'sqlite'));
  const text = gunzipSync(await backUp(shop)).toString();
  const pepper = Buffer.from(testPepper.secret);
  for (const secret of [pepper.toString('hex'), pepper.toString('base64'), shop.owners.lojaverde.appToken]) {
    assert.ok(!text.includes(secret));
  }
});
