import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createFailureCounts, type FailedAttempt } from '../../domain/failure-counts.ts';
import { ownerOf } from '../people.fixture.ts';
import { openShop } from '../shop.fixture.ts';
import { add } from '../users/users.fixture.ts';
import { verifyAuditLog } from './verify-audit-log.ts';
import { createFailureWriter } from './write-failures.ts';

const address = '192.0.2.1';

async function openCounting(t: TestContext) {
  const shop = await openShop(t);
  const counts = createFailureCounts(shop.context.clock);
  const write = createFailureWriter(shop.context, counts);
  let read = Number((await shop.storage.readRevision()).split('-')[1]);
  return {
    shop,
    write,
    count: (tried: string, more: Partial<FailedAttempt> = {}) =>
      counts.count({ action: 'credential.failed', tried, address, ...more }),
    /** The events since the last call. */
    async events() {
      const entries = await shop.storage.audit.listAuditEntries(read, 1_000);
      read = entries.at(-1)?.revision ?? read;
      return entries.map(({ content }) => JSON.parse(content ?? 'null'));
    },
  };
}

test('a key that was tried many times is one event a minute in its account, with how often, when and from where', async (t) => {
  const { shop, write, count, events } = await openCounting(t);
  const { id, appKey } = shop.owners.lojaverde;
  for (let i = 0; i < 500; i++) count(appKey);
  await write();
  assert.deepEqual(await events(), [], 'nothing is written before the minute is over');
  shop.clock.now += 60_000;
  await write();
  await write();
  const [event, ...more] = await events();
  assert.deepEqual(more, []);
  assert.deepEqual(
    [event.action, event.actor, event.source, event.account.name, event.subject, event.before, event.after],
    [
      'credential.failed',
      'anonymous',
      { channel: 'http', address },
      'lojaverde',
      `key:${id}`,
      null,
      { attempts: 500, differentTexts: 1, from: '2026-03-01T12:00:00.000Z', to: '2026-03-01T12:00:00.000Z' },
    ],
  );
});

test('texts that name nobody are one event a source, without the texts', async (t) => {
  const { shop, write, count, events } = await openCounting(t);
  const secrets = [
    'chv_0123456789abcdefghij',
    'hunter2',
    'appkey-lojaverde-NOBODY',
    'nul\0',
    '\ud800',
    'x'.repeat(300),
  ];
  for (const secret of secrets) count(secret);
  count('hunter2', { address: '192.0.2.2' });
  count('nobody@example.com', { action: 'sign_in.failed' });
  count('ANA@lojaverde.example', { action: 'sign_in.failed' });
  shop.clock.now += 60_000;
  await write();
  const written = await events();
  const [ana] = await shop.storage.read((tx) => tx.listUsersByEmail('ana@lojaverde.example'));
  assert.deepEqual(
    written.map(({ action, subject, source, account, after }) => [
      action,
      subject,
      source.address,
      account,
      after.attempts,
      after.differentTexts,
    ]),
    [
      ['sign_in.failed', `user:${ana?.id}`, address, null, 1, 1],
      ['credential.failed', 'key:unknown', address, null, 6, 6],
      ['credential.failed', 'key:unknown', '192.0.2.2', null, 1, 1],
      ['sign_in.failed', 'user:unknown', address, null, 1, 1],
    ],
  );
  const text = JSON.stringify(written);
  for (const secret of secrets) assert.ok(!text.includes(secret.slice(0, 7)), secret);
  assert.deepEqual((await verifyAuditLog(shop.context, {})).problems, []);
});

test('accounts are told of passwords that were tried for their members: one event a source and minute, and not the texts', async (t) => {
  const { shop, write, count, events } = await openCounting(t);
  const ana = await ownerOf(shop, 'lojaverde');
  const azul = await ownerOf(shop, 'lojaazul');
  await add(shop, ana.email, [], 'lojaazul');
  for (let i = 0; i < 20; i++) count(ana.email, { action: 'sign_in.failed' });
  count(ana.email.toUpperCase(), { action: 'sign_in.failed', address: '192.0.2.2' });
  count(azul.email, { action: 'sign_in.failed' });
  count('nobody@lojaverde.example', { action: 'sign_in.failed' });
  // A user token that somebody made up in her name says nothing of her password.
  count(ana.email);
  shop.clock.now += 60_000;
  await events();
  await write();
  await write();
  const [from, to] = ['2026-03-01T12:00:00.000Z', '2026-03-01T12:00:00.000Z'];
  const known = (account: string, email: string, where: string, attempts: number) => [
    [account, null, { email, address: where, attempts, from, to }],
  ];
  assert.deepEqual(
    (await events()).map(({ action, subject, alsoVisibleTo = [] }) => [
      `${action} ${subject}`,
      alsoVisibleTo.map((each: { account: { name: string }; before: unknown; after: unknown }) => [
        each.account.name,
        each.before,
        each.after,
      ]),
    ]),
    [
      [`sign_in.failed user:${ana.userId}`, known('lojaverde', ana.email, address, 20)],
      [`sign_in.failed user:${ana.userId}`, known('lojaverde', ana.email, '192.0.2.2', 1)],
      [`sign_in.failed user:${azul.userId}`, known('lojaazul', azul.email, address, 1)],
      [`credential.failed user:${ana.userId}`, []],
      ['sign_in.failed user:unknown', []],
    ],
  );
});

test('a flood from everywhere is at most 101 events a minute, and who exists is named before who does not', async (t) => {
  const { shop, write, count, events } = await openCounting(t);
  for (let i = 0; i < 600; i++) for (const text of ['one', 'two']) count(text, { address: `2001:db8::${i}` });
  shop.clock.now += 60_000;
  await write();
  const first = await events();
  assert.equal(first.length, 101);
  assert.deepEqual([first[100].subject, first[100].after], ['many', { attempts: 1_200 - 100 * 2 }]);
  for (let i = 0; i < 400; i++) for (const text of ['one', 'two']) count(text, { address: `2001:db8::${i}` });
  count(shop.owners.lojaverde.appKey);
  await write(true);
  const second = await events();
  assert.deepEqual([second.length, second[0].subject], [101, `key:${shop.owners.lojaverde.id}`]);
});

test('what cannot be written waits, and is written once', async (t) => {
  const { shop, count, events } = await openCounting(t);
  const counts = createFailureCounts(shop.context.clock);
  let isUnavailable = true;
  let isReadable = true;
  const storage: typeof shop.storage = {
    ...shop.storage,
    change: (...args) => (isUnavailable ? Promise.reject(new Error('away')) : shop.storage.change(...args)),
    read: (...args) => (isReadable ? shop.storage.read(...args) : Promise.reject(new Error('away'))),
  };
  const write = createFailureWriter({ ...shop.context, storage }, counts);
  const fail = () => counts.count({ action: 'credential.failed', tried: shop.owners.lojaverde.appKey, address });
  count('not of this table');
  fail();
  await assert.rejects(write(true), /away/);
  assert.deepEqual(await events(), []);
  // Away for reading as well: not even whose it was can be looked up.
  isReadable = false;
  for (let minute = 0; minute < 3; minute++) {
    fail();
    shop.clock.now += 60_000;
    await assert.rejects(write(), /away/);
  }
  [isUnavailable, isReadable] = [false, true];
  fail();
  await write(true);
  await Promise.all([write(), write()]);
  assert.deepEqual(
    (await events()).map(({ subject, after }) => [subject, after.attempts]),
    Array.from({ length: 5 }, () => [`key:${shop.owners.lojaverde.id}`, 1]),
  );
});
