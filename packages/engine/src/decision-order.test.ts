/** Which of several denials is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Asked, anyOf, ask, byRoute, indexOf, revision, viewer, world } from './decision.fixture.ts';
import type { DecisionCode } from './decision-codes.ts';
import { accountRecord, grantRecord, keyRecord, testToken } from './records.fixture.ts';

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
