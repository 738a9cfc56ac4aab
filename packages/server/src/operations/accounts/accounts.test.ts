import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showKey } from '../keys/show-key.ts';
import { asCaller, openShop, operator, refusal, tokenIdOf } from '../shop.fixture.ts';
import { createAccount } from './create-account.ts';
import { listAccounts } from './list-accounts.ts';
import { setAccountStatus } from './set-account-status.ts';

test('a new account has its Owner role, its owner and a key that may do everything: one change, one event', async (t) => {
  const shop = await openShop(t);
  const before = await shop.storage.readRevision();
  const { value, revision } = await createAccount(shop.context, operator, {
    name: 'lojaroxa',
    ownerEmail: ' Bia@LojaRoxa.Example ',
    withKeyLabel: 'ERP',
  });
  assert.equal(Number(revision.split('-')[1]), Number(before.split('-')[1]) + 1);
  assert.match(value.owner.id, /^[0-9a-f]{32}$/);
  const { setupUrl } = value.owner;
  assert.deepEqual(value.owner, { id: value.owner.id, email: 'bia@lojaroxa.example', setupUrl });
  assert.match(setupUrl, /^https:\/\/keys\.example\.com\/admin\/setup\/invitation#[A-Za-z0-9_-]{43}$/);
  assert.match(value.key?.appKey ?? '', /^appkey-lojaroxa-[A-Z]{6}$/);
  assert.ok(value.key !== undefined);
  const key = await showKey(
    shop.context,
    asCaller({ ...value.key, tokenId: await tokenIdOf(shop.storage, value.key.id) }),
    { account: 'lojaroxa', key: value.key.id },
  );
  assert.deepEqual(key.roles, [{ id: 1, name: 'Owner (Admin Super)' }]);
  const event = await shop.lastEvent();
  assert.equal(event.action, 'account.created');
  for (const secret of [value.key.appToken, setupUrl.split('#')[1] as string]) {
    assert.ok(!JSON.stringify(event).includes(secret));
  }
  assert.equal(shop.reported.at(-1), revision);
});

test('an account without a first key has none', async (t) => {
  const shop = await openShop(t);
  const { value } = await createAccount(shop.context, operator, { name: 'lojaroxa', ownerEmail: 'b@c.example' });
  assert.equal('key' in value, false);
  const accounts = await listAccounts(shop.context, operator);
  assert.deepEqual(
    accounts.map(({ name, keyCount }) => [name, keyCount]),
    [
      ['lojaazul', 1],
      ['lojaroxa', 0],
      ['lojaverde', 1],
    ],
  );
});

test('who owns one account already is the same user in another', async (t) => {
  const shop = await openShop(t);
  const first = await createAccount(shop.context, operator, { name: 'lojaroxa', ownerEmail: 'b@c.example' });
  const second = await createAccount(shop.context, operator, { name: 'lojapreta', ownerEmail: 'B@C.example' });
  assert.equal(second.value.owner.id, first.value.owner.id);
});

test('a bad or used name, address or label leaves nothing behind', async (t) => {
  const shop = await openShop(t);
  const before = await shop.storage.readRevision();
  const good = { name: 'lojaroxa', ownerEmail: 'b@c.example', withKeyLabel: 'ERP' };
  for (const name of ['Loja', '1loja', 'l', 'loja-roxa', 'a'.repeat(41), 'admin', 'loja\u0000']) {
    await assert.rejects(createAccount(shop.context, operator, { ...good, name }), refusal('invalid_request'), name);
  }
  await assert.rejects(createAccount(shop.context, operator, { ...good, ownerEmail: 'b' }), refusal('invalid_request'));
  await assert.rejects(
    createAccount(shop.context, operator, { ...good, withKeyLabel: ' ' }),
    refusal('invalid_request'),
  );
  await assert.rejects(
    createAccount(shop.context, operator, { ...good, name: 'lojaverde' }),
    refusal('account_exists'),
  );
  assert.equal(await shop.storage.readRevision(), before);
  assert.equal((await listAccounts(shop.context, operator)).length, 2);
});

test('deactivating and activating each write their event; repeating them writes none', async (t) => {
  const shop = await openShop(t);
  const off = await setAccountStatus(shop.context, operator, { name: 'lojaazul', isActive: false });
  assert.equal(off.value.isActive, false);
  assert.deepEqual(await shop.lastEvent().then(({ action, before, after }) => [action, before, after]), [
    'account.deactivated',
    { isActive: true },
    { isActive: false },
  ]);
  const again = await setAccountStatus(shop.context, operator, { name: 'lojaazul', isActive: false });
  assert.equal(again.revision, off.revision);
  const on = await setAccountStatus(shop.context, operator, { name: 'lojaazul', isActive: true });
  assert.equal(on.value.isActive, true);
  assert.equal((await shop.lastEvent()).action, 'account.activated');
  for (const name of ['nobody', 'NOT A NAME\u0000']) {
    await assert.rejects(setAccountStatus(shop.context, operator, { name, isActive: true }), refusal('not_found'));
  }
});
