import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyOf, ask, byRoute, indexOf, now, revision, viewer, world } from './decision.fixture.ts';
import { decide } from './decision.ts';
import {
  accountRecord,
  apiRecord,
  grantRecord,
  keyRecord,
  resourceRecord,
  roleRecord,
  testToken,
  testUuid,
  tokenRecord,
} from './records.fixture.ts';
import { resolveTarget } from './target.ts';

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

test('a path that a router may read as another route needs what that one needs, too', () => {
  const routes = [
    { method: 'GET', path: '/orders/{id}', anyOf: ['View'] },
    { method: 'GET', path: '/orders/ana@b', anyOf: ['Edit', 'Ship'] },
  ];
  const roles = [roleRecord(1, 4, [2]), roleRecord(1, 5, [1, 3])];
  const ofRole = (role: number) =>
    indexOf(
      ...world,
      ...roles,
      apiRecord('orders', routes, { revision: 9 }),
      keyRecord(1, { grants: [grantRecord(1, [role])] }),
    );
  const decided = (role: number, path: string) => {
    const { code, matchedResource, requiredResources } = ask(ofRole(role), {
      requirement: byRoute,
      method: 'GET',
      path,
    });
    return [code, matchedResource, ...requiredResources];
  };
  const strict = ['Edit', 'Ship'];
  assert.deepEqual(decided(2, '/orders/ana@b'), ['resource_denied', null, ...strict]);
  assert.deepEqual(
    decided(2, '/orders/ana%40b'),
    ['resource_denied', null, ...strict],
    'no escape slips past a literal',
  );
  assert.deepEqual(decided(4, '/orders/ana@b'), ['allowed', 'Edit', ...strict]);
  assert.deepEqual(decided(4, '/orders/ana%40b'), ['resource_denied', null, 'View'], 'nor past a parameter');
  assert.deepEqual(decided(5, '/orders/ana%40b'), ['allowed', 'Ship', ...strict]);
  assert.deepEqual(decided(2, '/orders/rui%40b'), ['allowed', 'View', 'View']);
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
