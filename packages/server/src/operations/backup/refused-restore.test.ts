import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { refusal, stockShop } from '../shop.fixture.ts';
import { backUp, contents, each, exportLines, inPieces, liveOn, openDatabase, restore } from './backup.fixture.ts';
import { openBackup } from './backup-format.ts';

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
  older[0] = (older[0] as string).replace(/"migration":"[^"]+"/, '"migration":"0000-of-another-version"');
  for (const line of older) digest.update(`${line}\n`);
  const end = JSON.stringify({ end: true, rows: older.length - 1, sha256: digest.digest('hex') });
  const ofAnotherSchema = gzipSync(`${[...older, end].join('\n')}\n`);
  await assert.rejects(restore(shop.storage, ofAnotherSchema), refusal('invalid_request', '0000-of-another-version'));
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
