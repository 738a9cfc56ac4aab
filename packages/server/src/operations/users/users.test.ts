import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccount } from '../accounts/create-account.ts';
import { listKeys } from '../keys/list-keys.ts';
import { goodPassword, join, open, ownerOf, signedIn, trySignIn } from '../people.fixture.ts';
import { changeRole } from '../roles/change-role.ts';
import { describeSession } from '../sessions/describe-session.ts';
import { openShop, operator, refusal, type Shop } from '../shop.fixture.ts';
import { addUser } from './add-user.ts';
import { changeUser } from './change-user.ts';
import { issueUserLink } from './issue-user-link.ts';
import { listUsers } from './list-users.ts';
import { removeUser } from './remove-user.ts';
import { showUser } from './show-user.ts';
import { account, add, bia, openWithOwner, userWith } from './users.fixture.ts';

const listed = async (shop: Shop) => (await listUsers(shop.context, operator, { account })).map(({ email }) => email);

test('an invited user is listed, and has nothing until the invitation is opened', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const role = await shop.addRole(account, ['ViewApiKeys'], 'Viewer');
  const input = { account, email: ' Bia@LojaVerde.Example ', name: ' Bia ', roleIds: [role] };
  const { value, revision } = await addUser(shop.context, ana, input);
  assert.equal(shop.reported.at(-1), revision);
  const { invitation, ...user } = value;
  assert.match(user.id, /^[0-9a-f]{32}$/);
  assert.deepEqual(
    [user.email, user.name, user.status, user.roles, user.joinedAt],
    [bia, 'Bia', 'invited', [{ id: role, name: 'Viewer' }], null],
  );
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.actor, event.subject],
    ['user.added', 'user:ana@lojaverde.example', `user:${user.id}`],
  );
  assert.ok(!JSON.stringify(event).includes(invitation.url.split('#')[1] as string));
  assert.deepEqual(await showUser(shop.context, ana, { account, user: user.id }), user);
  await assert.rejects(trySignIn(shop, bia, goodPassword), refusal('invalid_credentials'));
  await open(shop, invitation.url);
  const actor = await signedIn(shop, bia);
  await listKeys(shop.context, actor, { account });
  assert.equal((await showUser(shop.context, ana, { account, user: user.id })).status, 'active');
});

test('a user who is known elsewhere has nothing here until they open the invitation themselves', async (t) => {
  const { shop } = await openWithOwner(t);
  const stranger = await ownerOf(shop, 'lojaazul');
  const added = await add(shop, stranger.email, [1]);
  await assert.rejects(listKeys(shop.context, stranger, { account }), refusal('not_found'));
  assert.deepEqual(
    (await describeSession(shop.context, stranger)).accounts.map(({ name }) => name),
    ['lojaazul'],
  );
  await assert.rejects(open(shop, added.invitation.url, 'a senha do administrador'), refusal('sign_in_needed'));
  const other = await userWith(shop, ['OMSViewer']);
  await assert.rejects(join(shop, added.invitation.url, other), refusal('link_not_yours'));
  await join(shop, added.invitation.url, stranger);
  await listKeys(shop.context, stranger, { account });
});

test('adding answers alike for an address that is known elsewhere and one that is not', async (t) => {
  const { shop } = await openWithOwner(t);
  await open(shop, shop.setupUrls.lojaazul);
  const shape = ({ id, email, invitation, invitationExpiresAt, version, ...rest }: Awaited<ReturnType<typeof add>>) => [
    id.length,
    email.length,
    invitation.url.length,
    invitation.expiresAt.length,
    invitationExpiresAt?.length,
    version.length,
    rest,
  ];
  const [known, unknown] = [await add(shop, 'ana@lojaazul.example', []), await add(shop, 'ana@lojanova.example', [])];
  assert.deepEqual(shape(known), shape(unknown));
  // Nor does an id tell it that comes back: who was removed and is invited again has the same one, known elsewhere or not.
  for (const { id, email } of [known, unknown]) {
    await removeUser(shop.context, operator, { account, user: id });
    assert.equal((await add(shop, email, [])).id, id);
  }
});

