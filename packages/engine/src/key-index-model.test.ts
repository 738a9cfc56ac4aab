import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FeedRecord, GrantRecord, KeyRecord, RoleRecord, TokenRecord } from './change-feed.ts';
import { decide } from './decision.ts';
import { KeyIndex } from './key-index.ts';
import { ordersOf } from './orders-of.fixture.ts';
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
import { claimsOfKey, signedToken, signingKeyRecord, testSigner } from './user-token.fixture.ts';

const newIndex = () => new KeyIndex();
const now = 1_000;

/** What a record is about: of each, the newest one counts. */
function subjectOf(record: FeedRecord): string {
  if (record.kind === 'key') return `key ${record.appKey}`;
  if (record.kind === 'api') return `api ${record.name}`;
  if (record.kind === 'signing-key') return `signing key ${record.kid}`;
  return record.kind === 'role' ? `role ${record.accountId}/${record.id}` : `${record.kind} ${record.id}`;
}

/** The index in the plainest way: the newest record of each subject, and every question answered by looking. */
class NaiveIndex {
  readonly newest = new Map<string, FeedRecord>();

  apply(record: FeedRecord): boolean {
    const held = this.newest.get(subjectOf(record));
    if (held !== undefined && held.revision >= record.revision) return false;
    this.newest.set(subjectOf(record), record);
    return true;
  }

  all<K extends FeedRecord['kind']>(kind: K): Extract<FeedRecord, { kind: K }>[] {
    return [...this.newest.values()].filter((record) => record.kind === kind) as Extract<FeedRecord, { kind: K }>[];
  }

  decide(appKey: string, tokenNumber: number, accountName: string, requirement: Requirement): string {
    const key = this.all('key').find((candidate) => candidate.appKey === appKey);
    const token = key?.tokens.find((candidate) => candidate.id === testUuid(10_000 + tokenNumber));
    if (key === undefined || token === undefined) return 'invalid_credentials';
    const accounts = this.all('account');
    const owner = accounts.find((candidate) => candidate.id === key.accountId);
    if (owner === undefined) return 'not_ready';
    const resources = this.all('resource');
    const asked = requirement.kind === 'any-of' ? requirement.resources : [];
    if (!asked.every((name) => resources.some((resource) => resource.key === name))) return 'misconfigured';
    if (!key.isActive || !owner.isActive) return 'key_inactive';
    const called = accounts.find((candidate) => candidate.name === accountName);
    if (called !== undefined && !called.isActive) return 'account_inactive';
    const grant = key.grants.find((candidate) => candidate.accountId === called?.id);
    const roles = this.all('role').filter(
      (role) => !role.isDeleted && role.accountId === called?.id && grant?.roleIds.includes(role.id),
    );
    if (grant === undefined || (grant.expiresAt !== null && grant.expiresAt <= now) || roles.length === 0) {
      return 'no_grant';
    }
    if (requirement.kind === 'any-role') return 'allowed';
    const opens = (name: string) =>
      roles.some(
        (role) =>
          role.holdsEverything || role.resourceIds.some((id) => resources.find((one) => one.id === id)?.key === name),
      );
    return asked.find(opens) ?? 'resource_denied';
  }
}

const accountNames = ['', 'um', 'dois'];
const resourceKeys = ['', 'A', 'B', 'C'];
const revision = fc.integer({ min: 1, max: 12 });
const accountId = fc.integer({ min: 1, max: 2 });
const mostly = fc.integer({ min: 0, max: 5 }).map((number) => number > 0);

// Few of everything, so that records meet; bits beyond 32 have their own test.
const anyRecord: fc.Arbitrary<FeedRecord> = fc.oneof(
  fc
    .tuple(accountId, revision, mostly)
    .map(([id, at, isActive]) => accountRecord(id, accountNames[id] as string, { revision: at, isActive })),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), revision)
    .map(([id, at]) => resourceRecord(id, resourceKeys[id] as string, { revision: at })),
  fc
    .record({
      accountId,
      id: fc.integer({ min: 1, max: 2 }),
      revision,
      isDeleted: mostly.map((isLive) => !isLive),
      holdsEverything: mostly.map((isOrdinary) => !isOrdinary),
      resourceIds: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
    })
    .map(
      (role): RoleRecord =>
        role.isDeleted ? { kind: 'role', ...role, holdsEverything: false, resourceIds: [] } : { kind: 'role', ...role },
    ),
  fc
    .record({
      number: fc.integer({ min: 1, max: 2 }),
      revision,
      isActive: mostly,
      isDeleted: mostly.map((isLive) => !isLive),
      tokens: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 2 }),
      grants: fc.uniqueArray(
        fc.record({
          accountId,
          roleIds: fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 3 }),
          expiresAt: fc.constantFrom(null, null, now, now + 1),
        }),
        { minLength: 1, maxLength: 2, selector: (grant) => grant.accountId },
      ),
    })
    .map(({ number, tokens, grants, ...rest }): KeyRecord => {
      const id = testUuid(number);
      const live: TokenRecord[] = tokens.map((token) =>
        tokenRecord(id, number * 10 + token, testToken(number * 10 + token)),
      );
      const given: readonly GrantRecord[] = grants;
      // A key never changes hands, so its owner follows from its number.
      const owner = { accountId: (number % 2) + 1 };
      return keyRecord(number, {
        ...rest,
        ...owner,
        tokens: rest.isDeleted ? [] : live,
        grants: rest.isDeleted ? [] : given,
      });
    }),
);

