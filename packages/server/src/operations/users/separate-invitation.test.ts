import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FailedAttempt } from '../../domain/failure-counts.ts';
import { createFailureWriter } from '../audit/write-failures.ts';
import { shops } from '../both-engines.fixture.ts';
import { goodPassword, join, open, ownerOf, signedIn, trySignIn } from '../people.fixture.ts';
import { describeSession } from '../sessions/describe-session.ts';
import { operator, refusal } from '../shop.fixture.ts';
import { addUser } from './add-user.ts';
import { issueUserLink } from './issue-user-link.ts';
import { listUsers } from './list-users.ts';
import { removeUser } from './remove-user.ts';
import { account, add, bia } from './users.fixture.ts';

const theirPassword = 'outro sapato de damasco';

for (const [engine, openShop] of Object.entries(shops)) {
  test(`${engine}: an account whose user's address another account has taken gets its user in alone, and neither gets into the other`, async (t) => {
    const shop = await openShop(t);
    const attempts: FailedAttempt[] = [];
    const context = { ...shop.context, countFailure: (attempt: FailedAttempt) => void attempts.push(attempt) };
    const watched = { ...shop, context };
    const ana = await ownerOf(shop, 'lojaverde');
    const azul = await ownerOf(shop, 'lojaazul');
    const ours = await add(shop, bia, [1]);
    // Somebody of the other account invites the same address, opens the link, and so chooses the password.
    await open(
      shop,
      (await addUser(context, azul, { account: 'lojaazul', email: bia, roleIds: [1] })).value.invitation.url,
    );
    const impostor = await signedIn(shop, bia);
    const places = async (who: typeof impostor) =>
      (await describeSession(context, who)).accounts.map(({ name }) => name);
    assert.deepEqual(await places(impostor), ['lojaazul']);

    await assert.rejects(open(watched, ours.invitation.url, theirPassword), refusal('sign_in_needed', 'separate'));
    assert.equal(attempts.length, 1);
    const take = () => [
      { counts: attempts.splice(0).map((each) => ({ ...each, attempts: 1, from: 0, to: 0 })), others: 0 },
    ];
    await createFailureWriter(context, { count: () => {}, take })();
    const told = await shop.lastEvent();
    assert.deepEqual(
      [told.action, told.account?.name, told.subject, (told.after as { reason: string }).reason],
      ['invitation.refused', 'lojaverde', `user:${ours.id}`, 'has_password'],
    );

    const input = { account, user: ours.id, purpose: 'invitation', isSeparate: true } as const;
    const link = (await issueUserLink(context, ana, input)).value;
    const issued = await shop.lastEvent();
    assert.deepEqual(
      [issued.action, issued.account?.name, issued.before],
      ['user.separated', account, { user: ours.id }],
    );
    await assert.rejects(open(shop, ours.invitation.url, theirPassword), refusal('link_gone'));
    assert.deepEqual(await places(impostor), ['lojaazul'], 'nothing of the other account is touched');
    assert.equal((await open(shop, link.url, theirPassword)).account, account);
    const real = await signedIn(shop, bia, theirPassword);
    assert.equal(real.userId, link.user);
    assert.deepEqual(await places(real), [account]);
    await assert.rejects(trySignIn(shop, bia, 'a terceira senha de todas'), refusal('invalid_credentials'));
    const here = (await listUsers(context, ana, { account })).filter(({ email }) => email === bia);
    assert.deepEqual(
      here.map(({ id, status }) => [id, status]),
      [[link.user, 'active']],
    );
    await assert.rejects(add(shop, bia, []), refusal('user_exists'));

    // A password link of the account is for its own person.
    const ourLink = await issueUserLink(context, ana, { account, user: real.userId, purpose: 'password' });
    await open(shop, ourLink.value.url, theirPassword);
    assert.deepEqual(await places(await signedIn(shop, bia)), ['lojaazul']);
  });
}

test('who has a sign-in of their own joins further accounts with it, whoever else has the address', async (t) => {
  const shop = await shops.sqlite(t);
  const ana = await ownerOf(shop, 'lojaverde');
  const azul = await ownerOf(shop, 'lojaazul');
  await open(shop, (await add(shop, bia, [1], 'lojaazul')).invitation.url);
  const ours = await add(shop, bia, [1]);
  const input = { account, user: ours.id, purpose: 'invitation', isSeparate: true } as const;
  await open(shop, (await issueUserLink(shop.context, ana, input)).value.url, theirPassword);
  const real = await signedIn(shop, bia, theirPassword);
  await removeUser(shop.context, azul, { account: 'lojaazul', user: (await signedIn(shop, bia)).userId });
  const invited = await add(shop, bia, [1], 'lojaazul');
  await assert.rejects(join(shop, invited.invitation.url, ana), refusal('link_not_yours'));
  assert.equal((await join(shop, invited.invitation.url, real)).account, 'lojaazul');
  const { subject, before } = await shop.lastEvent();
  assert.deepEqual([subject, before], [`user:${real.userId}`, { joined: false, user: invited.id }]);
  const view = await describeSession(shop.context, real);
  assert.deepEqual(
    view.accounts.map(({ name }) => name),
    ['lojaazul', account],
  );
  await assert.rejects(trySignIn(shop, bia, goodPassword), refusal('invalid_credentials'));
});

test('nobody who has joined is separated, and whether an address has a password is not told by doing it', async (t) => {
  const shop = await shops.sqlite(t);
  const ana = await ownerOf(shop, 'lojaverde');
  const input = { account, purpose: 'invitation', isSeparate: true } as const;
  const joined = await add(shop, 'c@d.example', []);
  await open(shop, joined.invitation.url);
  const again = issueUserLink(shop.context, ana, { ...input, user: joined.id });
  await assert.rejects(again, refusal('already_joined'));
  const unknown = await add(shop, 'e@f.example', []);
  const known = await add(shop, 'ana@lojaazul.example', []);
  await ownerOf(shop, 'lojaazul');
  for (const { id: user } of [unknown, known]) {
    const { value } = await issueUserLink(shop.context, ana, { ...input, user });
    assert.notEqual(value.user, user);
    assert.equal((await open(shop, value.url)).account, account);
  }
});

test('a person of one account gives nobody more attempts at the password of another person of the address', async (t) => {
  const shop = await shops.sqlite(t);
  await open(shop, (await add(shop, bia, [1])).invitation.url, theirPassword);
  const other = await add(shop, bia, [1], 'lojaazul');
  const input = { account: 'lojaazul', user: other.id, purpose: 'invitation', isSeparate: true } as const;
  await open(shop, (await issueUserLink(shop.context, operator, input)).value.url);
  const devices = [
    (await trySignIn(shop, bia, goodPassword)).value.device,
    (await trySignIn(shop, bia, goodPassword)).value.device,
  ];
  let refused = 0;
  for (const device of [...devices, ...devices, ...devices, ...devices]) {
    await trySignIn(shop, bia, 'a senha errada de novo', device ?? '').catch(({ code }) => {
      if (code === 'too_many_attempts') refused += 1;
    });
  }
  assert.equal(refused, 8 - 5, 'five for the address, whatever devices somebody else has');
});
