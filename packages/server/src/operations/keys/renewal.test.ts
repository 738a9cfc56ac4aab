import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredKey } from '../../domain/token-keys.ts';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { declineGrant } from '../external-keys/decline-grant.ts';
import { removeExternalKey } from '../external-keys/remove-external-key.ts';
import { asCaller, openShop, operator, refusal, type Shop, tokenIdOf } from '../shop.fixture.ts';
import { changeKey } from './change-key.ts';
import { deleteKey } from './delete-key.ts';
import { finishRenewal, undoRenewal } from './end-renewal.ts';
import { listKeys } from './list-keys.ts';
import { showKey } from './show-key.ts';
import { startRenewal } from './start-renewal.ts';

const account = 'lojaverde';

/** The tokens by which nodes decide: role, and the hash that tells one secret from another. */
async function tokensOf(shop: Shop, keyId: string): Promise<StoredKey['tokens']> {
  for await (const batch of (await shop.storage.feed.openSnapshot()).batches) {
    for (const record of batch) if (record.kind === 'key' && record.id === keyId) return record.tokens;
  }
  return assert.fail('the feed does not have the key');
}

test('a renewal gives a second token and changes nothing else of the key', async (t) => {
  const shop = await openShop(t);
  const key = await shop.addKey(account, [await shop.addRole(account, ['OMSViewer'])], 'ERP');
  const before = await showKey(shop.context, operator, { account, key: key.id });
  const [first] = await tokensOf(shop, key.id);
  shop.clock.now += 1000;
  const renewer = await shop.callerWith(account, ['RenewApiToken']);
  const { value, revision } = await startRenewal(shop.context, renewer, { account, key: key.appKey });
  assert.deepEqual([value.id, value.appKey], [key.id, key.appKey]);
  assert.notEqual(value.appToken, key.appToken);
  const startedAt = '2026-03-01T12:00:01.000Z';
  const after = await showKey(shop.context, operator, { account, key: key.id });
  assert.notEqual(after.version, before.version);
  assert.deepEqual(after, {
    ...before,
    version: after.version,
    renewal: { startedAt, startedBy: `key:${renewer.appKey}`, link: 'none' },
    tokens: [
      { role: 'old', createdAt: before.createdAt, lastUsedAt: null },
      { role: 'new', createdAt: startedAt, lastUsedAt: null },
    ],
  });
  const [old, added] = await tokensOf(shop, key.id);
  assert.deepEqual(old, { ...first, role: 'old' });
  assert.equal(added?.role, 'new');
  assert.equal(shop.reported.at(-1), revision);
});

test('finishing leaves the new token alone, undoing the old one, each as it was', async (t) => {
  const shop = await openShop(t);
  for (const [end, survivor] of [
    [finishRenewal, 'new'],
    [undoRenewal, 'old'],
  ] as const) {
    const key = (await shop.addKey(account)).id;
    shop.clock.now += 1000;
    await startRenewal(shop.context, operator, { account, key });
    const kept = (await tokensOf(shop, key)).find((token) => token.role === survivor);
    const { value } = await end(shop.context, operator, { account, key });
    assert.deepEqual(await tokensOf(shop, key), [{ ...kept, role: 'current' }]);
    assert.equal(value.renewal, null);
    const { evidence: _, ...shown } = value;
    assert.deepEqual(shown, await showKey(shop.context, operator, { account, key }));
    await startRenewal(shop.context, operator, { account, key });
    assert.equal((await tokensOf(shop, key)).length, 2);
  }
});

test('each step writes its event, with the dates of the tokens before and after, and no secret', async (t) => {
  const shop = await openShop(t);
  const key = (await shop.addKey(account)).id;
  const first = '2026-03-01T12:00:00.000Z';
  const second = '2026-03-01T12:00:01.000Z';
  const [single, pending, renewed] = [
    [{ role: 'current', createdAt: first }],
    [
      { role: 'old', createdAt: first },
      { role: 'new', createdAt: second },
    ],
    [{ role: 'current', createdAt: second }],
  ];
  shop.clock.now += 1000;
  for (const [step, action, before, after] of [
    [startRenewal, 'renewal.started', single, pending],
    [undoRenewal, 'renewal.undone', pending, single],
    [startRenewal, 'renewal.started', single, pending],
    [finishRenewal, 'renewal.finished', pending, renewed],
  ] as const) {
    await step(shop.context, operator, { account, key });
    const event = await shop.lastEvent();
    assert.deepEqual([event.action, event.subject, event.account?.name], [action, `key:${key}`, account]);
    assert.deepEqual([event.before, event.after], [{ tokens: before }, { tokens: after }]);
  }
});