const anyQuestion = fc.record({
  number: fc.integer({ min: 1, max: 2 }),
  token: fc.integer({ min: 1, max: 3 }),
  account: fc.constantFrom('um', 'um', 'dois', 'dois', 'zero'),
  resources: fc.option(fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 2 })),
});

const signer = testSigner('A');

/** User tokens by the API token that they were made from. */
const userTokens = new Map(
  [1, 2].flatMap((number) =>
    [1, 2, 3].map((token) => {
      const made = { jti: testUuid(10_000 + number * 10 + token), iat: 0, exp: 2 };
      return [number * 10 + token, signedToken(signer, claimsOfKey(number, made))];
    }),
  ),
);

test('under any records in any order, stale ones too, the index decides like the plainest model, by pair and by user token', () => {
  const codes = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 3, arbitrary: anyRecord }, { weight: 2, arbitrary: anyQuestion }), {
        minLength: 40,
        maxLength: 120,
      }),
      (steps) => {
        const index = newIndex();
        index.apply(signingKeyRecord(signer));
        const model = new NaiveIndex();
        for (const step of steps) {
          if ('kind' in step) {
            assert.equal(index.apply(step), model.apply(step), `applied? ${subjectOf(step)} at ${step.revision}`);
            continue;
          }
          const requirement: Requirement =
            step.resources === null ? { kind: 'any-role' } : { kind: 'any-of', resources: step.resources };
          const appKey = `appkey-loja-${step.number}`;
          const tokenNumber = step.number * 10 + step.token;
          const target = resolveTarget(index, { account: step.account, requirement });
          const decision = decide(index, { appKey, appToken: testToken(tokenNumber), target }, now);
          const expected = model.decide(appKey, tokenNumber, step.account, requirement);
          assert.equal(decision.matchedResource ?? decision.code, expected);
          const byUserToken = decide(index, { userToken: userTokens.get(tokenNumber) as string, target }, now);
          assert.deepEqual({ ...byUserToken, keyRow: 0 }, { ...decision, keyRow: 0 });
          codes.set(expected, (codes.get(expected) ?? 0) + 1);
        }
        const live = model.all('key').filter((key) => !key.isDeleted).length;
        assert.equal(index.stats().keys, live);
      },
    ),
    { numRuns: 400 },
  );
  for (const code of [
    'allowed',
    'A',
    'C',
    'invalid_credentials',
    'key_inactive',
    'account_inactive',
    'no_grant',
    'resource_denied',
    'misconfigured',
    'not_ready',
  ]) {
    assert.ok(
      (codes.get(code) ?? 0) >= 3,
      `${code} occurred ${codes.get(code) ?? 0} times: the test says little about it`,
    );
  }
});

test('no resurrection: whatever order load, renewal, deactivation and deletion arrive in, the end is the same', () => {
  const id = testUuid(1);
  const old = tokenRecord(id, 1, testToken(1), { role: 'old' });
  const renewed = tokenRecord(id, 2, testToken(2), { role: 'new' });
  const grants = [grantRecord(1, [1])];
  const history: readonly FeedRecord[] = [
    accountRecord(1, 'loja', { revision: 1 }),
    roleRecord(1, 1, [], { revision: 1, holdsEverything: true }),
    keyRecord(1, { revision: 2, grants }),
    keyRecord(1, { revision: 3, grants, tokens: [old, renewed] }),
    keyRecord(1, { revision: 4, grants, tokens: [renewed], isActive: false }),
    keyRecord(1, { revision: 5, isDeleted: true, tokens: [], grants: [] }),
  ];
  let orders = 0;
  for (const order of ordersOf(history)) {
    orders++;
    const index = newIndex();
    const target = resolveTarget(index, { account: 'loja', requirement: { kind: 'any-role' } });
    const codeOf = (token: number) =>
      decide(index, { appKey: 'appkey-loja-1', appToken: testToken(token), target }, now).code;
    let isDeleted = false;
    for (const record of order) {
      index.apply(record);
      isDeleted ||= record.revision === 5;
      // Deciding in between lets the index remember digests, which a late record must not revive either.
      const codes = [codeOf(1), codeOf(2)];
      if (isDeleted) assert.deepEqual(codes, ['invalid_credentials', 'invalid_credentials']);
    }
    assert.equal(index.stats().keys, 0);
  }
  assert.equal(orders, 720);
});
