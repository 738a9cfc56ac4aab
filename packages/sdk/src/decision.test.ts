import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedRecord } from './change-feed.ts';
import { type Decision, type DecisionCode, type DecisionRequest, decide, plainDecision } from './decision.ts';
import { KeyIndex } from './key-index.ts';
import {
  accountRecord,
  apiRecord,
  grantRecord,
  keyRecord,
  resourceRecord,
  roleRecord,
  testToken,
  testTokenKeys,
  testUuid,
  tokenRecord,
} from './records.fixture.ts';
import { formatRevision } from './revision.ts';
import { type Question, type Requirement, resolveTarget } from './target.ts';

const revision = formatRevision({ epoch: 'test', number: 7 });
const now = Date.parse('2026-11-22T12:00:00Z');

function indexOf(...records: FeedRecord[]): KeyIndex {
  const index = new KeyIndex({ tokenKeys: testTokenKeys });
  for (const record of records) index.apply(record);
  index.advance(revision);
  return index;
}

/** Accounts `loja` (1) and `parceiro` (2); resources View, Edit, Ship; in each account role 1 is Owner, role 2 views. */
const world: readonly FeedRecord[] = [
  accountRecord(1, 'loja'),
  accountRecord(2, 'parceiro'),
  resourceRecord(1, 'View'),
  resourceRecord(2, 'Edit'),
  resourceRecord(3, 'Ship'),
  ...[1, 2].flatMap((account) => [
    roleRecord(account, 1, [], { holdsEverything: true }),
    roleRecord(account, 2, [1]),
    roleRecord(account, 3, []),
  ]),
  apiRecord('orders', [
    { method: 'GET', path: '/orders/{id}', anyOf: ['View', 'Edit'] },
    { method: 'POST', path: '/orders', anyOf: ['Edit'] },
    { method: 'GET', path: '/ghosts', anyOf: ['NotInTheCatalogue'] },
  ]),
];

const anyOf = (...resources: string[]): Requirement => ({ kind: 'any-of', resources });
const byRoute: Requirement = { kind: 'route', api: 'orders' };
const anyRole: Requirement = { kind: 'any-role' };

interface Asked extends Partial<Omit<DecisionRequest, 'target'>> {
  readonly account?: string;
  readonly requirement?: Requirement;
  readonly at?: number;
}

/** Decides for key 1 with its token in account `loja`, unless asked otherwise. */
function ask(index: KeyIndex, { account = 'loja', requirement = anyRole, at = now, ...request }: Asked = {}): Decision {
  const question: Question = account === '' ? { requirement } : { account, requirement };
  const target = resolveTarget(index, question);
  return plainDecision(decide(index, { appKey: 'appkey-loja-1', appToken: testToken(1), target, ...request }, at));
}

const viewer = keyRecord(1, { grants: [grantRecord(1, [2])] });

test('any one of the accepted resources suffices, and the first that the key holds is named', () => {
  const index = indexOf(...world, viewer);
  assert.deepEqual(ask(index, { requirement: anyOf('Edit', 'View') }), {
    allowed: true,
    code: 'allowed',
    account: 'loja',
    key: { id: testUuid(1), appKey: 'appkey-loja-1', owner: 'loja' },
    user: null,
    token: 'current',
    matchedResource: 'View',
    requiredResources: ['Edit', 'View'],
    revision,
  });
  const denied = ask(index, { requirement: anyOf('Edit', 'Ship') });
  assert.deepEqual(
    [denied.allowed, denied.code, denied.matchedResource, denied.requiredResources],
    [false, 'resource_denied', null, ['Edit', 'Ship']],
  );
});

test('Owner holds everything, also what joins the catalogue later', () => {
  const index = indexOf(...world, keyRecord(1, { grants: [grantRecord(1, [1])] }));
  assert.equal(ask(index, { requirement: anyOf('Ship', 'View') }).matchedResource, 'Ship');
  index.apply(resourceRecord(4, 'New', { revision: 9 }));
  assert.equal(ask(index, { requirement: anyOf('New') }).code, 'allowed');
});

test('without a requirement any live role in the account suffices, also one without resources', () => {
  assert.equal(ask(indexOf(...world, keyRecord(1, { grants: [grantRecord(1, [3])] }))).code, 'allowed');
  assert.equal(ask(indexOf(...world, keyRecord(1, { grants: [grantRecord(1, [])] }))).code, 'no_grant');
  assert.equal(ask(indexOf(...world, keyRecord(1, { grants: [grantRecord(1, [99])] }))).code, 'no_grant');
});

test('the roles that count are those of the account being called', () => {
  const index = indexOf(...world, keyRecord(1, { grants: [grantRecord(1, [1]), grantRecord(2, [2])] }));
  assert.equal(ask(index, { requirement: anyOf('Edit') }).code, 'allowed');
  assert.equal(ask(index, { account: 'parceiro', requirement: anyOf('Edit') }).code, 'resource_denied');
  const allowed = ask(index, { account: 'parceiro', requirement: anyOf('View') });
  assert.deepEqual([allowed.code, allowed.account, allowed.key?.owner], ['allowed', 'parceiro', 'loja']);
});

