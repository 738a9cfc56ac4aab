import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserActor } from '../../domain/actor.ts';
import { createKey } from '../keys/create-key.ts';
import { goodPassword, open, ownerOf, signedIn, strangerSecret, trySignIn } from '../people.fixture.ts';
import { openShop, refusal, type Shop } from '../shop.fixture.ts';
import { changePassword } from './change-password.ts';
import { describeSession } from './describe-session.ts';
import { endSession } from './end-session.ts';
import { findCaller } from './find-caller.ts';
import { issueOwnSignInCode, issueSignInCode } from './issue-sign-in-code.ts';
import { listSessions } from './list-sessions.ts';
import { signIn } from './sign-in.ts';

const email = 'ana@lojaverde.example';
const account = 'lojaverde';
const source = { channel: 'http', address: '192.0.2.7', userAgent: 'test' } as const;
const minute = 60_000;
const hour = 60 * minute;

async function openWithOwner(t: Parameters<typeof openShop>[0]): Promise<Shop> {
  const shop = await openShop(t);
  await open(shop, shop.setupUrls.lojaverde);
  return shop;
}

/** How many of so many wrong passwords were really tried. */
async function guess(shop: Shop, count: number, device?: string): Promise<number> {
  let tried = 0;
  for (let i = 0; i < count; i++) {
    await assert.rejects(trySignIn(shop, email, `wrong password ${i}`, device), (error: { code?: string }) => {
      if (error.code === 'invalid_credentials') tried++;
      else assert.equal(error.code, 'too_many_attempts');
      return true;
    });
  }
  return tried;
}

test('a user signs in with the password, however the address is written, and acts by the roles of now', async (t) => {
  const shop = await openWithOwner(t);
  const first = await trySignIn(shop, ' Ana@LojaVerde.EXAMPLE ', goodPassword);
  assert.equal(first.value.view.user.email, email);
  const actor = await findCaller(shop.context, first.value.secret, source);
  const { value } = await createKey(shop.context, actor, { account, label: 'by a user', roleIds: [1] });
  const event = await shop.lastEvent();
  assert.deepEqual([event.actor, event.subject], [`user:${email}`, `key:${value.id}`]);
  await assert.rejects(
    createKey(shop.context, actor, { account: 'lojaazul', label: 'x', roleIds: [] }),
    refusal('not_found'),
  );
});

