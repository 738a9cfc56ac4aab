import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { UserActor } from '../../domain/actor.ts';
import { createAccount } from '../accounts/create-account.ts';
import { listAuditEvents } from '../audit/list-audit-events.ts';
import { verifyAuditLog } from '../audit/verify-audit-log.ts';
import { goodPassword, join, open, signedIn, trySignIn } from '../people.fixture.ts';
import { changePassword } from '../sessions/change-password.ts';
import { endSession } from '../sessions/end-session.ts';
import { asCaller, openShop, operator, type Shop } from '../shop.fixture.ts';
import { issueOwnToken } from '../user-tokens/issue-own-token.ts';
import { issueUserLink } from './issue-user-link.ts';
import { removeUser } from './remove-user.ts';
import { add } from './users.fixture.ts';

// The address is not to have the name of an account in it: no answer may have that of another one.
const bia = 'bia@people.example';
const whoAndWhere = { email: bia, address: '192.0.2.7', userAgent: 'test' };
const next = 'outro sapato de damasco';

/** Bia is in lojaverde and lojaazul, and invited to lojarosa. */
async function openWithBia(t: TestContext) {
  const shop = await openShop(t);
  const viewer = (account: string) => shop.addRole(account, ['OMSViewer']);
  const { id, invitation } = await add(shop, bia, [await viewer('lojaverde')]);
  await open(shop, invitation.url);
  const actor = await signedIn(shop, bia);
  await join(shop, (await add(shop, bia, [await viewer('lojaazul')], 'lojaazul')).invitation.url, actor);
  await createAccount(shop.context, operator, { name: 'lojarosa', ownerEmail: 'rosa@people.example' });
  const rosa = await add(shop, bia, [await viewer('lojarosa')], 'lojarosa');
  shop.clock.now += 1;
  return { shop, actor, id, invitation: rosa.invitation.url };
}

/** What an account has in its list about the user since a moment, oldest first. */
async function told(shop: Shop, account: string, id: string, since: number) {
  const from = new Date(since).toISOString();
  return (await listAuditEvents(shop.context, operator, { account, subject: `user:${id}`, from })).items.toReversed();
}

test('signing in and out, a user token and a new password stand in the list of each account that the person has joined', async (t) => {
  const { shop, id } = await openWithBia(t);
  const begin = shop.clock.now;
  const first = await signedIn(shop, bia);
  await issueOwnToken(shop.context, first, { account: 'lojaverde' });
  await endSession(shop.context, first, { session: first.sessionId as string });
  const second = await signedIn(shop, bia);
  await changePassword(shop.context, second, { currentPassword: goodPassword, newPassword: next });

  const [verde, azul, rosa] = await Promise.all(
    ['lojaverde', 'lojaazul', 'lojarosa'].map((account) => told(shop, account, id, begin)),
  );
  const actions = ['session.started', 'user_token.issued', 'session.ended', 'session.started', 'user.password_set'];
  for (const events of [verde, azul]) {
    assert.deepEqual(
      events?.map(({ id: _, at: __, ...event }) => event),
      actions.map((action) => ({
        action,
        actor: null,
        source: null,
        account: null,
        subject: `user:${id}`,
        subjectName: null,
        before: null,
        after: whoAndWhere,
      })),
    );
  }
  assert.deepEqual(rosa, [], 'an account whose invitation was not opened');
  const whole = await listAuditEvents(shop.context, operator, { account: null, subject: `user:${id}`, limit: 5 });
  assert.deepEqual(
    whole.items.map(({ action, actor }) => [action, actor]).toReversed(),
    actions.map((action) => [action, `user:${bia}`]),
    'the operator has each once, with who did it',
  );
  assert.deepEqual((await verifyAuditLog(shop.context, {})).problems, []);
});