test('without an account it is the own one of the key, named once the credential was right', () => {
  const index = indexOf(...world, viewer);
  assert.deepEqual([ask(index, { account: '' }).code, ask(index, { account: '' }).account], ['allowed', 'loja']);
  assert.equal(ask(index, { account: '', appToken: testToken(2) }).account, null);
});

test('an account that does not exist answers like one that gave no role', () => {
  const index = indexOf(...world, viewer);
  const unknown = ask(index, { account: 'nobody' });
  const ungranted = ask(index, { account: 'parceiro' });
  assert.deepEqual({ ...unknown, account: null }, { ...ungranted, account: null });
  assert.equal(unknown.code, 'no_grant');
});

test('a grant counts until the moment at which it ends', () => {
  const index = indexOf(...world, keyRecord(1, { grants: [grantRecord(1, [2], now)] }));
  assert.equal(ask(index, { at: now - 1 }).code, 'allowed');
  assert.equal(ask(index, { at: now }).code, 'no_grant');
});

test('by route, method and path decide what is required', () => {
  const index = indexOf(...world, viewer);
  const route = (method: string, path: string) => ask(index, { requirement: byRoute, method, path });
  const read = route('GET', '/orders/1?x=y');
  assert.deepEqual([read.code, read.matchedResource, read.requiredResources], ['allowed', 'View', ['View', 'Edit']]);
  assert.deepEqual(
    [route('POST', '/orders').code, route('POST', '/orders').requiredResources],
    ['resource_denied', ['Edit']],
  );
  assert.equal(route('DELETE', '/orders').code, 'unknown_route');
  assert.equal(route('GET', '/orders/../orders/1').code, 'bad_path');
  assert.equal(ask(index, { requirement: byRoute }).code, 'bad_path', 'a question without path is no path');
});

test('a route that names only resources which do not exist opens for nobody, not even for Owner', () => {
  const index = indexOf(...world, keyRecord(1, { grants: [grantRecord(1, [1])] }));
  const ghosts = { requirement: byRoute, method: 'GET', path: '/ghosts' };
  assert.equal(ask(index, ghosts).code, 'resource_denied');
  index.apply(resourceRecord(9, 'NotInTheCatalogue', { revision: 9 }));
  assert.equal(ask(index, ghosts).code, 'allowed', 'and opens as soon as they do');
});

test('a path is judged with any requirement, and by resource may end with a slash', () => {
  const index = indexOf(...world, viewer);
  assert.equal(ask(index, { requirement: anyOf('View'), path: '/a//b' }).code, 'bad_path');
  assert.equal(ask(index, { requirement: anyOf('View'), path: '/a/b/' }).code, 'allowed');
});

test('an API whose routes cannot be compiled opens nothing', () => {
  const routes = [{ method: 'GET', path: 'no slash', anyOf: ['View'] }];
  const index = indexOf(...world, apiRecord('orders', routes, { revision: 9 }), viewer);
  assert.equal(ask(index, { requirement: byRoute, method: 'GET', path: '/orders/1' }).code, 'misconfigured');
});

test('each token of a renewal is accepted and named, and a third one is not', () => {
  const id = testUuid(1);
  const tokens = [tokenRecord(id, 1, testToken(1), { role: 'old' }), tokenRecord(id, 2, testToken(2), { role: 'new' })];
  const index = indexOf(...world, keyRecord(1, { tokens, grants: [grantRecord(1, [2])] }));
  for (const round of ['first use', 'remembered']) {
    assert.equal(ask(index).token, 'old', round);
    assert.equal(ask(index, { appToken: testToken(2) }).token, 'new', round);
    assert.equal(ask(index, { appToken: testToken(3) }).code, 'invalid_credentials', round);
  }
});

test('enforcement is the setting of the owner, and counts from the token that was used', () => {
  const enforcing = accountRecord(1, 'loja', { enforceExpiry: true, renewalPeriodMonths: 3 });
  const id = testUuid(1);
  const tokens = [
    tokenRecord(id, 1, testToken(1), { role: 'old', createdAt: Date.parse('2026-08-22T12:00:00Z') }),
    tokenRecord(id, 2, testToken(2), { role: 'new', createdAt: Date.parse('2026-08-22T12:00:01Z') }),
  ];
  const key = keyRecord(1, { tokens, grants: [grantRecord(1, [2]), grantRecord(2, [2])] });
  const index = indexOf(...world.slice(1), enforcing, key);
  assert.equal(ask(index, { at: now - 1 }).code, 'allowed');
  assert.equal(ask(index).code, 'token_expired');
  assert.equal(ask(index, { appToken: testToken(2) }).code, 'allowed');
  assert.equal(ask(index, { account: 'parceiro' }).code, 'token_expired', 'also where another account granted');

  const grantedByEnforcer = indexOf(
    ...world.slice(2),
    accountRecord(1, 'loja'),
    accountRecord(2, 'parceiro', { enforceExpiry: true, renewalPeriodMonths: 3 }),
    key,
  );
  assert.equal(ask(grantedByEnforcer, { account: 'parceiro' }).code, 'allowed', 'who only granted does not decide');
});

