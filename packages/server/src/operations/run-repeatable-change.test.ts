import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { IdempotencyKey } from '../domain/idempotency-key.ts';
import type { RepeatableContext } from './context.ts';
import { createKey } from './keys/create-key.ts';
import { startRenewal } from './keys/start-renewal.ts';
import { runChange } from './run-change.ts';
import { asCaller, openShop, type Shop } from './shop.fixture.ts';
import { addUser } from './users/add-user.ts';
import { issueUserLink } from './users/issue-user-link.ts';

const account = 'lojaverde';

/** Every operation whose answer delivers something, and how it is asked. */
const delivering: Record<string, (context: RepeatableContext, shop: Shop, key: string) => Promise<{ value: unknown }>> =
  {
    'a key with its token': (context, shop) =>
      createKey(context, asCaller(shop.owners.lojaverde), { account, label: 'ERP', roleIds: [] }),
    'a key with a link': (context, shop) =>
      createKey(context, asCaller(shop.owners.lojaverde), { account, label: 'ERP', roleIds: [], delivery: 'link' }),
    'a renewal with its token': (context, shop, key) =>
      startRenewal(context, asCaller(shop.owners.lojaverde), { account, key }),
    'a renewal with a link': (context, shop, key) =>
      startRenewal(context, asCaller(shop.owners.lojaverde), { account, key, delivery: 'link' }),
    'a user with an invitation': (context, shop) =>
      addUser(context, asCaller(shop.owners.lojaverde), { account, email: 'ana@example.com', roleIds: [] }),
    'another invitation': async (context, shop) => {
      const owner = asCaller(shop.owners.lojaverde);
      const { id } = (await addUser(shop.context, owner, { account, email: 'bia@example.com', roleIds: [] })).value;
      return await issueUserLink(context, owner, { account, user: id, purpose: 'invitation' });
    },
  };

/** Tokens, and what stands behind the # of a link. */
const secret = /chv_[A-Za-z0-9]{49}|#[A-Za-z0-9_-]{43}/;

for (const [what, ask] of Object.entries(delivering)) {
  test(`of ${what} nothing secret is kept beside what is sealed`, async (t) => {
    const shop = await openShop(t);
    const { id } = await shop.addKey(account);
    const key = new IdempotencyKey(randomBytes(16).toString('hex'));
    const actor = asCaller(shop.owners.lojaverde);
    const request = {
      key,
      actor,
      account,
      accepted: ['EditApiKeys'] as const,
      method: 'POST',
      address: '/x',
      body: {},
    };
    const { value } = await ask({ ...shop.context, request }, shop, id);
    assert.match(JSON.stringify(value), secret);
    const kept = await shop.storage.read((tx) => tx.findIdempotencyRecord(key.id));
    assert.ok(kept?.sealed != null);
    assert.doesNotMatch(kept.answer, secret);
  });
}

test('an operation that does not say what of its answer is secret cannot be handed a repeated request', () => {
  // Looked at by the compiler: without an error there, the next line is one.
  const misuse = (context: RepeatableContext) =>
    // @ts-expect-error a context that may carry a request
    runChange(context, async () => ({ event: null, value: null }));
  assert.equal(typeof misuse, 'function');
});
