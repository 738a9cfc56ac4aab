import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goodPassword, join, open, trySignIn } from '../people.fixture.ts';
import { changeRole } from '../roles/change-role.ts';
import { describeSession } from '../sessions/describe-session.ts';
import { asCaller, operator, refusal } from '../shop.fixture.ts';
import { addUser } from './add-user.ts';
import { changeUser } from './change-user.ts';
import { issueUserLink } from './issue-user-link.ts';
import { listUsers } from './list-users.ts';
import { removeUser } from './remove-user.ts';
import { showUser } from './show-user.ts';
import { account, add, bia, openWithOwner, userWith } from './users.fixture.ts';

test('a new invitation takes the place of the one before; who has joined needs none', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const added = await add(shop, bia, []);
  const invite = { account, user: added.id, purpose: 'invitation' } as const;
  const fresh = (await issueUserLink(shop.context, operator, invite)).value;
  assert.equal((await shop.lastEvent()).action, 'setup_link.issued');
  await assert.rejects(open(shop, added.invitation.url), refusal('link_gone'));
  await open(shop, fresh.url);
  await assert.rejects(issueUserLink(shop.context, operator, invite), refusal('already_joined'));
  await assert.rejects(
    issueUserLink(shop.context, operator, { account, user: ana.userId, purpose: 'invitation' }),
    refusal('already_joined'),
  );
});

test('a user who was invited says until when the invitation can be opened, and whether it can be', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const editor = await userWith(shop, ['Save_User', 'Get_Users_Paged']);
  const plain = await shop.addRole(account, ['OMSViewer']);
  const [kept, promoted] = ['c@d.example', 'e@d.example'];
  const invite = async (email: string) =>
    (await addUser(shop.context, editor, { account, email, roleIds: [plain] })).value;
  const [first, second] = [await invite(kept), await invite(promoted)];
  const shown = async (user: string) => {
    const listed = (await listUsers(shop.context, ana, { account })).find(({ id }) => id === user);
    assert.deepEqual(await showUser(shop.context, ana, { account, user }), listed);
    return listed?.invitationExpiresAt;
  };
  assert.deepEqual(
    [await shown(first.id), first.invitationExpiresAt],
    [first.invitation.expiresAt, first.invitation.expiresAt],
  );
  // Nor what its issuer could not have given: it opens nothing any more.
  const changed = await changeUser(shop.context, ana, { account, user: second.id, roleIds: [1] });
  assert.deepEqual([changed.value.invitationExpiresAt, await shown(second.id)], [null, null]);
  const fresh = (await issueUserLink(shop.context, ana, { account, user: second.id, purpose: 'invitation' })).value;
  assert.equal(await shown(second.id), fresh.expiresAt);
  await open(shop, first.invitation.url);
  assert.equal(await shown(first.id), null);
});

test('a password link sets a new password, and ends every session', async (t) => {
  const { shop } = await openWithOwner(t);
  const owner = asCaller(shop.owners.lojaverde);
  const actor = await userWith(shop, ['ViewApiKeys']);
  const input = { account, user: actor.userId, purpose: 'password' } as const;
  const { value } = await issueUserLink(shop.context, owner, input);
  const next = 'outro sapato de damasco';
  const opened = await open(shop, value.url, next);
  assert.deepEqual([opened.email, opened.account], [bia, null]);
  assert.deepEqual((await shop.lastEvent()).after, { by: 'link' });
  await assert.rejects(describeSession(shop.context, actor), refusal('invalid_credentials'));
  await assert.rejects(trySignIn(shop, bia, goodPassword), refusal('invalid_credentials'));
  await trySignIn(shop, bia, next);
  await assert.rejects(open(shop, value.url, next), refusal('link_gone'));
});

test('an account issues no password link for a user of another account, and one that it has is dead from then on', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const actor = await userWith(shop, ['OMSViewer']);
  const input = { account, user: actor.userId, purpose: 'password' } as const;
  const { value } = await issueUserLink(shop.context, ana, input);
  const pending = await add(shop, bia, [], 'lojaazul');
  await issueUserLink(shop.context, ana, input);
  const { value: second } = await issueUserLink(shop.context, ana, input);
  await join(shop, pending.invitation.url, actor);
  await assert.rejects(issueUserLink(shop.context, ana, input), refusal('member_elsewhere', 'operator'));
  for (const { url } of [value, second])
    await assert.rejects(open(shop, url, 'a senha que Ana quer'), refusal('link_gone'));
  await trySignIn(shop, bia, goodPassword);
  const byOperator = await issueUserLink(shop.context, operator, input);
  await open(shop, byOperator.value.url, 'outro sapato de damasco');
});

test('a user who has not joined gets no password link, and one who was removed cannot use theirs', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const added = await add(shop, bia, []);
  const input = { account, user: added.id, purpose: 'password' } as const;
  await assert.rejects(issueUserLink(shop.context, ana, input), refusal('not_joined'));
  await open(shop, added.invitation.url);
  const { value } = await issueUserLink(shop.context, ana, input);
  await removeUser(shop.context, ana, { account, user: added.id });
  await assert.rejects(open(shop, value.url), refusal('link_gone'));
});

test('a link opens nothing that its issuer could not have given: neither roles that came later, nor rights', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const editor = await userWith(shop, ['Save_User']);
  const plain = await shop.addRole(account, ['OMSViewer']);
  const invite = async (email: string) =>
    (await addUser(shop.context, editor, { account, email, roleIds: [plain] })).value;
  const [promoted, sharing, joined] = [
    await invite('c@d.example'),
    await invite('e@d.example'),
    await invite('g@d.example'),
  ];
  await open(shop, joined.invitation.url);
  const input = { account, user: joined.id, purpose: 'password' } as const;
  const passwordLink = (await issueUserLink(shop.context, editor, input)).value;

  await changeUser(shop.context, ana, { account, user: promoted.id, roleIds: [1] });
  await assert.rejects(open(shop, promoted.invitation.url), refusal('link_gone'));
  await changeRole(shop.context, ana, { account, role: plain, resources: ['OMSViewer', 'ViewApiKeys'] });
  await assert.rejects(open(shop, sharing.invitation.url), refusal('link_gone'));
  await assert.rejects(open(shop, passwordLink.url), refusal('link_gone'));
  const fresh = (await issueUserLink(shop.context, ana, { account, user: promoted.id, purpose: 'invitation' })).value;
  await open(shop, fresh.url);
});
