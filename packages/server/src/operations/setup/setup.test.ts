import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretOfSetupUrl } from '../../domain/setup-link.ts';
import { createAccount } from '../accounts/create-account.ts';
import { listAccounts } from '../accounts/list-accounts.ts';
import { goodPassword, join, open, ownerOf, signedIn, strangerSecret, trySignIn } from '../people.fixture.ts';
import { describeSession } from '../sessions/describe-session.ts';
import { contextOf, openShop, openStorage, operator, refusal } from '../shop.fixture.ts';
import { addUser } from '../users/add-user.ts';
import { issueUserLink } from '../users/issue-user-link.ts';
import { removeUser } from '../users/remove-user.ts';
import { issueFirstAccountLink } from './issue-first-account-link.ts';
import { openSetupLink } from './open-setup-link.ts';
import { showSetupLink } from './show-setup-link.ts';

const email = 'ana@lojaverde.example';
const source = { channel: 'http', address: '192.0.2.7' } as const;

test('an owner sets the first password by the set-up link, is in from then on, and only then', async (t) => {
  const shop = await openShop(t);
  await assert.rejects(trySignIn(shop, email, goodPassword), refusal('invalid_credentials'));
  const opened = await open(shop, shop.setupUrls.lojaverde);
  assert.deepEqual([opened.email, opened.account], [email, 'lojaverde']);
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.actor, event.account?.name, event.before, event.after],
    [
      'user.joined',
      `user:${email}`,
      'lojaverde',
      { joined: false },
      { joined: true, email, roles: [{ id: 1, name: 'Owner (Admin Super)' }] },
    ],
  );
  const view = await describeSession(shop.context, await signedIn(shop, email));
  assert.deepEqual(
    view.accounts.map(({ name, holdsEverything }) => [name, holdsEverything]),
    [['lojaverde', true]],
  );
});

test('a link can be opened once; used, unknown and damaged are one answer', async (t) => {
  const shop = await openShop(t);
  const { lojaverde, lojaazul } = shop.setupUrls;
  await open(shop, lojaverde);
  const gone = refusal('link_gone', 'cannot be opened');
  await assert.rejects(open(shop, lojaverde), gone);
  await assert.rejects(open(shop, strangerSecret()), gone);
  for (const text of ['', 'x', `${lojaazul}x`, lojaazul.slice(0, -1)]) await assert.rejects(open(shop, text), gone);
  assert.equal((await open(shop, lojaazul)).account, 'lojaazul');
});

test('of many who open one link at the same time one gets in', async (t) => {
  const shop = await openShop(t);
  const passwords = Array.from({ length: 8 }, (_, i) => `${goodPassword} ${i}`);
  const results = await Promise.allSettled(passwords.map((each) => open(shop, shop.setupUrls.lojaverde, each)));
  const won = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [passwords[i] as string] : []));
  assert.equal(won.length, 1);
  await trySignIn(shop, email, won[0] as string);
});

test('a bad password opens nothing, and the link can be opened again', async (t) => {
  const shop = await openShop(t);
  for (const bad of ['short', 'password12345678', 'lojaverde-lojaverde', email]) {
    await assert.rejects(open(shop, shop.setupUrls.lojaverde, bad), refusal('invalid_request', 'password'));
  }
  await open(shop, shop.setupUrls.lojaverde);
});

test('an invitation of somebody who has a password needs that user, signed in, and nobody else', async (t) => {
  const shop = await openShop(t);
  const ana = await ownerOf(shop, 'lojaverde');
  const stranger = await ownerOf(shop, 'lojaazul');
  const { value } = await createAccount(shop.context, operator, { name: 'lojaroxa', ownerEmail: email });
  const { setupUrl } = value.owner;
  const seen = async () => (await describeSession(shop.context, ana)).accounts.map(({ name }) => name);
  await assert.rejects(open(shop, setupUrl, 'outra senha de outrem'), refusal('sign_in_needed'));
  await assert.rejects(join(shop, setupUrl, null), refusal('sign_in_needed'));
  await assert.rejects(join(shop, setupUrl, stranger), refusal('link_not_yours'));
  assert.deepEqual(await seen(), ['lojaverde'], 'an invitation does nothing until it is opened');
  await trySignIn(shop, email, goodPassword);
  assert.equal((await join(shop, setupUrl, ana)).account, 'lojaroxa');
  assert.deepEqual(await seen(), ['lojaroxa', 'lojaverde']);
  await assert.rejects(join(shop, setupUrl, ana), refusal('link_gone'));
});

