import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrace, type DecisionRequest, decide } from './decision.ts';
import type { CountedCode } from './decision-codes.ts';
import { KeyIndex } from './key-index.ts';
import {
  accountRecord,
  grantRecord,
  keyRecord,
  resourceRecord,
  roleRecord,
  testToken,
  testUuid,
  tokenRecord,
} from './records.fixture.ts';
import { type Requirement, resolveTarget } from './target.ts';
import { type Usage, UsageCounter } from './usage-counter.ts';

const keyCount = 300;
const view: Requirement = { kind: 'any-of', resources: ['View'] };
const edit: Requirement = { kind: 'any-of', resources: ['Edit'] };

/** Checks every wrong token, however many come within a moment: those that are refused unchecked are not counted. */
function newIndex(): KeyIndex {
  const index = new KeyIndex({ take: () => true });
  for (const id of [1, 2]) index.apply(accountRecord(id, id === 1 ? 'loja' : 'parceiro'));
  index.apply(resourceRecord(1, 'View'));
  index.apply(resourceRecord(2, 'Edit'));
  for (const account of [1, 2]) index.apply(roleRecord(account, 2, [1]));
  for (let number = 1; number <= keyCount; number++) {
    index.apply(keyRecord(number, { grants: [grantRecord(1, [2]), grantRecord(2, [2])] }));
  }
  return index;
}

/** A counter over an index that the test may replace, and a clock that it moves. */
function setUp() {
  const scene = { index: newIndex(), now: 1_000 };
  const counter = new UsageCounter({ index: () => scene.index, clock: () => scene.now });
  const ask = (
    number: number,
    more: Partial<DecisionRequest> & { account?: string; requirement?: Requirement } = {},
  ) => {
    const { account = 'loja', requirement = view, ...request } = more;
    const target = resolveTarget(scene.index, { account, requirement });
    const pair = { appKey: `appkey-loja-${number}`, appToken: testToken(number) };
    const trace = createTrace();
    return { code: decide(scene.index, { ...pair, target, ...request }, scene.now, trace).code, trace };
  };
  const count = ({ code, trace }: ReturnType<typeof ask>, peer = '10.0.0.1', forwardedFor = '') =>
    counter.count(code, trace, peer, forwardedFor);
  const drain = () => [...counter.drain().parts];
  return { scene, counter, ask, count, drain };
}

/** What a part says of whom, for how often. */
const inShort = ({ keyId, tokenId, accountId, code, count }: Usage) =>
  `${keyId} ${tokenId} ${accountId} ${code} ${count}`;

test('what is counted is what a naive count of the same decisions says, whatever the order', () => {
  const { ask, count, drain } = setUp();
  for (let batch = 0; batch < 3; batch++) {
    const naive = new Map<string, number>();
    const add = (number: number, accountId: number, code: CountedCode) => {
      const tokenId = code === 'invalid_credentials' ? null : testUuid(10_000 + number);
      const what = `${testUuid(number)} ${tokenId} ${accountId} ${code}`;
      naive.set(what, (naive.get(what) ?? 0) + 1);
    };
    for (let turn = 0; turn < 5_000; turn++) {
      const number = 1 + ((turn * 7919 + batch * 31) % keyCount);
      switch (turn % 5) {
        case 0:
          count(ask(number));
          add(number, 1, 'allowed');
          break;
        case 1:
          count(ask(number, { requirement: edit }));
          add(number, 1, 'resource_denied');
          break;
        case 2:
          count(ask(number, { account: 'parceiro' }));
          add(number, 2, 'allowed');
          break;
        case 3:
          count(ask(number, { account: 'nowhere' }));
          add(number, 1, 'no_grant');
          break;
        default:
          count(ask(number, { appToken: testToken(9_999), account: 'parceiro' }));
          add(number, 1, 'invalid_credentials');
      }
    }
    assert.deepEqual(drain().map(inShort).sort(), [...naive].map(([what, times]) => `${what} ${times}`).sort());
  }
  assert.deepEqual(drain(), []);
});