test('a second start, and an end of what was not started, change nothing and say why', async (t) => {
  const shop = await openShop(t);
  const key = (await shop.addKey(account)).id;
  const revision = () => shop.storage.readRevision();
  const before = await revision();
  await assert.rejects(finishRenewal(shop.context, operator, { account, key }), refusal('no_renewal', 'finish'));
  await assert.rejects(undoRenewal(shop.context, operator, { account, key }), refusal('no_renewal', 'undo'));
  assert.equal(await revision(), before);
  await startRenewal(shop.context, operator, { account, key });
  const tokens = await tokensOf(shop, key);
  const started = await revision();
  await assert.rejects(startRenewal(shop.context, operator, { account, key }), refusal('renewal_pending'));
  assert.deepEqual([await tokensOf(shop, key), await revision()], [tokens, started]);
});

test('no key renews itself or undoes that, not even one of an Owner; it may finish with its new token', async (t) => {
  const shop = await openShop(t);
  const key = shop.owners.lojaverde.id;
  const self = asCaller(shop.owners.lojaverde);
  await assert.rejects(startRenewal(shop.context, self, { account, key }), refusal('own_renewal', 'another key'));
  assert.equal((await tokensOf(shop, key)).length, 1);
  await startRenewal(shop.context, operator, { account, key });
  const renewed = { ...self, tokenId: await tokenIdOf(shop.storage, key, 'new') };
  for (const caller of [self, renewed]) {
    const undo = undoRenewal(shop.context, caller, { account, key });
    await assert.rejects(undo, refusal('own_renewal', 'as a user, or with another key'));
  }
  assert.equal((await tokensOf(shop, key)).length, 2);
  await finishRenewal(shop.context, renewed, { account, key });
  assert.deepEqual(
    (await tokensOf(shop, key)).map(({ id }) => id),
    [renewed.tokenId],
  );
});

test('a token that is being replaced takes nothing from its own key, and ends nothing of it', async (t) => {
  const shop = await openShop(t);
  const { context } = shop;
  const guest = shop.owners.lojaverde;
  const key = guest.id;
  const [old, abroad] = [asCaller(guest), { account: 'lojaazul', key }];
  await addExternalKey(context, operator, { account: 'lojaazul', appKey: guest.appKey, roleIds: [1] });
  await startRenewal(context, operator, { account, key, delivery: 'link' });
  const before = await shop.storage.readRevision();
  for (const attempt of [
    finishRenewal(context, old, { account, key }),
    finishRenewal(context, old, { account, key, when: 'opened' }),
    finishRenewal(context, old, { account, key, dryRun: true }),
    undoRenewal(context, old, { account, key }),
    changeKey(context, old, { account, key, isActive: false }),
    deleteKey(context, old, { account, key }),
    deleteKey(context, old, { account, key, dryRun: true }),
    removeExternalKey(context, old, abroad),
    declineGrant(context, old, { account, key, grantingAccount: 'lojaazul' }),
  ]) {
    await assert.rejects(attempt, refusal('own_renewal'));
  }
  assert.equal(await shop.storage.readRevision(), before);
  const other = asCaller(await shop.addKey(account, [1]));
  assert.equal((await deleteKey(context, other, { account, key, dryRun: true })).value.id, key);

  const renewed = { ...old, tokenId: await tokenIdOf(shop.storage, key, 'new') };
  await declineGrant(context, renewed, { account, key, grantingAccount: 'lojaazul' });
  await changeKey(context, renewed, { account, key, isActive: false });
});