test('a user is in an account once, with a good address, a good name and roles of the account', async (t) => {
  const { shop } = await openWithOwner(t);
  await add(shop, bia, []);
  await assert.rejects(add(shop, bia.toUpperCase(), []), refusal('user_exists', bia));
  await assert.rejects(add(shop, 'ana@lojaverde.example', []), refusal('user_exists'));
  await assert.rejects(add(shop, 'bia', []), refusal('invalid_request'));
  await assert.rejects(add(shop, 'c@d.example', [99]), refusal('invalid_request', '99'));
  const unnamed = { account, email: 'c@d.example', name: ' ', roleIds: [] };
  await assert.rejects(addUser(shop.context, operator, unnamed), refusal('invalid_request', 'name'));
  assert.deepEqual(await listed(shop), ['ana@lojaverde.example', bia]);
});

test('without Save_User nobody adds, changes or removes; a user of another account is not there', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const viewer = await userWith(shop, ['Get_Users_Paged', 'ViewApiKeys']);
  await listUsers(shop.context, viewer, { account });
  const missing = refusal('resource_missing', 'Save_User');
  const user = ana.userId;
  await assert.rejects(addUser(shop.context, viewer, { account, email: 'c@d.example', roleIds: [] }), missing);
  await assert.rejects(changeUser(shop.context, viewer, { account, user, name: 'x' }), missing);
  await assert.rejects(removeUser(shop.context, viewer, { account, user }), missing);
  await assert.rejects(issueUserLink(shop.context, viewer, { account, user, purpose: 'password' }), missing);
  const stranger = await ownerOf(shop, 'lojaazul');
  for (const id of [stranger.userId, 'f'.repeat(32), 'x']) {
    const gone = refusal('not_found', 'no such user');
    await assert.rejects(showUser(shop.context, ana, { account, user: id }), gone);
    await assert.rejects(changeUser(shop.context, ana, { account, user: id, name: 'x' }), gone);
    await assert.rejects(removeUser(shop.context, ana, { account, user: id }), gone);
    await assert.rejects(issueUserLink(shop.context, ana, { account, user: id, purpose: 'password' }), gone);
  }
});

test('nobody gives or takes management rights that they do not hold, nor Owner without being one', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const editor = await userWith(shop, ['Save_User']);
  const plain = await shop.addRole(account, ['OMSViewer']);
  const strong = await shop.addRole(account, ['ViewApiKeys']);
  const addAs = (roleIds: number[], email: string) => addUser(shop.context, editor, { account, email, roleIds });
  await assert.rejects(addAs([strong], 'c@d.example'), refusal('above_own_rights', 'ViewApiKeys'));
  await assert.rejects(addAs([1], 'c@d.example'), refusal('above_own_rights', 'Owner'));
  const { value } = await addAs([plain], 'c@d.example');
  const change = (user: string, roleIds: number[]) => changeUser(shop.context, editor, { account, user, roleIds });
  await assert.rejects(change(value.id, [plain, strong]), refusal('above_own_rights'));
  await change(value.id, []);
  const above = await add(shop, 'e@d.example', [strong, plain]);
  await assert.rejects(change(above.id, [plain]), refusal('above_own_rights', 'ViewApiKeys'));
  await change(above.id, [strong]);
  await assert.rejects(removeUser(shop.context, editor, { account, user: above.id }), refusal('above_own_rights'));
  await assert.rejects(
    removeUser(shop.context, editor, { account, user: ana.userId }),
    refusal('above_own_rights', 'Owner'),
  );
  const invitation = { account, user: above.id, purpose: 'invitation' } as const;
  await assert.rejects(issueUserLink(shop.context, editor, invitation), refusal('above_own_rights'));
  await removeUser(shop.context, ana, { account, user: above.id });
});

test('nobody changes their own roles, removes themselves, or issues themselves a link', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const user = ana.userId;
  const own = refusal('own_rights');
  await assert.rejects(changeUser(shop.context, ana, { account, user, roleIds: [] }), own);
  await assert.rejects(removeUser(shop.context, ana, { account, user }), own);
  await assert.rejects(issueUserLink(shop.context, ana, { account, user, purpose: 'password' }), own);
  const { value } = await changeUser(shop.context, ana, { account, user, name: 'Ana' });
  assert.equal(value.name, 'Ana');
});

test('a user edits no role that they hold', async (t) => {
  const { shop } = await openWithOwner(t);
  const role = await shop.addRole(account, ['Create_Role']);
  await open(shop, (await add(shop, bia, [role])).invitation.url);
  const actor = await signedIn(shop, bia);
  const change = { account, role, resources: ['Create_Role', 'OMSViewer'] };
  await assert.rejects(changeRole(shop.context, actor, change), refusal('own_rights'));
});

