import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, type TestContext, test } from 'node:test';
import { createTrace, createVerifier } from '#engine';
import type { UserActor } from '../../domain/actor.ts';
import { withTokenKeys } from '../../domain/token-keys.ts';
import { openBackup } from '../backup/backup-format.ts';
import { createBackup } from '../backup/create-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { shops } from '../both-engines.fixture.ts';
import { changeKey } from '../keys/change-key.ts';
import { type CreatedKey, createKey } from '../keys/create-key.ts';
import { finishRenewal } from '../keys/end-renewal.ts';
import { startRenewal } from '../keys/start-renewal.ts';
import { goodPassword, join, ownerOf, signedIn } from '../people.fixture.ts';
import { changePassword } from '../sessions/change-password.ts';
import { endSession } from '../sessions/end-session.ts';
import { operator, refusal, type Shop } from '../shop.fixture.ts';
import { listSigningKeys } from '../signing-keys/list-signing-keys.ts';
import { addUser } from '../users/add-user.ts';
import { changeUser } from '../users/change-user.ts';
import { removeUser } from '../users/remove-user.ts';
import { issueKeyToken } from './issue-key-token.ts';
import { issueOwnToken } from './issue-own-token.ts';
import { createLoginLog } from './login-log.ts';

/** What another process on the same database decides, once it has read what was changed. */
async function openFollower(t: TestContext, shop: Shop) {
  const verifier = createVerifier({
    feed: withTokenKeys(shop.storage.feed, shop.context.peppers),
    clock: shop.context.clock,
    maxStalenessMs: 60_000,
    whenStale: 'deny',
  });
  await verifier.start();
  t.after(() => verifier.stop());
  const targetIn = (account: string) =>
    verifier.resolve({ account, requirement: { kind: 'any-of', resources: ['OMSViewer'] } });
  const decide = async (userToken: string, account = 'lojaverde') => {
    await verifier.catchUp(null);
    return verifier.decide({ userToken, target: targetIn(account) }).code;
  };
  /** A user token for a pair, as the login makes it. */
  const logIn = async ({ id, appKey, appToken }: CreatedKey) => {
    await verifier.catchUp(null);
    const trace = createTrace();
    verifier.decide({ appKey, appToken, target: targetIn('lojaverde') }, trace);
    const origin = verifier.originOf(trace);
    assert.equal(origin?.type, 'token');
    const holder = { type: 'key', keyId: id, appKey, tokenId: origin.id } as const;
    const login = { holder, account: 'lojaverde', source: { channel: 'http', address: '192.0.2.7' } } as const;
    return (await issueKeyToken(shop.context, createLoginLog(shop.context), login)).userToken;
  };
  return Object.assign(decide, { logIn });
}

const issue = async (shop: Shop, actor: UserActor) => (await issueOwnToken(shop.context, actor, {})).value.userToken;

