import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { contextOf, openShopWithFile, openStorage, refusal, type Shop } from '../shop.fixture.ts';
import { type AuditVerification, verifyAuditLog } from './verify-audit-log.ts';

interface Log {
  readonly shop: Shop;
  verify(expectedHead?: string): Promise<AuditVerification>;
  /** Somebody with the database, but without the pepper. */
  tamper(sql: string): void;
}

async function openLog(t: TestContext): Promise<Log> {
  const { shop, file } = await openShopWithFile(t);
  for (let i = 0; i < 5; i++) await shop.addKey('lojaverde', [], `key ${i}`);
  return {
    shop,
    verify: (expectedHead) => verifyAuditLog(shop.context, { expectedHead }),
    tamper(sql) {
      const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
      database.exec(sql);
      database.close();
    },
  };
}

function kinds({ problems }: AuditVerification): string[] {
  return problems.map(({ kind, revision }) => `${kind} ${revision}`);
}

test('an untouched log is whole: every change has its entry, and the head is the last one', async (t) => {
  const { shop, verify } = await openLog(t);
  const result = await verify();
  const last = Number((await shop.storage.readRevision()).split('-')[1]);
  assert.deepEqual(kinds(result), []);
  assert.deepEqual([result.entries, result.head?.revision, result.problemCount], [last, last, 0]);
  assert.match(result.head?.mac ?? '', /^[0-9a-f]{64}$/);
});

test('a log without entries is whole and has no head', async (t) => {
  const { storage } = await openStorage(t);
  assert.deepEqual(await verifyAuditLog(contextOf(storage), {}), {
    entries: 0,
    head: null,
    erased: null,
    problems: [],
    problemCount: 0,
  });
});

test('an edited content is found, also when its digest was made to match', async (t) => {
  const { verify, tamper } = await openLog(t);
  tamper(`UPDATE audit_contents SET content = replace(content, 'key 1', 'key 9') WHERE revision = 5`);
  assert.deepEqual(kinds(await verify()), ['content_edited 5']);
  tamper(`UPDATE audit_events SET content_digest = zeroblob(32) WHERE revision = 6`);
  assert.deepEqual(kinds(await verify()), ['content_edited 5', 'content_edited 6', 'entry_edited 6']);
});

test('a removed entry is found, in the middle and at the end', async (t) => {
  const { shop, verify, tamper } = await openLog(t);
  const last = Number((await shop.storage.readRevision()).split('-')[1]);
  tamper(`DELETE FROM audit_contents WHERE revision = 4; DELETE FROM audit_events WHERE revision = 4`);
  assert.deepEqual(kinds(await verify()), ['entry_missing 4']);
  tamper(`DELETE FROM audit_contents WHERE revision = ${last}; DELETE FROM audit_events WHERE revision = ${last}`);
  assert.deepEqual(kinds(await verify()), ['entry_missing 4', `tail_missing ${last}`]);
});

test('entries that were moved up to hide a removed one are found', async (t) => {
  const { verify, tamper } = await openLog(t);
  tamper(`
    DELETE FROM audit_contents WHERE revision = 4;
    DELETE FROM audit_events WHERE revision = 4;
    UPDATE audit_events SET revision = 4 WHERE revision = 5;
    UPDATE audit_contents SET revision = 4 WHERE revision = 5;
  `);
  const found = kinds(await verify());
  assert.ok(found.includes('entry_edited 4') && found.includes('entry_missing 5'), String(found));
});

test('two entries that changed places are found', async (t) => {
  const { verify, tamper } = await openLog(t);
  for (const table of ['audit_events', 'audit_contents']) {
    tamper(`
      UPDATE ${table} SET revision = 900 WHERE revision = 5;
      UPDATE ${table} SET revision = 5 WHERE revision = 6;
      UPDATE ${table} SET revision = 6 WHERE revision = 900;
    `);
  }
  const found = kinds(await verify());
  assert.ok(found.includes('entry_edited 5') && found.includes('entry_edited 6'), String(found));
});