test('renewing takes every management right that the key holds in any account; ending takes none', async (t) => {
  const shop = await openShop(t);
  const renewer = await shop.callerWith(account, ['RenewApiToken']);
  const start = (key: string) => startRenewal(shop.context, renewer, { account, key });
  const viewer = await shop.addKey(account, [await shop.addRole(account, ['ViewApiKeys'])]);
  const guest = await shop.addKey(account);
  const abroad = await shop.addRole('lojaazul', ['Create_Role']);
  await addExternalKey(shop.context, operator, { account: 'lojaazul', appKey: guest.appKey, roleIds: [abroad] });
  const guestOwner = await shop.addKey(account);
  await addExternalKey(shop.context, operator, { account: 'lojaazul', appKey: guestOwner.appKey, roleIds: [1] });
  for (const [key, missing] of [
    [shop.owners.lojaverde, 'Owner'],
    [viewer, 'ViewApiKeys'],
    [guest, 'Create_Role'],
    [guestOwner, 'Owner'],
  ] as const) {
    await assert.rejects(start(key.id), refusal('above_own_rights', missing));
    for (const end of [finishRenewal, undoRenewal]) {
      await startRenewal(shop.context, operator, { account, key: key.id });
      await end(shop.context, renewer, { account, key: key.id });
    }
  }
  const plain = await shop.addKey(account, [await shop.addRole(account, ['OMSViewer', 'RenewApiToken'])]);
  assert.equal((await start(plain.id)).value.id, plain.id);
});

test('whoever may not renew a key does not learn whether a renewal of it is pending', async (t) => {
  const shop = await openShop(t);
  const renewer = await shop.callerWith(account, ['RenewApiToken']);
  const key = shop.owners.lojaverde.id;
  await startRenewal(shop.context, operator, { account, key });
  await assert.rejects(startRenewal(shop.context, renewer, { account, key }), refusal('above_own_rights'));
});

test('an inactive key is renewed and stays inactive; a key whose renewal is pending is changed and deleted', async (t) => {
  const shop = await openShop(t);
  const key = (await shop.addKey(account)).id;
  await changeKey(shop.context, operator, { account, key, isActive: false });
  await startRenewal(shop.context, operator, { account, key });
  const role = await shop.addRole(account, ['OMSViewer']);
  const { value } = await changeKey(shop.context, operator, { account, key, roleIds: [role], label: 'b' });
  assert.deepEqual([value.isActive, value.tokens.length, value.label], [false, 2, 'b']);
  await deleteKey(shop.context, operator, { account, key });
  for (const step of [startRenewal, finishRenewal, undoRenewal]) {
    await assert.rejects(step(shop.context, operator, { account, key }), refusal('not_found'));
  }
});

test('a key of another account cannot be renewed by whoever gave it roles: it answers like one that does not exist', async (t) => {
  const shop = await openShop(t);
  const guest = await shop.addKey('lojaazul');
  await addExternalKey(shop.context, operator, { account, appKey: guest.appKey, roleIds: [1] });
  const owner = asCaller(shop.owners.lojaverde);
  for (const step of [startRenewal, finishRenewal, undoRenewal]) {
    for (const key of [guest.id, guest.appKey, 'appkey-lojaazul-NOBODY']) {
      const text = 'The account has no such key.';
      await assert.rejects(step(shop.context, owner, { account, key }), refusal('not_found', text));
    }
  }
});

test('freshness counts from the newest token, and a list is narrowed to pending renewals', async (t) => {
  const shop = await openShop(t);
  const [old, pending] = [await shop.addKey(account, [], 'old'), await shop.addKey(account, [], 'pending')];
  shop.clock.now = Date.parse('2026-07-01T12:00:00Z');
  await startRenewal(shop.context, operator, { account, key: pending.id });
  const list = async (query: object) => {
    const { items, total } = await listKeys(shop.context, operator, { account, sort: 'label', ...query });
    assert.equal(total, items.length);
    return items.map(({ label, freshness }) => `${label}: ${freshness}`);
  };
  const stale = ['first key: outdated', 'old: outdated'];
  assert.deepEqual(await list({ renewal: 'pending' }), ['pending: fresh']);
  assert.deepEqual(await list({ renewal: 'none' }), stale);
  assert.deepEqual(await list({ freshness: 'outdated' }), stale);
  await undoRenewal(shop.context, operator, { account, key: pending.id });
  assert.deepEqual(await list({ renewal: 'pending' }), []);
  assert.deepEqual(await list({ freshness: 'outdated' }), [...stale, 'pending: outdated']);
  await startRenewal(shop.context, operator, { account, key: old.id });
  await finishRenewal(shop.context, operator, { account, key: old.id });
  assert.deepEqual(await list({ freshness: 'fresh' }), ['old: fresh']);
});