test('without a password and without being signed in, a link tells nothing of whether its user has a password', async (t) => {
  const shop = await openShop(t);
  await open(shop, shop.setupUrls.lojaverde);
  const known = (await createAccount(shop.context, operator, { name: 'lojaroxa', ownerEmail: email })).value.owner;
  const answers: string[] = [];
  for (const url of [known.setupUrl, shop.setupUrls.lojaazul]) {
    await assert.rejects(join(shop, url, null), (error: Error) => {
      answers.push(String(error));
      return refusal('sign_in_needed')(error);
    });
  }
  assert.equal(answers[0], answers[1]);
});

test('on an empty database a link makes the first account, its owner and a password, once', async (t) => {
  const { storage } = await openStorage(t);
  const context = contextOf(storage);
  const first = await issueFirstAccountLink(context, operator);
  const link = await issueFirstAccountLink(context, operator);
  const newAccount = { name: 'lojaverde', ownerEmail: email };
  const openFirst = (url: string | undefined, change: object = {}) => {
    const secret = url?.split('#')[1] ?? '';
    return openSetupLink(context, { secret, password: goodPassword, newAccount, actor: null, source, ...change });
  };
  const unknown = openFirst(`#${strangerSecret()}`);
  await assert.rejects(unknown, refusal('link_gone', 'Start the server again'));
  for (const bad of [
    { newAccount: undefined },
    { password: undefined },
    { password: 'lojaverde-lojaverde' },
    { newAccount: { ...newAccount, name: 'Loja' } },
    { newAccount: { ...newAccount, ownerEmail: 'ana' } },
  ]) {
    await assert.rejects(openFirst(link?.url, bad), refusal('invalid_request'), JSON.stringify(bad));
  }
  // Of another server of the same installation: it does not end the first one's.
  const { value } = await openFirst(first?.url);
  assert.deepEqual([value.email, value.account], [email, 'lojaverde']);
  assert.deepEqual(
    (await listAccounts(context, operator)).map(({ name }) => name),
    ['lojaverde'],
  );
  for (const spent of [link?.url, first?.url, `#${strangerSecret()}`]) {
    await assert.rejects(openFirst(spent), refusal('link_gone', 'There is an account already'));
  }
  assert.equal(await issueFirstAccountLink(context, operator), null);
});

test('the link to a first account is of no use once there is an account', async (t) => {
  const { storage } = await openStorage(t);
  const context = contextOf(storage);
  const link = await issueFirstAccountLink(context, operator);
  await createAccount(context, operator, { name: 'lojaazul', ownerEmail: 'bia@lojaazul.example' });
  const newAccount = { name: 'lojaverde', ownerEmail: email };
  const secret = link?.url.split('#')[1] ?? '';
  await assert.rejects(
    openSetupLink(context, { secret, password: goodPassword, newAccount, actor: null, source }),
    refusal('link_gone'),
  );
});

test('whoever holds a link learns what it is for before a password is chosen, and of one that opens nothing that it is gone', async (t) => {
  const shop = await openShop(t);
  const show = (url: string) => showSetupLink(shop.context, { secret: secretOfSetupUrl(url) });
  const { expiresAt, ...shown } = await show(shop.setupUrls.lojaverde);
  assert.deepEqual(shown, { purpose: 'invitation', account: 'lojaverde', email });
  assert.ok(Date.parse(expiresAt) > Date.now());
  const ana = await ownerOf(shop, 'lojaverde');
  const gone = refusal('link_gone', 'cannot be opened');
  await assert.rejects(show(shop.setupUrls.lojaverde), gone);
  await assert.rejects(show(strangerSecret()), gone);
  const input = { account: 'lojaverde', user: ana.userId, purpose: 'password' } as const;
  const { url } = (await issueUserLink(shop.context, operator, input)).value;
  const { purpose, account } = await show(url);
  assert.deepEqual([purpose, account], ['password', null]);
  await open(shop, url);
  const invited = (await addUser(shop.context, operator, { account: 'lojaverde', email: 'c@d.example', roleIds: [] }))
    .value;
  await removeUser(shop.context, operator, { account: 'lojaverde', user: invited.id });
  await assert.rejects(show(invited.invitation.url), gone);
});
