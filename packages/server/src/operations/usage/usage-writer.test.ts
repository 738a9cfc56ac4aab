import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Usage } from '#engine';
import type { ErrorCode } from '../../domain/error-codes.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import type { Storage } from '../../storage/storage.ts';
import type { CreatedKey } from '../keys/create-key.ts';
import { openShop } from '../shop.fixture.ts';
import { eraseOldUses } from './erase-old-uses.ts';
import { createUsageWriter, type UsageEvent } from './usage-writer.ts';

const dayMs = 86_400_000;
const everything = { hour: 0, day: 0 };

/** A real database whose writing of use can be made to fail, and a counter whose batches the test puts together. */
async function setUp(t: TestContext, options: { maxKept?: number } = {}) {
  const shop = await openShop(t);
  const events: UsageEvent[] = [];
  const counted: Usage[] = [];
  /** How the next calls end: before or after the database has done its work. */
  const failures: { code: ErrorCode; isWritten: boolean }[] = [];
  const addUses: Storage['usage']['addUses'] = async (uses) => {
    const failure = failures.shift();
    if (failure === undefined || failure.isWritten) await shop.storage.usage.addUses(uses);
    if (failure !== undefined) throw new ChaveiroError(failure.code, 'as the test wants it');
  };
  const writer = createUsageWriter({
    counter: { drain: () => ({ size: counted.length, parts: counted.splice(0) }) },
    storage: { usage: { ...shop.storage.usage, addUses } },
    addressOf: ({ peer, forwardedFor }) => `${forwardedFor} by ${peer}`,
    onEvent: (event) => events.push(event),
    ...options,
  });
  const key = shop.owners.lojaverde;
  const read = (of: CreatedKey = key) => shop.storage.read((tx) => tx.readKeyUsage(of.id, everything));
  const tokenIds = new Map<string, string>();
  for (const each of [key, shop.owners.lojaazul]) tokenIds.set(each.id, (await read(each)).tokens[0]?.id ?? '');
  const count = (more: Partial<Usage> = {}) => {
    const { keyId = key.id, lastAt = shop.clock.now } = more;
    const tokenId = tokenIds.get(keyId) ?? null;
    counted.push({
      ...{ keyId, tokenId, accountId: 1, code: 'allowed', count: 1, firstAt: lastAt, lastAt },
      ...{ peer: '10.0.0.1', forwardedFor: '192.0.2.1' },
      ...more,
    });
  };
  const requests = async (of?: CreatedKey) => (await read(of)).days.reduce((sum, day) => sum + day.requests, 0);
  const kinds = () => events.map(({ type }) => type);
  return { shop, writer, count, read, requests, failures, events, kinds };
}

test('a batch is written with the time and the address of the last request', async (t) => {
  const { shop, writer, count, read, requests, events } = await setUp(t);
  count({ count: 2, lastAt: shop.clock.now - 10, peer: '10.0.0.9' });
  count({ count: 3 });
  count({ count: 1, lastAt: shop.clock.now - 20, peer: '10.0.0.8' });
  await writer.flush();
  assert.equal(await requests(), 6);
  const [last] = (await read()).lastUses;
  assert.deepEqual([last?.at, last?.address], [shop.clock.now, '192.0.2.1 by 10.0.0.1']);
  await writer.flush();
  assert.equal(await requests(), 6, 'written once');
  assert.deepEqual(events, []);
});

for (const code of ['storage_busy', 'storage_unavailable'] as const) {
  test(`a batch that was not written (${code}) is kept, adds up with the next and is written with it`, async (t) => {
    const { writer, count, requests, failures, kinds } = await setUp(t);
    failures.push({ code, isWritten: false }, { code, isWritten: false });
    for (let batch = 0; batch < 3; batch++) {
      count({ count: 10 });
      await writer.flush();
    }
    assert.equal(await requests(), 30);
    assert.deepEqual(kinds(), ['write_failed', 'write_recovered']);
  });
}

test('a batch of which nobody knows whether it was written counts nobody twice, and its time is kept', async (t) => {
  for (const isWritten of [true, false]) {
    const { shop, writer, count, read, requests, failures } = await setUp(t);
    failures.push({ code: 'outcome_unknown', isWritten });
    count({ count: 10 });
    count({ keyId: shop.owners.lojaazul.id, tokenId: null, code: 'invalid_credentials' });
    await writer.flush();
    await writer.flush();
    assert.equal(await requests(), isWritten ? 10 : 0);
    const { lastUses, days } = await read();
    assert.equal(lastUses[0]?.at, shop.clock.now);
    assert.ok(days.every((day) => day.requests > 0));
  }
});

test('what the database cannot take does not keep the rest from being written', async (t) => {
  const { writer, count, requests, failures, events } = await setUp(t);
  failures.push({ code: 'internal', isWritten: false });
  count();
  await writer.flush();
  count();
  await writer.flush();
  assert.equal(await requests(), 1);
  assert.deepEqual(
    events.map((event) => [event.type, 'uses' in event && event.uses]),
    [['lost', 1]],
  );
});

test('what is kept while the database is away is bounded, goes on counting, and what is lost is told', async (t) => {
  const { shop, writer, count, requests, failures, events } = await setUp(t, { maxKept: 1 });
  failures.push({ code: 'storage_unavailable', isWritten: false });
  count({ count: 5 });
  count({ count: 7, keyId: shop.owners.lojaazul.id });
  await writer.flush();
  count({ count: 6 });
  await writer.flush();
  assert.deepEqual([await requests(), await requests(shop.owners.lojaazul)], [11, 0]);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['write_failed', 'lost', 'write_recovered'],
  );
});

test('more keys than fit into one transaction are all written', async (t) => {
  const { shop, writer, count, requests } = await setUp(t);
  const keys: CreatedKey[] = [];
  for (let number = 0; number < 260; number++) keys.push(await shop.addKey('lojaverde'));
  for (const key of keys) count({ keyId: key.id, tokenId: key.id });
  count();
  await writer.flush();
  assert.equal(await requests(), 1);
  for (const key of keys) assert.equal(await requests(key), 1);
});

test('stopping writes the last batch, and says what could not be written', async (t) => {
  const { writer, count, requests } = await setUp(t);
  count();
  await writer.stop();
  assert.equal(await requests(), 1);

  const other = await setUp(t);
  other.failures.push({ code: 'storage_unavailable', isWritten: false });
  other.count();
  await other.writer.stop();
  assert.deepEqual(other.kinds(), ['write_failed', 'lost']);
});

test('hours are erased after two days and days after 400', async (t) => {
  const { shop, writer, count, read } = await setUp(t);
  count();
  await writer.flush();
  const left = async (later: number) => {
    shop.clock.now += later;
    await eraseOldUses(shop.storage.usage, shop.clock.now);
    const { hours, days, lastUses } = await read();
    return [hours.length, days.length, lastUses.length];
  };
  assert.deepEqual(await left(2 * dayMs), [1, 1, 1]);
  assert.deepEqual(await left(dayMs / 24), [0, 1, 1]);
  assert.deepEqual(await left(398 * dayMs), [0, 1, 1]);
  assert.deepEqual(await left(dayMs), [0, 0, 1], 'the last use stays known');
});