test('no account is told of another one, nor of the session', async (t) => {
  const { shop, id, actor } = await openWithBia(t);
  const [begin, names] = [shop.clock.now, ['lojaverde', 'lojaazul', 'lojarosa']];
  const sessions: string[] = [];
  const use = async () => {
    const { sessionId } = await signedIn(shop, bia);
    const session = { ...actor, sessionId } as UserActor & { sessionId: string };
    sessions.push(session.sessionId);
    for (const account of ['lojaverde', 'lojaazul']) await issueOwnToken(shop.context, session, { account });
    await endSession(shop.context, session, { session: session.sessionId });
  };
  await use();
  await use();
  for (const account of ['lojaverde', 'lojaazul']) {
    const events = await told(shop, account, id, begin);
    assert.equal(events.length, 8);
    const text = JSON.stringify(events);
    for (const hidden of [...sessions, ...names]) assert.ok(!text.includes(hidden), `${hidden} in ${account}: ${text}`);
    for (const q of [...sessions, ...names]) {
      const { items } = await listAuditEvents(shop.context, operator, { account, q, subject: `user:${id}` });
      const found = items.filter((event) => Date.parse(event.at) >= begin);
      assert.deepEqual(found, [], `found by ${q}`);
    }
    const byAddress = await listAuditEvents(shop.context, operator, { account, q: whoAndWhere.address });
    assert.ok((byAddress.total ?? 0) >= 8, 'what it is told can be searched');
  }
});

test('an account sees sign-ins from when the person has joined, and none from when they have left', async (t) => {
  const { shop, actor, id, invitation } = await openWithBia(t);
  const count = async () => {
    const lists = ['lojaverde', 'lojaazul', 'lojarosa'].map(async (account) => {
      const query = { account, subject: `user:${id}`, action: 'session.started' };
      return (await listAuditEvents(shop.context, operator, query)).total;
    });
    return await Promise.all(lists);
  };
  assert.deepEqual(await count(), [1, 0, 0]);
  await join(shop, invitation, actor);
  await signedIn(shop, bia);
  assert.deepEqual(await count(), [2, 1, 1]);
  await removeUser(shop.context, operator, { account: 'lojaazul', user: id });
  await signedIn(shop, bia);
  assert.deepEqual(await count(), [3, 1, 2]);
});

test("a password that the operator's link sets is told to every account, and one that an account's link sets stands there once", async (t) => {
  const { shop, id } = await openWithBia(t);
  const purpose = 'password';
  const set = async (account: string) =>
    (await listAuditEvents(shop.context, operator, { account, action: 'user.password_set' })).items;
  const { url } = (await issueUserLink(shop.context, operator, { account: 'lojaazul', user: id, purpose })).value;
  await open(shop, url, next);
  for (const account of ['lojaverde', 'lojaazul']) {
    assert.deepEqual(
      (await set(account)).map(({ actor, after }) => [actor, after]),
      [[null, whoAndWhere]],
    );
  }
  assert.deepEqual(await set('lojarosa'), []);

  await removeUser(shop.context, operator, { account: 'lojaazul', user: id });
  const caller = asCaller(shop.owners.lojaverde);
  const own = (await issueUserLink(shop.context, caller, { account: 'lojaverde', user: id, purpose })).value;
  await open(shop, own.url, 'terceiro sapato de figo');
  assert.deepEqual(
    (await set('lojaverde')).map(({ actor, account, after }) => [actor, account, after]),
    [
      [`user:${bia}`, 'lojaverde', { by: 'link' }],
      [null, null, whoAndWhere],
    ],
  );
  assert.equal((await set('lojaazul')).length, 1);
});

test('a person of more accounts than one statement can list signs in', async (t) => {
  const { shop, id } = await openWithBia(t);
  const accounts = 4_100;
  await shop.storage.change(shop.clock.now, async (tx) => {
    for (let i = 0; i < accounts; i++) {
      const account = await tx.insertAccount({ name: `filial${i}`, createdAt: shop.clock.now });
      const since = { createdAt: shop.clock.now, joinedAt: shop.clock.now };
      await tx.putMembership({ accountId: account.id, userId: id, name: null, roleIds: [], ...since });
    }
    const nothing = { accountId: null, subject: 'catalog', before: null, after: null };
    return { value: null, event: { action: 'catalog.imported', actor: operator, ...nothing } };
  });
  await trySignIn(shop, bia, goodPassword);
  for (const account of ['lojaverde', 'filial0', `filial${accounts - 1}`]) {
    assert.deepEqual(
      (await told(shop, account, id, shop.clock.now)).map(({ action }) => action),
      ['session.started'],
      account,
    );
  }
});