test('an entry that somebody without the pepper put in is found', async (t) => {
  const { shop, verify, tamper } = await openLog(t);
  const last = Number((await shop.storage.readRevision()).split('-')[1]);
  tamper(`
    INSERT INTO audit_events SELECT ${last + 1}, pepper_id, content_digest, mac FROM audit_events WHERE revision = 5;
    INSERT INTO audit_contents SELECT ${last + 1}, content FROM audit_contents WHERE revision = 5;
  `);
  assert.deepEqual(kinds(await verify()), [`entry_edited ${last + 1}`, `revision_set_back ${last + 1}`]);
});

test('content without an entry, and an entry under a pepper that is not there, are found', async (t) => {
  const { verify, tamper } = await openLog(t);
  tamper(`PRAGMA foreign_keys = OFF; INSERT INTO audit_contents (revision, content) VALUES (900, '{}')`);
  assert.deepEqual(kinds(await verify()), ['content_without_entry 900']);
  tamper(`UPDATE audit_events SET pepper_id = 'nobody' WHERE revision = 5`);
  assert.deepEqual(kinds(await verify()), ['unknown_pepper 5', 'content_without_entry 900']);
});

test('content that was removed is found, while the chain itself stays whole', async (t) => {
  const { verify, tamper } = await openLog(t);
  tamper(`DELETE FROM audit_contents WHERE revision IN (2, 5)`);
  assert.deepEqual(kinds(await verify()), ['content_missing 2', 'content_missing 5']);
});

test('a cut tail, with the number of the last change cut as well, is found by a head that was kept elsewhere', async (t) => {
  const { verify, tamper } = await openLog(t);
  const { head } = await verify();
  const kept = `${head?.revision}:${head?.mac}`;
  assert.deepEqual(kinds(await verify(kept)), []);
  const cut = (head?.revision ?? 0) - 2;
  tamper(`
    DELETE FROM audit_contents WHERE revision > ${cut};
    DELETE FROM audit_events WHERE revision > ${cut};
    DELETE FROM audit_event_accounts WHERE revision > ${cut};
    UPDATE installation SET revision = ${cut};
  `);
  assert.deepEqual(kinds(await verify()), []);
  assert.deepEqual(kinds(await verify(kept)), [`expected_head_missing ${head?.revision}`]);
});

test('a head is found in the middle of a longer log; another MAC at its place is not it; and what is none is refused', async (t) => {
  const { shop, verify } = await openLog(t);
  const { head } = await verify();
  await shop.addKey('lojaverde');
  assert.deepEqual(kinds(await verify(`${head?.revision}:${head?.mac}`)), []);
  const other = `${head?.revision}:${'0'.repeat(64)}`;
  assert.deepEqual(kinds(await verify(other)), [`expected_head_missing ${head?.revision}`]);
  for (const bad of ['', '5', `5:${'A'.repeat(64)}`, `0:${'0'.repeat(64)}`, ` ${other}`]) {
    await assert.rejects(verify(bad), refusal('invalid_request', 'head'), bad);
  }
});

test('of very many problems a hundred are named and all are counted', async (t) => {
  const { shop, verify, tamper } = await openLog(t);
  for (let i = 0; i < 100; i++) await shop.addKey('lojaverde');
  tamper(`UPDATE audit_contents SET content = content || ' '`);
  const { problems, problemCount, entries } = await verify();
  assert.deepEqual([problems.length, problemCount], [100, entries]);
});

test('a row of a list that does not say what the content says is found: edited, taken out, put in, moved to another account', async (t) => {
  const { verify, tamper } = await openLog(t);
  tamper(`UPDATE audit_event_accounts SET action = 'key.deleted' WHERE revision = 4`);
  tamper(`DELETE FROM audit_event_accounts WHERE revision = 5`);
  tamper(
    `INSERT INTO audit_event_accounts SELECT revision, 2, 0, at, action, actor, subject, '' FROM audit_event_accounts WHERE revision = 6`,
  );
  tamper(`UPDATE audit_event_accounts SET account_id = 2 WHERE revision = 7`);
  tamper(`INSERT INTO audit_event_accounts VALUES (900, 1, 1, 0, 'key.deleted', 'operator', '', '')`);
  tamper(`UPDATE audit_event_accounts SET subject = 'key:other' WHERE revision = 3`);
  assert.deepEqual(
    kinds(await verify()),
    [3, 4, 5, 6, 7, 900].map((revision) => `list_edited ${revision}`),
  );
});
