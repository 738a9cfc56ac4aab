import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyActor } from '../../domain/actor.ts';
import { createKey } from '../keys/create-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { openShop, operator } from '../shop.fixture.ts';
import { createLoginLog } from './login-log.ts';

const account = 'lojaverde';
const expiresAt = Date.UTC(2026, 2, 1, 18);

test('a login is recorded in the account that owns the key: once an hour for each address and account', async (t) => {
  const shop = await openShop(t);
  const { value: key } = await createKey(shop.context, operator, { account, label: 'ERP', roleIds: [] });
  const record = createLoginLog(shop.context);
  const from = (address: string): KeyActor => ({
    type: 'key',
    keyId: key.id,
    appKey: key.appKey,
    tokenId: 'token',
    source: { channel: 'http', address },
  });
  const isEvent = async (address: string, madeFor = account) => {
    const before = await shop.storage.readRevision();
    await record(from(address), madeFor, expiresAt);
    return before !== (await shop.storage.readRevision());
  };
  assert.equal(await isEvent('192.0.2.7'), true);
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.actor, event.source, event.account?.name, event.subject, event.subjectName, event.after],
    [
      'user_token.issued',
      `key:${key.appKey}`,
      { channel: 'http', address: '192.0.2.7' },
      account,
      `key:${key.id}`,
      'ERP',
      { account, expiresAt: '2026-03-01T18:00:00.000Z' },
    ],
  );
  assert.equal(await isEvent('192.0.2.7'), false);
  assert.deepEqual([await isEvent('192.0.2.8'), await isEvent('192.0.2.7', 'lojaroxa')], [true, true]);
  shop.clock.now += 3_599_999;
  assert.equal(await isEvent('192.0.2.7'), false);
  shop.clock.now += 1;
  assert.deepEqual([await isEvent('192.0.2.7'), await isEvent('192.0.2.7')], [true, false]);

  await deleteKey(shop.context, operator, { account, key: key.id });
  assert.equal(await isEvent('192.0.2.9'), false);
});

test('a login that could not be recorded is no login, and the next one is recorded', async (t) => {
  const shop = await openShop(t);
  const { value: key } = await createKey(shop.context, operator, { account, label: 'ERP', roleIds: [] });
  let isUnavailable = true;
  const storage = {
    ...shop.storage,
    change: ((...args) =>
      isUnavailable ? Promise.reject(new Error('away')) : shop.storage.change(...args)) as typeof shop.storage.change,
  };
  const record = createLoginLog({ ...shop.context, storage });
  const actor = {
    type: 'key',
    keyId: key.id,
    appKey: key.appKey,
    tokenId: 'token',
    source: { channel: 'http' },
  } as const;
  await assert.rejects(record(actor, account, expiresAt), /away/);
  isUnavailable = false;
  await record(actor, account, expiresAt);
  assert.equal((await shop.lastEvent()).action, 'user_token.issued');
});
