import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { FeedRecord, KeyRecord } from '#engine';
import { type DecideOverOptions, decideOver } from './decide-over.ts';
import type { Decision, Revision } from './index.ts';

const keyId = '0a1b2c3d-4e5f-4a6b-8c7d-000000000001';
const tokenId = '0a1b2c3d-4e5f-4a6b-8c7d-000000000002';
/** From elsewhere, so that any form is right. */
const appToken = 'a-token-of-another-system';
const pair = { appKey: 'appkey-loja-ABCDEF', appToken };

function keyRecord(changes: Partial<KeyRecord> = {}): KeyRecord {
  const key = new Uint8Array(32).fill(7);
  const digest = createHash('sha256').update(appToken).digest();
  const storedHash = createHmac('sha256', key).update(digest).digest();
  return {
    ...{ kind: 'key', revision: 1, id: keyId, appKey: pair.appKey, accountId: 1, isActive: true, isDeleted: false },
    tokens: [{ id: tokenId, role: 'current', key, storedHash, isImported: true, createdAt: 1 }],
    grants: [{ accountId: 1, roleIds: [2], expiresAt: null }],
    ...changes,
  };
}

const account = (id: number, name: string): FeedRecord => ({
  ...{ kind: 'account', revision: 1, id, name, isActive: true, renewalPeriodMonths: 6, enforceExpiry: false },
});

const world: readonly FeedRecord[] = [
  account(1, 'loja'),
  account(2, 'outra'),
  { kind: 'resource', revision: 1, id: 1, key: 'ViewOrders' },
  { kind: 'resource', revision: 1, id: 2, key: 'EditOrders' },
  ...[1, 2].map(
    (accountId): FeedRecord => ({
      ...{ kind: 'role', revision: 1, accountId, id: 2, isDeleted: false, holdsEverything: false, resourceIds: [1] },
    }),
  ),
  {
    kind: 'api',
    revision: 1,
    name: 'orders',
    routes: [
      { method: 'GET', path: '/orders/{id}', anyOf: ['ViewOrders'] },
      { method: 'POST', path: '/orders', anyOf: ['EditOrders'] },
    ],
  },
  keyRecord(),
];

/** A source of changes that the test moves. */
class Source {
  records = world;
  #number = 1;
  #isUnavailable = false;

  get #revision(): Revision {
    return `test-${this.#number}` as Revision;
  }

  commit(...records: readonly FeedRecord[]): void {
    this.#number++;
    this.records = records.map((record) => ({ ...record, revision: this.#number }));
  }

  leave(): void {
    this.#isUnavailable = true;
  }

  async openSnapshot() {
    const { records } = this;
    return {
      revision: this.#revision,
      batches: (async function* () {
        yield records;
      })(),
    };
  }

  async readChanges(after: Revision) {
    if (this.#isUnavailable) throw new Error('The source is away.');
    const records = after === this.#revision ? [] : this.records;
    return { kind: 'changes' as const, revision: this.#revision, records };
  }
}

/** Ready, over a source of the test. */
async function createChaveiro(options: DecideOverOptions) {
  const { chaveiro, ready, stop } = decideOver(options);
  await ready;
  return { ...chaveiro, close: stop };
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('a pair is decided on by resource, by route and by having a role at all', async (t) => {
  const chaveiro = await createChaveiro({ feed: new Source(), account: 'loja' });
  t.after(() => chaveiro.close());
  const code = (...asked: Parameters<typeof chaveiro.decide>) => chaveiro.decide(...asked).code;
  assert.equal(code(pair), 'allowed');
  assert.equal(code(pair, { anyOf: ['ViewOrders'] }), 'allowed');
  assert.equal(code(pair, { anyOf: ['EditOrders'] }), 'resource_denied');
  assert.equal(code(pair, { account: 'outra', anyOf: ['ViewOrders'] }), 'no_grant');
  assert.equal(code(pair, { api: 'orders', method: 'GET', path: '/orders/7' }), 'allowed');
  assert.equal(code(pair, { api: 'orders', method: 'POST', path: '/orders' }), 'resource_denied');
  assert.equal(code(pair, { api: 'orders', method: 'GET', path: '/elsewhere' }), 'unknown_route');
  assert.equal(code(pair, { anyOf: ['Unknown'] }), 'misconfigured');
  assert.equal(code({ ...pair, appToken: 'another-token-of-nobody' }), 'invalid_credentials');
  assert.equal(code({ userToken: 'no user token' }), 'invalid_credentials');
});

test('a decision has the fields of the contract and no other, and holds no secret', async (t) => {
  const chaveiro = await createChaveiro({ feed: new Source() });
  t.after(() => chaveiro.close());
  const decision = chaveiro.decide(pair, { anyOf: ['EditOrders', 'ViewOrders'] });
  const expected: Decision = {
    allowed: true,
    code: 'allowed',
    account: 'loja',
    key: { id: keyId, appKey: pair.appKey, owner: 'loja' },
    user: null,
    token: 'current',
    matchedResource: 'ViewOrders',
    requiredResources: ['EditOrders', 'ViewOrders'],
    revision: 'test-1' as Revision,
  };
  assert.deepEqual(decision, expected);
  assert.deepEqual(Reflect.ownKeys(decision).toSorted(), Object.keys(expected).toSorted());
});

test('a change of the source is decided on, and a deleted key does not come back', async (t) => {
  const source = new Source();
  const chaveiro = await createChaveiro({ feed: source, account: 'loja' });
  t.after(() => chaveiro.close());
  assert.equal(chaveiro.state().keys, 1);
  source.commit(keyRecord({ isActive: false }));
  await until(() => chaveiro.state().revision === 'test-2');
  assert.equal(chaveiro.decide(pair).code, 'key_inactive');
  source.commit(keyRecord({ isDeleted: true, tokens: [], grants: [] }));
  await until(() => chaveiro.state().revision === 'test-3');
  assert.equal(chaveiro.decide(pair).code, 'invalid_credentials');
  assert.equal(chaveiro.state().keys, 0);
});

test('without news for longer than is allowed nothing is decided, or only what is known', async (t) => {
  for (const [whenStale, known, unknown] of [
    ['deny', 'too_stale', 'too_stale'],
    ['known-keys', 'allowed', 'too_stale'],
  ] as const) {
    const source = new Source();
    const chaveiro = await createChaveiro({ feed: source, account: 'loja', maxStalenessMs: 20, whenStale });
    t.after(() => chaveiro.close());
    assert.equal(chaveiro.decide(pair).code, 'allowed');
    source.leave();
    await until(() => chaveiro.state().isStale);
    assert.equal(chaveiro.decide(pair).code, known);
    assert.equal(chaveiro.decide({ ...pair, appToken: 'another-token-of-nobody' }).code, unknown);
  }
});