test('nothing of password, session or device is stored or told in a form that opens anything', async (t) => {
  const shop = await openWithOwner(t);
  const { value } = await trySignIn(shop, email, goodPassword);
  const event = JSON.stringify(await shop.lastEvent());
  assert.match(event, /session\.started/);
  for (const secret of [goodPassword, value.secret, value.device as string]) assert.ok(!event.includes(secret));
  const stored = await shop.storage.read((tx) => tx.findPassword(value.view.user.id));
  assert.match(stored?.hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('a wrong password, an unknown address and a user without a password are one answer', async (t) => {
  const shop = await openWithOwner(t);
  const answers = new Set<string>();
  for (const [address, password] of [
    [email, 'wrong password wrong'],
    ['nobody@lojaverde.example', goodPassword],
    ['ana@lojaazul.example', goodPassword],
  ] as const) {
    await assert.rejects(trySignIn(shop, address, password), (error) => {
      answers.add(String(error));
      return refusal('invalid_credentials')(error);
    });
  }
  assert.equal(answers.size, 1);
});

test('at most ten passwords an hour are looked at for an address, whoever tries and however it is written', async (t) => {
  const shop = await openWithOwner(t);
  assert.equal(await guess(shop, 30), 5);
  for (const spelling of [' ANA@lojaverde.example', 'Ana@LojaVerde.Example\n', `\t${email} `]) {
    await assert.rejects(trySignIn(shop, spelling, 'wrong password'), refusal('too_many_attempts', '12 minutes'));
  }
  let tried = 5;
  for (let at = 0; at < 59; at++) {
    shop.clock.now += minute;
    tried += await guess(shop, 2);
  }
  assert.ok(tried >= 9 && tried <= 10, `${tried} in an hour`);
});

test('the limit is the same for an address that nobody has', async (t) => {
  const shop = await openWithOwner(t);
  const codes: string[] = [];
  for (let i = 0; i < 7; i++) {
    await trySignIn(shop, 'nobody@lojaverde.example', 'wrong password').catch((error) => codes.push(error.code));
  }
  assert.deepEqual(codes.slice(4), ['invalid_credentials', 'too_many_attempts', 'too_many_attempts']);
});

test('of many passwords tried at the same time no more are looked at', async (t) => {
  const shop = await openWithOwner(t);
  const results = await Promise.allSettled(
    Array.from({ length: 25 }, (_, i) => trySignIn(shop, email, `wrong password ${i}`)),
  );
  const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'in'));
  assert.equal(codes.filter((code) => code === 'invalid_credentials').length, 5);
});

test('a right password does not count, and does not give wrong ones back', async (t) => {
  const shop = await openWithOwner(t);
  for (let i = 0; i < 4; i++) await trySignIn(shop, email, goodPassword);
  assert.equal(await guess(shop, 4), 4);
  for (let i = 0; i < 3; i++) await trySignIn(shop, email, goodPassword);
  assert.equal(await guess(shop, 4), 1);
});

test('whoever tries passwords locks nobody out who has signed in on the device before', async (t) => {
  const shop = await openWithOwner(t);
  const { device } = (await trySignIn(shop, email, goodPassword)).value;
  assert.ok(device !== null);
  await guess(shop, 30);
  await assert.rejects(trySignIn(shop, email, goodPassword), refusal('too_many_attempts'));
  const again = await trySignIn(shop, email, goodPassword, device);
  assert.equal(again.value.device, null, 'the device is known already');
  assert.equal(await guess(shop, 30, device), 5, 'who has the device has as many attempts, and no more');
  await assert.rejects(trySignIn(shop, email, goodPassword, device), refusal('too_many_attempts'));
});

test('a code lets the right password in where strangers have used up the attempts, and has few attempts of its own', async (t) => {
  const shop = await openWithOwner(t);
  const actor = await signedIn(shop, email);
  const other = await ownerOf(shop, 'lojaazul');
  await guess(shop, 6);
  const attempt = (password: string, code: string, address = email) =>
    signIn(shop.context, { email: address, password, code, source });
  await assert.rejects(trySignIn(shop, email, goodPassword), refusal('too_many_attempts', 'sign-in-code'));
  const { code, expiresAt } = await issueOwnSignInCode(shop.context, actor);
  const byOperator = await issueSignInCode(shop.context, { email: ' ANA@lojaverde.example' });
  assert.deepEqual(byOperator, { email, code, expiresAt });
  await assert.rejects(issueSignInCode(shop.context, { email: 'nobody@lojaverde.example' }), refusal('not_found'));
  const { value } = await attempt(goodPassword, code.toLowerCase());
  assert.ok(value.device !== null, 'the browser is known from now on');
  await trySignIn(shop, email, goodPassword, value.device);

  const foreign = await issueOwnSignInCode(shop.context, other);
  for (const [wrong, address] of [
    [foreign.code, email],
    ['AAAA-AAAA-AAAA-AAAA', email],
    [code, 'nobody@lojaverde.example'],
  ] as const) {
    await assert.rejects(attempt(goodPassword, wrong, address), refusal('invalid_request', 'code'));
  }
  for (let i = 0; i < 5; i++) await assert.rejects(attempt('wrong password', code), refusal('invalid_credentials'));
  await assert.rejects(attempt(goodPassword, code), refusal('too_many_attempts'));
  shop.clock.now += 20 * minute;
  await assert.rejects(attempt(goodPassword, code), refusal('invalid_request', 'code'), 'it has ended');
  const later = await issueOwnSignInCode(shop.context, actor);
  const next = 'outro sapato de damasco';
  await changePassword(shop.context, actor, { currentPassword: goodPassword, newPassword: next });
  await assert.rejects(attempt(next, later.code), refusal('invalid_request', 'code'), 'it was for another password');
  await assert.rejects(issueOwnSignInCode(shop.context, actor), refusal('invalid_credentials'));
});

test('a source that sends too many wrong passwords waits, whatever the addresses, but for known devices and codes', async (t) => {
  const shop = await openWithOwner(t);
  const { device } = (await trySignIn(shop, email, goodPassword)).value;
  let failures = 0;
  const sourceLimit = {
    check: () => assert.ok(failures < 2, 'limited'),
    countFailure: () => void failures++,
  };
  const attempt = (input: { email: string; password: string; device?: string | null; code?: string }) =>
    signIn(shop.context, { ...input, device: input.device ?? undefined, source, sourceLimit });
  for (const name of ['a', 'b']) {
    await assert.rejects(attempt({ email: `${name}@x.example`, password: 'x' }), refusal('invalid_credentials'));
  }
  await assert.rejects(attempt({ email: 'c@x.example', password: 'x' }), /limited/);
  await assert.rejects(attempt({ email, password: goodPassword }), /limited/);
  await attempt({ email, password: goodPassword, device });
  const { code } = await issueSignInCode(shop.context, { email });
  await attempt({ email, password: goodPassword, code });
});

test('a device is known for its own user alone, and an invented one not at all', async (t) => {
  const shop = await openWithOwner(t);
  await open(shop, shop.setupUrls.lojaazul);
  const { device } = (await trySignIn(shop, 'ana@lojaazul.example', goodPassword)).value;
  await guess(shop, 6);
  for (const other of [device as string, strangerSecret(), 'x']) {
    await assert.rejects(trySignIn(shop, email, goodPassword, other), refusal('too_many_attempts'));
  }
});

test('whoever opens a link with a password is known on that device, so that a lock has an end for everybody', async (t) => {
  const shop = await openShop(t);
  await guess(shop, 6);
  const { device } = await open(shop, shop.setupUrls.lojaverde);
  await trySignIn(shop, email, goodPassword, device as string);
});

test('a session ends an hour after its last use, and after a day', async (t) => {
  const shop = await openWithOwner(t);
  const begin = shop.clock.now;
  const { secret } = (await trySignIn(shop, email, goodPassword)).value;
  const isAlive = () =>
    findCaller(shop.context, secret, source).then(
      () => true,
      (error) => refusal('invalid_credentials')(error) && false,
    );
  for (let i = 0; i < 24; i++) {
    shop.clock.now += hour - 1;
    assert.equal(await isAlive(), true, `${i}`);
  }
  shop.clock.now = begin + 24 * hour - 1;
  assert.equal(await isAlive(), true);
  shop.clock.now += 1;
  assert.equal(await isAlive(), false, 'after a day');

  const second = (await trySignIn(shop, email, goodPassword)).value;
  const actor = await findCaller(shop.context, second.secret, source);
  shop.clock.now += hour;
  await assert.rejects(findCaller(shop.context, second.secret, source), refusal('invalid_credentials'));
  await assert.rejects(
    describeSession(shop.context, actor),
    refusal('invalid_credentials'),
    'also inside an operation',
  );
});

test('signing in again gives a new session, and ends the one in whose place it comes', async (t) => {
  const shop = await openWithOwner(t);
  const first = (await trySignIn(shop, email, goodPassword)).value;
  const input = { email, password: goodPassword, source, replacedSession: first.secret };
  const second = (await signIn(shop.context, input)).value;
  assert.notEqual(second.secret, first.secret);
  assert.notEqual(second.view.session.id, first.view.session.id);
  await assert.rejects(findCaller(shop.context, first.secret, source), refusal('invalid_credentials'));
  const planted = strangerSecret();
  const third = (await signIn(shop.context, { ...input, replacedSession: planted })).value;
  assert.notEqual(third.secret, planted);
  await assert.rejects(findCaller(shop.context, planted, source), refusal('invalid_credentials'));
});

test('users see their own sessions, and end them at once; those of others are not there', async (t) => {
  const shop = await openWithOwner(t);
  const [here, there] = [await signedIn(shop, email), await signedIn(shop, email)];
  const stranger = await ownerOf(shop, 'lojaazul');
  const listed = (actor: UserActor) => listSessions(shop.context, actor);
  assert.deepEqual(
    (await listed(here)).map(({ id, isCurrent, address }) => [id, isCurrent, address]).sort(),
    [
      [here.sessionId, true, '192.0.2.7'],
      [there.sessionId, false, '192.0.2.7'],
    ].sort(),
  );
  for (const session of [stranger.sessionId as string, 'f'.repeat(32), "x'"]) {
    await assert.rejects(endSession(shop.context, here, { session }), refusal('not_found', 'no such session'));
  }
  await endSession(shop.context, here, { session: there.sessionId as string });
  assert.equal((await shop.lastEvent()).action, 'session.ended');
  await assert.rejects(
    createKey(shop.context, there, { account, label: 'x', roleIds: [] }),
    refusal('invalid_credentials', 'not signed in'),
  );
  await endSession(shop.context, here, { session: here.sessionId as string });
  await assert.rejects(listed(here), refusal('invalid_credentials'));
  assert.equal((await listed(stranger)).length, 1);
});

test('a changed password needs the old one, ends every session and forgets every device', async (t) => {
  const shop = await openWithOwner(t);
  const { device } = (await trySignIn(shop, email, goodPassword)).value;
  const [actor, other] = [await signedIn(shop, email), await signedIn(shop, email)];
  const change = (currentPassword: string, newPassword: string) =>
    changePassword(shop.context, actor, { currentPassword, newPassword });
  const next = 'outro sapato de damasco';
  await assert.rejects(change('wrong password', next), refusal('invalid_request', 'currentPassword'));
  await assert.rejects(change(goodPassword, 'lojaverde2026!!'), refusal('invalid_request', 'tried first'));
  await describeSession(shop.context, other);
  const { value } = await change(goodPassword, next);
  const event = await shop.lastEvent();
  assert.deepEqual([event.action, event.actor, event.after], ['user.password_set', `user:${email}`, { by: 'user' }]);
  for (const each of [actor, other]) {
    await assert.rejects(describeSession(shop.context, each), refusal('invalid_credentials'));
  }
  await assert.rejects(trySignIn(shop, email, goodPassword), refusal('invalid_credentials'));
  await guess(shop, 30);
  await assert.rejects(trySignIn(shop, email, next, device as string), refusal('too_many_attempts'));
  await trySignIn(shop, email, next, value.device);
});

test('whoever has got hold of a session cannot try old passwords without end', async (t) => {
  const shop = await openWithOwner(t);
  const actor = await signedIn(shop, email);
  const codes: string[] = [];
  for (let i = 0; i < 8; i++) {
    const input = { currentPassword: `wrong ${i}`, newPassword: 'outro sapato de damasco' };
    await changePassword(shop.context, actor, input).catch((error) => codes.push(error.code));
  }
  assert.deepEqual(codes.slice(4), ['invalid_request', 'too_many_attempts', 'too_many_attempts', 'too_many_attempts']);
  await trySignIn(shop, email, goodPassword);
});

test('refused sign-ins are counted for the audit log', async (t) => {
  const shop = await openWithOwner(t);
  const counted: string[] = [];
  const context = {
    ...shop.context,
    countFailure: ({ action, tried }: { action: string; tried: string }) => void counted.push(`${action} ${tried}`),
  };
  for (let i = 0; i < 6; i++) {
    await assert.rejects(signIn(context, { email: ` ${email}`, password: 'wrong password', source }));
  }
  assert.deepEqual(new Set(counted), new Set([`sign_in.failed ${email}`]));
  assert.equal(counted.length, 6);
});
