import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountView } from './account-view.ts';
import type { FeedRecord } from './change-feed.ts';
import { accountRecord, apiRecord, grantRecord, keyRecord, resourceRecord, roleRecord } from './records.fixture.ts';
import { signingKeyRecord, testSigner, userRecord } from './user-token.fixture.ts';

const own = 1;
const other = 2;
const accounts = new Map([own, other, 3].map((id) => [id, accountRecord(id, `loja${id}`)]));

const newView = () => new AccountView(own, (id) => accounts.get(id));

const short = (records: readonly FeedRecord[]) =>
  records.map((record) => {
    if (record.kind === 'key') return `key ${record.appKey}${record.isDeleted ? ' deleted' : ''}`;
    if (record.kind === 'role') return `role ${record.accountId}/${record.id}`;
    if (record.kind === 'user') return `user ${record.email} in ${record.memberships.length}`;
    return record.kind === 'account' ? `account ${record.id}` : record.kind;
  });

test('of every kind of record the account gets its own part, and nothing of others', () => {
  const view = newView();
  const guest = keyRecord(1, { accountId: other, grants: [grantRecord(other, [9]), grantRecord(own, [2])] });
  const told = view.project([
    accountRecord(own, 'loja1'),
    accountRecord(3, 'loja3'),
    resourceRecord(1, 'View'),
    roleRecord(own, 2, [1]),
    roleRecord(other, 9, [1]),
    apiRecord('orders', []),
    signingKeyRecord(testSigner('A')),
    userRecord(1, {
      memberships: [
        { accountId: own, roleIds: [2] },
        { accountId: other, roleIds: [9] },
      ],
    }),
    userRecord(2, { memberships: [{ accountId: other, roleIds: [9] }] }),
    guest,
    keyRecord(2, { accountId: own, grants: [grantRecord(own, [2])] }),
    keyRecord(3, { accountId: other, grants: [grantRecord(other, [9])] }),
    keyRecord(4, { accountId: own, grants: [grantRecord(other, [9])] }),
  ]);
  assert.deepEqual(short(told), [
    ...['account 2', 'account 1', 'resource', 'role 1/2', 'api', 'signing-key'],
    ...['user user1@loja.example in 1', 'key appkey-loja-1', 'key appkey-loja-2'],
  ]);
  for (const record of told) {
    if (record.kind === 'key')
      assert.deepEqual(new Set(record.grants.map(({ accountId }) => accountId)), new Set([own]));
    if (record.kind === 'user') assert.deepEqual(record.memberships, [{ accountId: own, roleIds: [2] }]);
  }
});

test('a key or a person that loses the last role here is told once more as gone; one that never had any is not', () => {
  const view = newView();
  const membership = { accountId: own, roleIds: [2] };
  view.project([
    keyRecord(1, { accountId: other, grants: [grantRecord(own, [2])] }),
    userRecord(1, { memberships: [membership] }),
  ]);
  const lost = [
    keyRecord(1, { revision: 5, accountId: other, grants: [grantRecord(other, [9])] }),
    userRecord(1, { revision: 5, memberships: [{ ...membership, accountId: other }] }),
    keyRecord(2, { revision: 5, accountId: other, grants: [grantRecord(other, [9])] }),
    userRecord(2, { revision: 5, memberships: [{ ...membership, accountId: other }] }),
  ];
  const told = view.project(lost);
  assert.deepEqual(short(told), ['account 2', 'key appkey-loja-1 deleted', 'user user1@loja.example in 0']);
  const gone = told.find((record) => record.kind === 'key');
  assert.deepEqual([gone?.tokens, gone?.grants, gone?.revision], [[], [], 5]);
  const person = told.find((record) => record.kind === 'user');
  assert.deepEqual(person?.sessions, []);
  assert.equal(view.canResumeWith(lost.slice(0, 2)), true);
  assert.equal(view.canResumeWith(lost), false, 'of the others nobody knows whether they had roles here');
  assert.equal(newView().canResumeWith(lost.slice(0, 1)), false);
});

test('an account is told when it owns a key that has roles here, also to the second reader, and with each change', () => {
  const view = newView();
  const guest = keyRecord(1, { accountId: other, grants: [grantRecord(own, [2])] });
  for (const _reader of [1, 2]) assert.deepEqual(short(view.project([guest])), ['account 2', 'key appkey-loja-1']);
  assert.deepEqual(short(view.project([accountRecord(other, 'loja2', { revision: 9, isActive: false })])), [
    'account 2',
  ]);
  assert.deepEqual(view.project([accountRecord(3, 'loja3', { revision: 9 })]), []);
  const fresh = accountRecord(4, 'loja4');
  const first = keyRecord(2, { accountId: 4, grants: [grantRecord(own, [2])] });
  assert.equal(view.project([fresh, first])[0], fresh, 'made together with its first key');
});
