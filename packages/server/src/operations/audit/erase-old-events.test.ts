import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { openShopWithFile, operator } from '../shop.fixture.ts';
import { eraseOldEvents } from './erase-old-events.ts';
import { verifyAuditLog } from './verify-audit-log.ts';

const dayMs = 86_400_000;

const sha256 = (text: string) => hash('sha256', text);

/** A log whose first three keys were made 91 days ago and whose last two now; retention is 90 days. */
async function openOldLog(t: TestContext) {
  const { shop, file } = await openShopWithFile(t);
  for (let i = 0; i < 3; i++) await shop.addKey('lojaverde', [], `old ${i}`);
  const old = Number((await shop.storage.readRevision()).split('-')[1]);
  shop.clock.now += 91 * dayMs;
  for (let i = 0; i < 2; i++) await shop.addKey('lojaverde', [], `new ${i}`);
  return {
    shop,
    /** How many events are older than 90 days. */
    old,
    erase: () => eraseOldEvents(shop.context, 90),
    async verify() {
      const { problems, erased, entries } = await verifyAuditLog(shop.context, {});
      return { problems: problems.map(({ kind, revision }) => `${kind} ${revision}`), erased, entries };
    },
    tamper(sql: string) {
      const database = new DatabaseSync(file, { enableForeignKeyConstraints: false });
      database.exec(sql);
      database.close();
    },
  };
}

test('what is older than the retention is erased, the chain stays, and the check says what was erased', async (t) => {
  const { shop, old, erase, verify } = await openOldLog(t);
  assert.equal(await erase(), old);
  assert.deepEqual(await verify(), {
    problems: [],
    erased: { untilRevision: old, entries: old },
    entries: old + 3,
  });
  const left = await shop.storage.audit.listAuditEntries(0, 100);
  assert.deepEqual(
    left.filter(({ content }) => content === null).map(({ revision }) => revision),
    Array.from({ length: old }, (_, i) => i + 1),
  );
  const { listings } = await shop.storage.audit.readAuditBatch(0, 100);
  assert.ok(
    listings.every(({ revision }) => revision > old),
    'and nothing of it stays in a list',
  );
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.actor, event.account, event.after],
    ['audit.erased', 'system', null, { untilRevision: old, events: old, olderThan: '2026-03-02T12:00:00.000Z' }],
  );
});

test('with nothing old there is no change', async (t) => {
  const { shop, erase } = await openOldLog(t);
  await erase();
  const before = await shop.storage.readRevision();
  assert.equal(await erase(), 0);
  assert.equal(await shop.storage.readRevision(), before);
});

test('a later erasure stands for an earlier one, whose own event it erases', async (t) => {
  const { shop, erase, verify } = await openOldLog(t);
  await erase();
  const first = Number((await shop.storage.readRevision()).split('-')[1]);
  shop.clock.now += 91 * dayMs;
  assert.equal(await erase(), 3);
  assert.deepEqual((await verify()).problems, []);
  assert.deepEqual((await verify()).erased, { untilRevision: first, entries: first });
});

test('content that is missing beyond what the policy erased, or without its event, is tampering', async (t) => {
  const { shop, old, erase, verify, tamper } = await openOldLog(t);
  await erase();
  tamper(`DELETE FROM audit_contents WHERE revision = ${old + 1}`);
  assert.deepEqual((await verify()).problems, [`content_missing ${old + 1}`]);
  // The event that says what was erased, edited to say more.
  tamper(
    `UPDATE audit_contents SET content = replace(content, '"untilRevision":${old}', '"untilRevision":${old + 1}')`,
  );
  const { problems, erased } = await verify();
  assert.equal(erased, null);
  // And its digest as well: only the pepper could seal it again.
  const entry = (await shop.storage.audit.listAuditEntries(old + 2, 1))[0];
  tamper(`UPDATE audit_events SET content_digest = x'${sha256(entry?.content ?? '')}' WHERE revision = ${old + 3}`);
  assert.equal((await verify()).erased, null);
  assert.ok(problems.includes(`content_missing 1`) && problems.includes(`content_edited ${old + 3}`));
});

test('a row that a list kept of an erased event is found', async (t) => {
  const { erase, verify, tamper } = await openOldLog(t);
  tamper(`CREATE TABLE kept AS SELECT * FROM audit_event_accounts WHERE revision = 2`);
  await erase();
  tamper(`INSERT INTO audit_event_accounts SELECT * FROM kept; DROP TABLE kept`);
  assert.deepEqual((await verify()).problems, ['list_edited 2']);
});

test('a clock that was set back erases nothing before its turn', async (t) => {
  const { shop, erase, old } = await openOldLog(t);
  shop.clock.now -= 91 * dayMs;
  await shop.addKey('lojaverde', [], 'with an old time, after new ones');
  shop.clock.now += 91 * dayMs;
  assert.equal(await erase(), old);
});

test('a long log is erased in changes of a thousand events each', async (t) => {
  const { shop, erase, verify, old } = await openOldLog(t);
  for (let i = 0; i < 1_500; i++) await shop.storage.change(shop.clock.now, async () => someEvent);
  shop.clock.now += 91 * dayMs;
  const events = old + 2 + 1_500;
  assert.equal(await erase(), events);
  const result = await verify();
  assert.deepEqual(result.problems, []);
  assert.equal(result.entries, events + Math.ceil(events / 1_000));
});

const someEvent = {
  event: { action: 'key.changed', actor: operator, accountId: null, subject: 'test', before: null, after: null },
  value: null,
} as const;
