import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Actor } from '../domain/actor.ts';
import { IdempotencyKey } from '../domain/idempotency-key.ts';
import type { Storage } from '../storage/storage.ts';
import { changeKey } from './keys/change-key.ts';
import { createKey } from './keys/create-key.ts';
import { showKey } from './keys/show-key.ts';
import { startRenewal } from './keys/start-renewal.ts';
import type { RepeatableRequest } from './repeatable-request.ts';
import { createRole } from './roles/create-role.ts';
import { asCaller, openShop, operator, refusal, type Shop } from './shop.fixture.ts';

const account = 'lojaverde';

function newKey(): IdempotencyKey {
  return new IdempotencyKey(randomBytes(16).toString('hex'));
}

/** What operations get for a request with a key. */
function repeatable(shop: Shop, actor: Actor, more: Partial<RepeatableRequest> = {}) {
  const request = { key: newKey(), actor, account, accepted: ['EditApiKeys', 'RenewApiToken'] as const };
  return {
    ...shop.context,
    request: { ...request, method: 'POST', address: '/keys', body: { label: 'ERP' }, ...more },
  };
}

const input = { account, label: 'ERP', roleIds: [] };

test('the same request again is answered as before, with the token, and changes nothing', async (t) => {
  const shop = await openShop(t);
  const owner = asCaller(shop.owners.lojaverde);
  const context = repeatable(shop, owner);
  const first = await createKey(context, owner, input);
  const again = await createKey(context, owner, input);
  assert.deepEqual(again, first);
  assert.equal(await shop.storage.readRevision(), first.revision);

  const renewal = repeatable(shop, owner, { address: '/keys/1/renewal' });
  const renewed = await startRenewal(renewal, owner, { account, key: first.value.id });
  assert.deepEqual(await startRenewal(renewal, owner, { account, key: first.value.id }), renewed);
  const { tokens } = await showKey(shop.context, operator, { account, key: first.value.id });
  assert.equal(tokens.length, 2);

  const link = repeatable(shop, owner);
  const linked = await createKey(link, owner, { ...input, delivery: 'link' });
  assert.deepEqual((await createKey(link, owner, { ...input, delivery: 'link' })).value, linked.value);
});

test('many at once have one effect and get one answer', async (t) => {
  const shop = await openShop(t);
  const owner = asCaller(shop.owners.lojaverde);
  const { id: key } = await shop.addKey(account);
  const context = repeatable(shop, owner);
  const before = Number((await shop.storage.readRevision()).split('-')[1]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => startRenewal(context, owner, { account, key })));
  assert.equal(new Set(answers.map(({ value }) => value.appToken)).size, 1);
  assert.equal(Number((await shop.storage.readRevision()).split('-')[1]), before + 1);
});

test('with another caller, address or body the key is refused, and nothing is changed', async (t) => {
  const shop = await openShop(t);
  const owner = asCaller(shop.owners.lojaverde);
  const other = await shop.callerWith(account, ['EditApiKeys']);
  const context = repeatable(shop, owner);
  const first = await createKey(context, owner, input);
  for (const [actor, different] of [
    [other, { actor: other }],
    [owner, { address: '/keys/' }],
    [owner, { method: 'PUT' }],
    [owner, { body: { label: 'ERP 2' } }],
    [owner, { body: undefined }],
  ] as const) {
    const changed = { ...context, request: { ...context.request, ...different } };
    await assert.rejects(createKey(changed, actor, input), refusal('idempotency_key_reused', 'new one'));
  }
  assert.equal(await shop.storage.readRevision(), first.revision);
});

test('a repetition asks for rights again: who lost them gets nothing, and who never had any hears of nothing', async (t) => {
  const shop = await openShop(t);
  const role = await shop.addRole(account, ['EditApiKeys']);
  const caller = await shop.addKey(account, [role]);
  const context = repeatable(shop, asCaller(caller));
  await createKey(context, asCaller(caller), input);
  const stranger = asCaller(shop.owners.lojaazul);
  const guessed = { ...context, request: { ...context.request, actor: stranger } };
  await assert.rejects(createKey(guessed, stranger, input), refusal('not_found'));
  const harmless = await shop.addRole(account, ['OMSViewer']);
  await changeKey(shop.context, operator, { account, key: caller.id, roleIds: [harmless] });
  await assert.rejects(createKey(context, asCaller(caller), input), refusal('resource_missing'));
});

test('what was refused is asked anew, and an answer without secrets stays whole', async (t) => {
  const shop = await openShop(t);
  const owner = asCaller(shop.owners.lojaverde);
  const { id: key } = await shop.addKey(account);
  await startRenewal(shop.context, operator, { account, key });
  const context = repeatable(shop, owner);
  await assert.rejects(startRenewal(context, owner, { account, key }), refusal('renewal_pending'));
  const { id: other } = await shop.addKey(account);
  assert.equal((await startRenewal(context, owner, { account, key: other })).value.id, other);

  // Whatever its texts look like: only what delivers something is secret.
  const name = 'https://wiki.example/#auditor chv_0123456789abcdef';
  const roles = repeatable(shop, owner, { accepted: ['Create_Role'] });
  const made = await createRole(roles, owner, { account, name, resources: ['view_metrics'] });
  const again = await createRole(roles, owner, { account, name, resources: ['view_metrics'] });
  assert.deepEqual(again.value, made.value);
  const kept = await shop.storage.read((tx) => tx.findIdempotencyRecord(roles.request.key.id));
  assert.deepEqual([kept?.hadSecrets, JSON.parse(kept?.answer ?? '')], [false, made.value]);
});

/** A database under which the process dies when the work of a change is done, right before its commit. */
function dyingBeforeCommit(storage: Storage): Storage {
  return {
    ...storage,
    change: (now, work) =>
      storage.change(now, async (tx) => {
        await work(tx);
        throw new Error('died');
      }),
  };
}

/** The same, right after the commit. */
function dyingAfterCommit(storage: Storage): Storage {
  return {
    ...storage,
    change: async (now, work) => {
      await storage.change(now, work);
      throw new Error('died');
    },
  };
}

test('an answer is kept with its change or not at all', async (t) => {
  const shop = await openShop(t);
  const owner = asCaller(shop.owners.lojaverde);
  const { id: key } = await shop.addKey(account);
  const context = repeatable(shop, owner);
  const dying = (storage: Storage) => startRenewal({ ...context, storage }, owner, { account, key });
  await assert.rejects(dying(dyingBeforeCommit(shop.storage)), /died/);
  const kept = () => shop.storage.read((tx) => tx.findIdempotencyRecord(context.request.key.id));
  const tokens = async () => (await showKey(shop.context, operator, { account, key })).tokens.length;
  assert.deepEqual([await kept(), await tokens()], [undefined, 1]);
  await assert.rejects(dying(dyingAfterCommit(shop.storage)), /died/);
  assert.deepEqual([(await kept())?.hadSecrets, await tokens()], [true, 2]);
  const { value } = await startRenewal(context, owner, { account, key });
  assert.deepEqual([value.id, await tokens()], [key, 2]);
});