for (const [engine, open] of Object.entries(shops)) {
  describe(`user tokens on ${engine}`, () => {
    test('another process accepts a token without having seen it, and hears at once of everything that ends it', async (t) => {
      const shop = await open(t);
      const ana = await ownerOf(shop, 'lojaverde');
      const before = await openFollower(t, shop);
      const token = await issue(shop, ana);
      const after = await openFollower(t, shop);
      const codes = async (each: string) => [await before(each), await after(each)];
      assert.deepEqual(await codes(token), ['allowed', 'allowed']);
      assert.equal(await after(token, 'lojaazul'), 'no_grant');
      await endSession(shop.context, ana, { session: ana.sessionId as string });
      assert.deepEqual(await codes(token), ['invalid_credentials', 'invalid_credentials']);

      const again = await signedIn(shop, ana.email);
      const second = await issue(shop, again);
      assert.deepEqual(await codes(second), ['allowed', 'allowed']);
      const passwords = { currentPassword: goodPassword, newPassword: `${goodPassword} novo` };
      await changePassword(shop.context, again, passwords);
      assert.deepEqual(await codes(second), ['invalid_credentials', 'invalid_credentials']);
      assert.equal(await (await openFollower(t, shop))(second), 'invalid_credentials', 'also after a start');
    });

    test('the token of a key is accepted by another process, and ends there with the API token, and pauses with the key', async (t) => {
      const shop = await open(t);
      const account = 'lojaverde';
      const key = await shop.addKey(account, [1]);
      const { id } = key;
      const decide = await openFollower(t, shop);
      const other = await openFollower(t, shop);
      const old = await decide.logIn(key);
      assert.equal(await other(old), 'allowed');
      const { value } = await startRenewal(shop.context, operator, { account, key: id });
      const next = await decide.logIn({ ...key, appToken: value.appToken });
      assert.deepEqual([await other(old), await other(next)], ['allowed', 'allowed']);
      await finishRenewal(shop.context, operator, { account, key: id });
      assert.deepEqual([await other(old), await other(next)], ['invalid_credentials', 'allowed']);
      await changeKey(shop.context, operator, { account, key: id, isActive: false });
      assert.equal(await other(next), 'key_inactive');
    });

    test('a role that was taken opens nothing any more, at once', async (t) => {
      const shop = await open(t);
      const [ana, azul] = [await ownerOf(shop, 'lojaverde'), await ownerOf(shop, 'lojaazul')];
      assert.notEqual(ana.userId, azul.userId);
      const decide = await openFollower(t, shop);
      const token = await issue(shop, ana);
      assert.equal(await decide(token), 'allowed');
      const viewer = await shop.addRole('lojaverde', ['ViewApiKeys']);
      // Somebody else has to be Owner before the last one may stop being it.
      await shop.context.storage.change(0, async (tx) => {
        const { id } = await tx.getOrInsertUser({ id: 'c'.repeat(32), email: 'caio@lojaverde.example', createdAt: 0 });
        await tx.putMembership({ accountId: 1, userId: id, name: null, roleIds: [1], createdAt: 0, joinedAt: 0 });
        const event = {
          action: 'user.added',
          actor: operator,
          accountId: 1,
          subject: 'test',
          before: null,
          after: null,
        } as const;
        return { event, value: undefined };
      });
      const change = { account: 'lojaverde', user: ana.userId, roleIds: [viewer] };
      await changeUser(shop.context, operator, change);
      assert.equal(await decide(token), 'resource_denied');
    });

    test('a user who was removed from one of two accounts opens nothing there any more, at once', async (t) => {
      const shop = await open(t);
      const ana = await ownerOf(shop, 'lojaverde');
      await ownerOf(shop, 'lojaazul');
      const decide = await openFollower(t, shop);
      const { value } = await addUser(shop.context, operator, { account: 'lojaazul', email: ana.email, roleIds: [1] });
      await join(shop, value.invitation.url, ana);
      const token = await issue(shop, ana);
      assert.deepEqual([await decide(token), await decide(token, 'lojaazul')], ['allowed', 'allowed']);
      await removeUser(shop.context, operator, { account: 'lojaazul', user: ana.userId });
      assert.deepEqual([await decide(token), await decide(token, 'lojaazul')], ['allowed', 'no_grant']);
    });

    test('no user token outlives a restore, and the next one is signed by a new key', async (t) => {
      const shop = await open(t);
      const decide = await openFollower(t, shop);
      const key = await shop.addKey('lojaverde', [1]);
      const [ofKey, ofAna] = [await decide.logIn(key), await issue(shop, await ownerOf(shop, 'lojaverde'))];
      const codes = async () => [await decide(ofKey), await decide(ofAna)];
      assert.deepEqual(await codes(), ['allowed', 'allowed']);
      const chunks: Uint8Array[] = [];
      await createBackup(shop.context, operator, async (bytes) => {
        for await (const chunk of bytes) chunks.push(chunk);
      });
      const backup = await openBackup(Readable.from(chunks));
      await restoreBackup(shop.context, operator, { backup, replace: true, acceptRisk: false });
      assert.deepEqual(await codes(), ['invalid_credentials', 'invalid_credentials']);
      const again = await decide.logIn(key);
      assert.equal(await decide(again), 'allowed', 'the API token itself was in the backup');
      assert.notEqual(again.split('.')[0], ofKey.split('.')[0]);
      assert.deepEqual(await codes(), ['invalid_credentials', 'invalid_credentials']);
    });

    test('of many who need the first signing key at once, one makes it', async (t) => {
      const shop = await open(t);
      const ana = await ownerOf(shop, 'lojaverde');
      const tokens = await Promise.all(Array.from({ length: 8 }, () => issue(shop, ana)));
      assert.equal(new Set(tokens.map((token) => token.split('.')[0])).size, 1);
      assert.equal((await listSigningKeys(shop.context, operator)).length, 1);
      const decide = await openFollower(t, shop);
      for (const token of tokens) assert.equal(await decide(token), 'allowed');
    });

    test('with a user token a person acts while the session is unused, and not once it has ended', async (t) => {
      const shop = await open(t);
      const ana = await ownerOf(shop, 'lojaverde');
      const byToken: UserActor = { ...ana, tokenMadeFor: 'lojaverde' };
      await issue(shop, ana);
      const act = (actor: UserActor) =>
        createKey(shop.context, actor, { account: 'lojaverde', label: 'x', roleIds: [] });
      shop.clock.now += 2 * 3_600_000;
      await assert.rejects(act(ana), refusal('invalid_credentials'));
      await act(byToken);
      await assert.rejects(issue(shop, ana), refusal('invalid_credentials'));
      shop.clock.now += 22 * 3_600_000;
      await assert.rejects(act(byToken), refusal('invalid_credentials'));
    });
  });
}
