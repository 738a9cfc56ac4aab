import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from './decision.ts';
import { KeyIndex } from './key-index.ts';
import {
  accountRecord,
  apiRecord,
  grantRecord,
  keyRecord,
  resourceRecord,
  roleRecord,
  testToken,
  testUuid,
} from './records.fixture.ts';
import { resolveTarget } from './target.ts';

const newIndex = () => new KeyIndex();
const now = 1_000;

test('a changed role counts at once for all keys that have it, without looking targets up again', () => {
  const index = newIndex();
  for (const record of [
    accountRecord(1, 'loja'),
    resourceRecord(1, 'View'),
    resourceRecord(2, 'Edit'),
    roleRecord(1, 2, [1]),
  ]) {
    index.apply(record);
  }
  for (let number = 1; number <= 50; number++) index.apply(keyRecord(number, { grants: [grantRecord(1, [2])] }));
  assert.equal(index.roleSets.count, 1, 'fifty keys share one combination');
  const target = resolveTarget(index, { account: 'loja', requirement: { kind: 'any-of', resources: ['Edit'] } });
  const codeOf = (number: number) =>
    decide(index, { appKey: `appkey-loja-${number}`, appToken: testToken(number), target }, now).code;
  assert.equal(codeOf(7), 'resource_denied');
  index.apply(roleRecord(1, 2, [1, 2], { revision: 2 }));
  assert.deepEqual([codeOf(7), codeOf(50), target.isCurrent()], ['allowed', 'allowed', true]);
  index.apply(roleRecord(1, 2, [], { revision: 3, isDeleted: true }));
  assert.deepEqual([codeOf(7), codeOf(50)], ['no_grant', 'no_grant']);
});

test('a replaced route table counts at once', () => {
  const index = newIndex();
  const table = (resource: string, at: number) =>
    apiRecord('orders', [{ method: 'GET', path: '/orders', anyOf: [resource] }], { revision: at });
  for (const record of [
    accountRecord(1, 'loja'),
    resourceRecord(1, 'View'),
    resourceRecord(2, 'Edit'),
    roleRecord(1, 2, [1]),
    keyRecord(1, { grants: [grantRecord(1, [2])] }),
    table('View', 3),
  ]) {
    index.apply(record);
  }
  const target = resolveTarget(index, { account: 'loja', requirement: { kind: 'route', api: 'orders' } });
  const code = () =>
    decide(index, { appKey: 'appkey-loja-1', appToken: testToken(1), target, method: 'GET', path: '/orders' }, now)
      .code;
  assert.equal(code(), 'allowed');
  assert.equal(index.apply(table('Edit', 2)), false, 'an older table is dropped');
  assert.equal(code(), 'allowed');
  index.apply(table('Edit', 4));
  assert.equal(code(), 'resource_denied');
});

test('combinations of roles that no key has any more are forgotten', () => {
  const index = newIndex();
  index.apply(keyRecord(1, { grants: [grantRecord(1, [1, 2])] }));
  index.apply(keyRecord(2, { grants: [grantRecord(1, [2, 1, 1]), grantRecord(2, [1])] }));
  assert.equal(index.roleSets.count, 2);
  index.apply(keyRecord(1, { revision: 2, grants: [grantRecord(1, [3])] }));
  index.apply(keyRecord(2, { revision: 2, isDeleted: true, tokens: [], grants: [] }));
  assert.equal(index.roleSets.count, 1);
});

test('hundreds of resources fit: every bit is one resource and no other', () => {
  const index = newIndex();
  index.apply(accountRecord(1, 'loja'));
  for (let id = 1; id <= 200; id++) {
    index.apply(roleRecord(1, id, [id * 1_000]));
    index.apply(resourceRecord(id * 1_000, `R${id}`));
    index.apply(keyRecord(id, { grants: [grantRecord(1, [id])] }));
  }
  for (let id = 1; id <= 200; id++) {
    const held = [];
    for (const other of [id - 1, id, id + 1, id + 32, id - 32].filter((one) => one >= 1 && one <= 200)) {
      const target = resolveTarget(index, {
        account: 'loja',
        requirement: { kind: 'any-of', resources: [`R${other}`] },
      });
      const request = { appKey: `appkey-loja-${id}`, appToken: testToken(id), target };
      if (decide(index, request, now).allowed) held.push(other);
    }
    assert.deepEqual(held, [id]);
  }
});

test('every one of 20,000 keys is found by its key string, and nothing else is', () => {
  const index = newIndex();
  const tokens = keyRecord(1).tokens;
  for (let number = 0; number < 20_000; number++) index.apply(keyRecord(number, { tokens }));
  const rows = new Set<number>();
  for (let number = 0; number < 20_000; number++) {
    const row = index.find(`appkey-loja-${number}`);
    assert.equal(index.keys.appKey(row), `appkey-loja-${number}`);
    assert.equal(index.keys.id(row), testUuid(number));
    rows.add(row);
    assert.equal(index.find(`appkey-loja-${number}x`), 0);
  }
  assert.equal(rows.size, 20_000);
  assert.ok(!rows.has(0));
});

test('key strings of every length are kept whole, and one that differs in any place is another', () => {
  const index = newIndex();
  const tokens = keyRecord(1).tokens;
  const letters = 'abcdefghijklmnopqrstuvwxyz'.repeat(5);
  for (let length = 4; length <= 128; length++) {
    index.apply(keyRecord(length, { appKey: letters.slice(0, length), tokens }));
  }
  for (let length = 4; length <= 128; length++) {
    const appKey = letters.slice(0, length);
    const row = index.find(appKey);
    assert.deepEqual([index.keys.appKey(row), index.keys.id(row)], [appKey, testUuid(length)]);
    for (let at = 0; at < length; at++) {
      const other = `${appKey.slice(0, at)}-${appKey.slice(at + 1)}`;
      assert.equal(index.find(other), 0, other);
      const sameLowByte = `${appKey.slice(0, at)}${String.fromCharCode(appKey.charCodeAt(at) + 0x100)}${appKey.slice(at + 1)}`;
      assert.equal(index.find(sameLowByte), 0, sameLowByte);
    }
  }
  assert.equal(index.find(letters.slice(0, 129)), 0);
});

test('twenty thousand keys take less than 200 bytes each', () => {
  const index = newIndex();
  const tokens = keyRecord(1).tokens;
  for (let number = 0; number < 20_000; number++) {
    index.apply(
      keyRecord(number, { appKey: `appkey-lojaverde-${number}`, tokens, grants: [grantRecord(1, [number % 10])] }),
    );
  }
  const { keys, bytes } = index.stats();
  assert.equal(keys, 20_000);
  assert.ok(bytes / keys < 200, `${bytes / keys} bytes a key`);
});