test('whoever loses the last role, or is removed, is out everywhere at once; who keeps one elsewhere stays signed in', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const actor = await userWith(shop, ['ViewApiKeys']);
  await listKeys(shop.context, actor, { account });
  await changeUser(shop.context, ana, { account, user: actor.userId, roleIds: [] });
  await assert.rejects(listKeys(shop.context, actor, { account }), refusal('invalid_credentials'));
  await assert.rejects(trySignIn(shop, bia, goodPassword), refusal('invalid_credentials'));

  const role = await shop.addRole(account, ['ViewApiKeys']);
  await changeUser(shop.context, ana, { account, user: actor.userId, roleIds: [role] });
  const again = await signedIn(shop, bia);
  await removeUser(shop.context, ana, { account, user: actor.userId });
  const event = await shop.lastEvent();
  assert.deepEqual([event.action, event.before?.email, event.after], ['user.removed', bia, null]);
  await assert.rejects(describeSession(shop.context, again), refusal('invalid_credentials'));

  const stranger = await ownerOf(shop, 'lojaazul');
  await join(shop, (await add(shop, stranger.email, [role])).invitation.url, stranger);
  await removeUser(shop.context, ana, { account, user: stranger.userId });
  await assert.rejects(listKeys(shop.context, stranger, { account }), refusal('not_found'));
  await listKeys(shop.context, stranger, { account: 'lojaazul' });
});

test('an account edits its own membership of a user, and nothing of another account', async (t) => {
  const { shop } = await openWithOwner(t);
  const stranger = await ownerOf(shop, 'lojaazul');
  await join(shop, (await add(shop, stranger.email, [1])).invitation.url, stranger);
  await changeUser(shop.context, operator, { account, user: stranger.userId, name: 'Here', roleIds: [] });
  const there = await showUser(shop.context, operator, { account: 'lojaazul', user: stranger.userId });
  assert.deepEqual([there.name, there.roles.map(({ id }) => id)], [null, [1]]);
  await trySignIn(shop, stranger.email, goodPassword);
});

test('the last Owner stays Owner, also when two are taken at the same time', async (t) => {
  const { shop, ana } = await openWithOwner(t);
  const last = refusal('last_owner', 'last Owner');
  const remove = (user: string) => removeUser(shop.context, operator, { account, user });
  await assert.rejects(remove(ana.userId), last);
  await assert.rejects(changeUser(shop.context, operator, { account, user: ana.userId, roleIds: [] }), last);
  const invited = await add(shop, bia, [1]);
  await assert.rejects(remove(ana.userId), last, 'somebody who was only invited is no Owner yet');
  await open(shop, invited.invitation.url);
  const results = await Promise.allSettled([remove(ana.userId), remove(invited.id)]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.equal((await listed(shop)).length, 1);
});

test('an owner who was invited and never came can be replaced, but not by nobody', async (t) => {
  const shop = await openShop(t);
  const [first] = await listUsers(shop.context, operator, { account });
  const user = first?.id as string;
  await assert.rejects(removeUser(shop.context, operator, { account, user }), refusal('last_owner'));
  await add(shop, bia, [1]);
  await removeUser(shop.context, operator, { account, user });
  await assert.rejects(open(shop, shop.setupUrls.lojaverde), refusal('link_gone'));
});

test('nothing different is no change and no event', async (t) => {
  const { shop } = await openWithOwner(t);
  const role = await shop.addRole(account, ['OMSViewer']);
  const { id } = await add(shop, bia, [role, 1]);
  const before = await shop.storage.readRevision();
  const same = { account, user: id, name: null, roleIds: [1, role, 1] };
  assert.equal((await changeUser(shop.context, operator, same)).revision, before);
  const { value } = await changeUser(shop.context, operator, { account, user: id, name: 'Bia', roleIds: [role] });
  assert.deepEqual(
    value.roles.map((each) => each.id),
    [role],
  );
  const event = await shop.lastEvent();
  assert.deepEqual(event.before, { name: null, roles: [{ id: 1, name: 'Owner (Admin Super)' }, value.roles[0]] });
  assert.deepEqual(event.after, { email: bia, name: 'Bia', roles: value.roles });
});

test('the owner of a new account is one who was invited', async (t) => {
  const shop = await openShop(t);
  const input = { name: 'lojaroxa', ownerEmail: bia };
  await createAccount(shop.context, operator, input);
  const users = await listUsers(shop.context, operator, { account: 'lojaroxa' });
  assert.deepEqual(
    users.map(({ email, status, roles }) => [email, status, roles[0]?.id]),
    [[bia, 'invited', 1]],
  );
});