test('a key string that does not exist, and what is no answer about a key, count for nobody', () => {
  const { scene, ask, count, drain } = setUp();
  count(ask(9_999));
  count(ask(9_998, { appToken: 'short' }));
  count(ask(1, { requirement: { kind: 'any-of', resources: ['Unknown'] } }));
  assert.equal(ask(1, { requirement: { kind: 'any-of', resources: ['Unknown'] } }).code, 'misconfigured');
  assert.deepEqual(drain(), []);
  scene.index = new KeyIndex();
  count(ask(1), '', '');
  assert.deepEqual(drain(), [], 'an empty index');
});

test('the last source is kept, and the time is exact for one request and that of the batch for several', () => {
  const { scene, ask, count, drain } = setUp();
  count(ask(1), '10.0.0.1', '192.0.2.1');
  scene.now += 10;
  count(ask(2), '10.0.0.2');
  count(ask(1), '10.0.0.3', '192.0.2.3');
  scene.now += 10;
  const [first, second] = drain();
  assert.deepEqual(
    [first?.firstAt, first?.lastAt, first?.peer, first?.forwardedFor],
    [1_000, 1_020, '10.0.0.3', '192.0.2.3'],
  );
  assert.deepEqual(
    [second?.firstAt, second?.lastAt, second?.peer, second?.forwardedFor],
    [1_010, 1_010, '10.0.0.2', ''],
  );
});

test('a clock that is set back does not make the last request older than the first', () => {
  const { scene, ask, count, drain } = setUp();
  count(ask(1));
  count(ask(1));
  scene.now -= 500;
  assert.deepEqual(
    drain().map(({ firstAt, lastAt }) => [firstAt, lastAt]),
    [[1_000, 1_000]],
  );
});

test('a token that takes the place of another one within a batch is counted by itself', () => {
  const { scene, ask, count, drain } = setUp();
  const id = testUuid(1);
  const [old, fresh] = [
    tokenRecord(id, 1, testToken(1), { role: 'old' }),
    tokenRecord(id, 2, testToken(2), { role: 'new' }),
  ];
  const grants = [grantRecord(1, [2])];
  count(ask(1));
  scene.index.apply(keyRecord(1, { revision: 2, grants, tokens: [old, fresh] }));
  count(ask(1));
  count(ask(1, { appToken: testToken(2) }));
  for (const revision of [3, 4]) {
    scene.index.apply(keyRecord(1, { revision, grants, tokens: [{ ...fresh, role: 'current' }] }));
    count(ask(1, { appToken: testToken(2) }));
  }
  const counts = new Map<string | null, number>();
  for (const { tokenId, count: more } of drain()) counts.set(tokenId, (counts.get(tokenId) ?? 0) + more);
  assert.deepEqual(
    counts,
    new Map([
      [old.id, 2],
      [fresh.id, 3],
    ]),
  );
});

test('when another index takes the place of the first, what was counted before keeps its names', () => {
  const { scene, ask, count, drain } = setUp();
  count(ask(1));
  count(ask(2));
  scene.index = new KeyIndex();
  scene.index.apply(accountRecord(1, 'loja'));
  scene.index.apply(resourceRecord(1, 'View'));
  scene.index.apply(roleRecord(1, 2, [1]));
  // Key 2 has the row that key 1 had.
  scene.index.apply(keyRecord(2, { grants: [grantRecord(1, [2])] }));
  count(ask(2));
  assert.deepEqual(
    drain().map(({ keyId, count: times }) => [keyId, times]),
    [
      [testUuid(1), 1],
      [testUuid(2), 1],
      [testUuid(2), 1],
    ],
  );
});

test('a code can be given that counts instead of the decision’s own', () => {
  const { counter, ask, drain } = setUp();
  counter.count('allowed', ask(1, { account: 'nowhere' }).trace, '', '');
  assert.deepEqual(
    drain().map(({ code, accountId }) => [code, accountId]),
    [['allowed', 1]],
  );
});
