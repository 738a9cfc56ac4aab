import type { TestContext } from 'node:test';
import { createPostgresDatabase } from '../../../../../test/support/postgres-server.ts';
import { checkValueOf } from '../../domain/pepper.ts';
import { postgresEngine } from '../../storage/postgres/engine.ts';
import type { Storage } from '../../storage/storage.ts';
import { exportWholeLog } from '../audit/export-whole-log.ts';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { removeExternalKey } from '../external-keys/remove-external-key.ts';
import { changeKey } from '../keys/change-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { finishRenewal, undoRenewal } from '../keys/end-renewal.ts';
import { startRenewal } from '../keys/start-renewal.ts';
import { changeRole } from '../roles/change-role.ts';
import { changeSettings } from '../settings/change-settings.ts';
import { openStorage, operator, type Shop, testPepper, testPeppers } from '../shop.fixture.ts';
import { addUser } from '../users/add-user.ts';
import { changeUser } from '../users/change-user.ts';
import { removeUser } from '../users/remove-user.ts';
import { checkBackup, openBackup } from './backup-format.ts';
import { createBackup } from './create-backup.ts';
import { type RestoreInput, restoreBackup } from './restore-backup.ts';

export const account = 'lojaverde';
export const engines = ['sqlite', 'postgres'] as const;
type Engine = (typeof engines)[number];

export async function openDatabase(t: TestContext, engine: Engine): Promise<Storage> {
  if (engine === 'sqlite') return (await openStorage(t)).storage;
  const url = await createPostgresDatabase();
  await postgresEngine.migrate(url);
  const storage = await postgresEngine.open(url, { sealer: testPeppers });
  t.after(() => storage.close());
  await storage.peppers.insertFirstPepper({ id: testPepper.id, checkValue: checkValueOf(testPepper) });
  return storage;
}

export async function backUp(shop: Shop): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  await createBackup(shop.context, operator, async (bytes) => {
    for await (const chunk of bytes) chunks.push(chunk);
  });
  return Buffer.concat(chunks);
}

export async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += 1_000) yield bytes.subarray(i, i + 1_000);
}

export async function restore(storage: Storage, bytes: Uint8Array, more: Partial<RestoreInput> = {}) {
  const context = { storage, peppers: testPeppers, clock: () => Date.parse('2026-04-01T00:00:00Z') };
  await checkBackup(inPieces(bytes));
  const backup = await openBackup(inPieces(bytes));
  return await restoreBackup(context, operator, { backup, replace: true, acceptRisk: false, ...more });
}

export async function exportLines(shop: Shop): Promise<string[]> {
  const lines: string[] = [];
  for await (const page of await exportWholeLog(shop.context, operator)) {
    lines.push(...page.map((event) => JSON.stringify(event)));
  }
  return lines;
}

export async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** All rows of all tables of the backup. */
export async function contents(storage: Storage): Promise<Map<string, unknown[]>> {
  return await storage.dump(async ({ rows }) => {
    const tables = new Map<string, unknown[]>();
    for await (const { table, rows: some } of rows) {
      tables.set(table, [...(tables.get(table) ?? []), ...some.map((row) => ({ ...row }))]);
    }
    return tables;
  });
}

/** Everything that a restore has to keep dead: what is there before the backup, and what happens after it. */
export async function liveOn(shop: Shop) {
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
    hashedAgain: await addTestUser(shop, 'hashed.again', [role]),
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
  const again = { hash: 'first, hashed again', pepperId: testPepper.id };
  await shop.storage.signIns.replacePasswordHash(users.hashedAgain, 'first', again);
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
export async function livingUsers(storage: Storage): Promise<Map<string, { roles: number[]; hasPassword: boolean }>> {
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
export async function living(storage: Storage, appKey: string) {
  return await storage.read(async (tx) => {
    const key = await tx.findKeyByAppKey(appKey);
    if (key === undefined) return null;
    const grants = await tx.listGrantsOfKey(key.id);
    return [key.isActive, key.tokens.map((token) => token.role).join(), grants.map(({ roleIds }) => roleIds)];
  });
}
