import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { sql } from 'kysely';
import { atEnd } from '../../../../../test/support/at-end.ts';
import { makeTempFolder } from '../../../../../test/support/temp-folder.ts';
import { changed, insertTestAccount, insertTestKey, make, pepperId, testSealer } from '../contract/subject.ts';
import { createStorage } from '../queries/create-storage.ts';
import { connect } from './connect.ts';
import { createDiskReserve } from './disk-reserve.ts';
import { sqliteEngine } from './engine.ts';

const isFull = { code: 'storage_unavailable', message: /^The disk of the database is full: nothing was done\./ };

test('a reserve is kept, given up while somebody needs it, and filled again', async () => {
  const path = join(makeTempFolder(), 'chaveiro.db');
  const reserve = createDiskReserve(path, 1_000_000);
  const size = () => statSync(`${path}-reserve`).size;
  const before = await reserve.look();
  assert.deepEqual([before.reserveBytes, before.isReserveWhole, size()], [1_000_000, true, 1_000_000]);
  assert.equal(await reserve.lend(async () => size()), 0);
  assert.equal(size(), 1_000_000);
  truncateSync(`${path}-reserve`, 10);
  assert.equal((await reserve.look()).isReserveWhole, true);
});

test('on a full disk what takes access away works on the reserve, signing in as well, and all else says that the disk is full', async (t) => {
  const path = join(makeTempFolder(), 'chaveiro.db');
  await sqliteEngine.migrate(`sqlite:${path}`);
  const connections = connect(path, { lockTimeoutMs: 2_000, statementTimeoutMs: 5_000 });
  // SQLite itself refuses to let the file grow: to a change that is the same as a full disk.
  const limit = (pages: number) => sql.raw(`pragma max_page_count = ${pages}`).execute(connections.write);
  let lent = 0;
  const disk = {
    ...createDiskReserve(path),
    async lend<T>(work: () => Promise<T>): Promise<T> {
      lent += 1;
      await limit(1_000_000);
      try {
        return await work();
      } finally {
        await limit(1);
      }
    },
  };
  const storage = createStorage({ ...connections, disk }, { sealer: testSealer });
  t.after(() => storage.close());
  await storage.peppers.insertFirstPepper({ id: pepperId, checkValue: new Uint8Array(32) });
  const account = await make(storage, (tx) => insertTestAccount(tx, 'loja'));
  const grow = (action: Parameters<typeof changed>[1]) =>
    storage.change(1_000, async (tx) => {
      for (let i = 0; i < 300; i += 1) await insertTestKey(tx, { accountId: account.id });
      return changed(null, action);
    });
  await limit(1);
  const before = await storage.readRevision();
  await assert.rejects(grow('key.created'), isFull);
  await assert.rejects(grow('role.changed'), isFull);
  assert.equal(await storage.readRevision(), before);
  await grow('key.deleted');
  assert.notEqual(await storage.readRevision(), before);
  assert.ok(lent > 0);
  lent = 0;
  await limit(1);
  const attempts = { burst: 5, intervalMs: 1_000 };
  for (let i = 0; i < 500; i += 1) {
    const subject = createHash('sha256').update(String(i)).digest();
    assert.equal(await storage.signIns.takeAttempt(subject, 1_000, attempts), null);
  }
  await grow('session.started');
  assert.ok(lent > 1, 'somebody can sign in');
  await storage.close();
});

test('a disk that is really full: a hundred revocations, and everything again once there is room', async (t) => {
  const folder = join(makeTempFolder(), 'disk');
  mkdirSync(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'chaveiro-test', folder]);
  if (status !== 0) return t.skip('only somebody who may mount a small disk can fill it');
  const unmount = () => spawnSync('umount', ['-l', folder]);
  t.after(unmount);
  atEnd(unmount);
  const url = `sqlite:${join(folder, 'chaveiro.db')}`;
  await sqliteEngine.migrate(url);
  const storage = await sqliteEngine.open(url, { sealer: testSealer });
  t.after(() => storage.close());
  await storage.peppers.insertFirstPepper({ id: pepperId, checkValue: new Uint8Array(32) });
  const account = await make(storage, (tx) => insertTestAccount(tx, 'loja'));
  const keys = await make(storage, (tx) =>
    Promise.all(Array.from({ length: 100 }, () => insertTestKey(tx, { accountId: account.id }))),
  );
  assert.equal((await storage.disk?.look())?.isReserveWhole, true);
  const filler = join(folder, 'filler');
  const fillsUp = (bytes: number) => {
    try {
      writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
      return false;
    } catch {
      return true;
    }
  };
  for (const bytes of [1024 * 1024, 4096]) while (!fillsUp(bytes));
  // The log has room that was written to before: only when that is used up the disk is full for a change.
  await assert.rejects(async () => {
    for (let i = 0; i < 100; i += 1) {
      await make(storage, async (tx) => {
        for (let j = 0; j < 50; j += 1) await insertTestKey(tx, { accountId: account.id });
      });
    }
  }, isFull);
  for (const key of keys) {
    await storage.change(2_000, async (tx) => {
      await tx.deleteKey(key, 2_000);
      return changed(null, 'key.deleted');
    });
  }
  rmSync(filler);
  await make(storage, (tx) => insertTestAccount(tx, 'other'));
  assert.equal((await storage.disk?.look())?.isReserveWhole, true);
  await storage.close();
  const database = new DatabaseSync(join(folder, 'chaveiro.db'), { readOnly: true });
  assert.equal(database.prepare('pragma quick_check').get()?.quick_check, 'ok');
  database.close();
  assert.equal(existsSync(`${join(folder, 'chaveiro.db')}-reserve`), true);
});