test('a key whose account is unknown is not judged', () => {
  const index = indexOf(keyRecord(1, { grants: [grantRecord(1, [2])] }));
  assert.equal(ask(index).code, 'not_ready');
});

test('a target of another index, or of an older structure, is looked up again', () => {
  const index = indexOf(...world.filter((record) => record.kind !== 'account'), viewer);
  const target = resolveTarget(index, { account: 'loja', requirement: anyOf('View') });
  assert.ok(target.isCurrent() && target.unknownAccount);
  index.apply(accountRecord(1, 'loja'));
  assert.ok(!target.isCurrent());
  const request = { appKey: 'appkey-loja-1', appToken: testToken(1), target };
  assert.equal(decide(index, request, now).code, 'allowed');
  const other = indexOf(...world, keyRecord(1, { grants: [] }));
  assert.equal(decide(other, request, now).code, 'no_grant');
});

test('a target names every part of the question that does not exist', () => {
  const index = indexOf(...world);
  const byResource = resolveTarget(index, { account: 'nobody', requirement: anyOf('View', 'Nope', 'Neither') });
  assert.deepEqual(
    [byResource.unknownAccount, byResource.unknownResources, byResource.unknownApi],
    [true, ['Nope', 'Neither'], null],
  );
  assert.equal(resolveTarget(index, { requirement: { kind: 'route', api: 'nope' } }).unknownApi, 'nope');
});

/** What brings about each denial, from the first code that wins to the last. */
interface Circumstance {
  readonly code: DecisionCode;
  /** Changes to the key, its accounts and the question; merged with those of the other circumstance. */
  readonly key?: Partial<ReturnType<typeof keyRecord>>;
  readonly owner?: Partial<ReturnType<typeof accountRecord>>;
  readonly called?: Partial<ReturnType<typeof accountRecord>>;
  readonly asked?: Asked;
}

const circumstances: readonly Circumstance[] = [
  { code: 'invalid_credentials', asked: { appToken: testToken(99) } },
  { code: 'misconfigured', asked: { requirement: { kind: 'route', api: 'nope' } } },
  { code: 'key_inactive', key: { isActive: false } },
  { code: 'key_inactive', owner: { isActive: false } },
  { code: 'token_expired', owner: { enforceExpiry: true } },
  { code: 'account_inactive', called: { isActive: false } },
  { code: 'bad_path', asked: { path: '/orders/../1' } },
  { code: 'unknown_route', asked: { path: '/nowhere' } },
  { code: 'no_grant', key: { grants: [] } },
  { code: 'resource_denied', asked: { method: 'POST', path: '/orders' } },
];

function codeUnder(...together: readonly Circumstance[]): DecisionCode {
  const merged = (pick: (circumstance: Circumstance) => object | undefined) =>
    Object.assign({}, ...together.toReversed().map(pick));
  const index = indexOf(
    ...world.slice(2),
    accountRecord(
      1,
      'loja',
      merged((one) => one.owner),
    ),
    accountRecord(
      2,
      'parceiro',
      merged((one) => one.called),
    ),
    keyRecord(1, { grants: [grantRecord(2, [2])], ...merged((one) => one.key) }),
  );
  const asked: Asked = { account: 'parceiro', requirement: byRoute, method: 'GET', path: '/orders/1' };
  return ask(index, { ...asked, ...merged((one) => one.asked) }).code;
}

test('nothing against it: the request of the following tests is allowed', () => {
  assert.equal(codeUnder(), 'allowed');
});

for (const [place, earlier] of circumstances.entries()) {
  test(`${earlier.code} wins over everything after it`, () => {
    assert.equal(codeUnder(earlier), earlier.code);
    for (const later of circumstances.slice(place + 1)) {
      assert.equal(codeUnder(later), later.code, 'each applies by itself');
      assert.equal(codeUnder(earlier, later), earlier.code, `with ${later.code}`);
    }
  });
}

test('before the credential is right nothing is said about key, route or account', () => {
  const index = indexOf(...world, viewer, keyRecord(2, { isDeleted: true, tokens: [], revision: 3 }));
  const questions: readonly Asked[] = [
    { appKey: 'appkey-loja-77' },
    { appKey: 'appkey-loja-2', appToken: testToken(2) },
    { appToken: testToken(2) },
    { appToken: 'malformed' },
    { appToken: '' },
    { appKey: '' },
    { appKey: 'x'.repeat(10_000) },
    { appKey: 'appkey-loja-\u0131' },
    { appToken: `${testToken(1).slice(0, -1)}é` },
  ];
  const answers = questions.flatMap((asked) => [
    ask(index, { ...asked, requirement: byRoute, method: 'GET', path: '/orders/1' }),
    ask(index, { ...asked, requirement: byRoute, method: 'GET', path: '/a//b' }),
    ask(index, { ...asked, requirement: anyOf('Nope') }),
  ]);
  for (const answer of answers) {
    assert.deepEqual(answer, {
      allowed: false,
      code: 'invalid_credentials',
      account: 'loja',
      key: null,
      user: null,
      token: null,
      matchedResource: null,
      requiredResources: [],
      revision,
    });
  }
});
