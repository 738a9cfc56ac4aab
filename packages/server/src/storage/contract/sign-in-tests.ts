/** Passwords, sessions, devices, set-up links, and the limit on attempts. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Storage, WriteTransaction } from '../storage.ts';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, make, pepperId } from './subject.ts';

function bytes(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

async function insertTestUser(tx: WriteTransaction, letter: string) {
  return await tx.getOrInsertUser({ id: letter.repeat(32), email: `${letter}@loja.example`, createdAt: 1 });
}

function testSession(letter: string, userId: string, createdAt: number) {
  return {
    id: letter.repeat(32),
    secretHash: bytes(letter),
    userId,
    createdAt,
    lastSeenAt: createdAt,
    expiresAt: createdAt + 100,
    address: '192.0.2.1',
    userAgent: null,
  };
}

const hour = 3_600_000;

/** One link of each purpose, not yet inserted. */
async function testLinks(tx: WriteTransaction) {
  const [{ id: userId }, { id: accountId }] = [await insertTestUser(tx, 'a'), await insertTestAccount(tx, 'loja')];
  const invitation = { purpose: 'invitation', userId, accountId, ceiling: ['Save_User'] } as const;
  const password = { ...invitation, purpose: 'password', ceiling: 'everything', accountId: null } as const;
  return { invitation, password, first: { ...password, purpose: 'first_account', userId: null } as const };
}

function stamp(secret: string) {
  return { secretHash: bytes(secret), createdAt: 1, createdBy: 'operator' };
}

const limit = { burst: 3, intervalMs: 10 };

async function taken(storage: Storage, subject: string, now: number): Promise<number | null> {
  return await storage.signIns.takeAttempt(bytes(subject), now, limit);
}

export const signInTests: readonly ContractTest[] = [
  {
    title: 'another hash of a password takes the place of that hash alone, and leaves when it was set',
    async run({ storage }) {
      const userId = await make(storage, async (tx) => (await insertTestUser(tx, 'a')).id);
      await make(storage, (tx) => tx.putPassword(userId, { hash: 'one', pepperId }, 5));
      const revision = await storage.readRevision();
      await storage.signIns.replacePasswordHash(userId, 'one', { hash: 'two', pepperId });
      await storage.signIns.replacePasswordHash(userId, 'one', { hash: 'late', pepperId });
      const found = await storage.read((tx) => tx.findPassword(userId));
      assert.deepEqual(found, { hash: 'two', pepperId, setAt: 5 });
      assert.equal(await storage.readRevision(), revision);
    },
  },
  {
    title: 'passwords: none at first, then the last one that was set',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const { id } = await insertTestUser(tx, 'a');
        await insertTestUser(tx, 'b');
        assert.equal(await tx.findPassword(id), undefined);
        for (const hash of ['one', 'two']) {
          await tx.putPassword(id, { hash, pepperId }, 5);
          assert.deepEqual(await tx.findPassword(id), { hash, pepperId, setAt: 5 });
        }
        assert.equal(await tx.findPassword('b'.repeat(32)), undefined);
      });
    },
  },
  {
    title:
      'sessions: found by secret or id with the e-mail of their user, ended one by one or all of a user, swept away when they are over',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const [ana, bia] = [await insertTestUser(tx, 'a'), await insertTestUser(tx, 'b')];
        for (const [letter, user, at] of [
          ['1', ana, 10],
          ['2', ana, 20],
          ['3', bia, 30],
        ] as const) {
          await tx.insertSession(testSession(letter, user.id, at));
        }
        const { secretHash, ...first } = testSession('1', ana.id, 10);
        assert.deepEqual(await tx.findSession(secretHash), { ...first, email: ana.email, tokenExpiresAt: null });
        assert.deepEqual(await tx.findSessionById('1'.repeat(32)), {
          ...first,
          email: ana.email,
          tokenExpiresAt: null,
        });
        assert.equal(await tx.findSession(bytes('4')), undefined);
        assert.equal(await tx.findSessionById('4'.repeat(32)), undefined);
        const listed = async (userId: string) => (await tx.listSessions(userId)).map(({ id }) => id[0]).join('');
        assert.equal(await listed(ana.id), '21');
        assert.equal(await tx.deleteSession('2'.repeat(32)), true);
        assert.equal(await tx.deleteSession('2'.repeat(32)), false);
        assert.equal(await listed(ana.id), '1');
        await tx.insertSession(testSession('5', ana.id, 110));
        assert.equal(await listed(ana.id), '5', 'the first is over');
        await tx.deleteSessionsOfUser(ana.id);
        assert.deepEqual([await listed(ana.id), await listed(bia.id)], ['', '3']);
      });
      await storage.signIns.setLastSeen('3'.repeat(32), 77);
      assert.equal((await storage.read((tx) => tx.findSessionById('3'.repeat(32))))?.lastSeenAt, 77);
    },
  },
  {
    title: 'devices: known for their user alone, the newest ten of them',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const [ana, bia] = [await insertTestUser(tx, 'a'), await insertTestUser(tx, 'b')];
        for (let at = 0; at < 12; at++) {
          await tx.insertDevice({ secretHash: bytes(`d${at}`), userId: ana.id, createdAt: at });
        }
        const known = await Promise.all([1, 2, 11].map((at) => tx.isDeviceOf(ana.id, bytes(`d${at}`))));
        assert.deepEqual(known, [false, true, true]);
        assert.equal(await tx.isDeviceOf(bia.id, bytes('d11')), false);
        await tx.deleteDevicesOfUser(ana.id);
        assert.equal(await tx.isDeviceOf(ana.id, bytes('d11')), false);
      });
    },
  },
  {
    title: 'set-up links: one for a purpose, user and account; found by secret until it is deleted or replaced',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const { invitation, password, first } = await testLinks(tx);
        for (const [name, link] of [['i1', invitation] as const, ['p1', password] as const]) {
          const { expiresAt } = await tx.insertSetupLink({ ...link, ...stamp(name) }, hour);
          assert.deepEqual(await tx.findSetupLink(bytes(name)), { ...link, expiresAt });
        }
        const { expiresAt } = await tx.insertSetupLink({ ...first, ...stamp('f1') }, hour);
        await tx.insertSetupLink({ ...invitation, ...stamp('i2') }, hour);
        await tx.insertSetupLink({ ...first, ...stamp('f2') }, hour);
        assert.equal(await tx.findSetupLink(bytes('i1')), undefined, 'replaced');
        assert.deepEqual(
          await tx.findSetupLink(bytes('f1')),
          { ...first, expiresAt },
          'each server that starts has its own',
        );
        for (let start = 3; start <= 9; start += 1) await tx.insertSetupLink({ ...first, ...stamp(`f${start}`) }, hour);
        const left = await Promise.all(
          [1, 2, 3, 4, 5, 6, 7, 8, 9].map((start) => tx.findSetupLink(bytes(`f${start}`))),
        );
        assert.equal(left.filter((link) => link !== undefined).length, 8, 'and no more than a few');
        assert.ok(left.at(-1) !== undefined, 'the newest among them');
        assert.ok((await tx.findSetupLink(bytes('p1'))) !== undefined, 'another purpose');
        await tx.deleteSetupLink(bytes('f9'));
        assert.equal(await tx.findSetupLink(bytes('f9')), undefined);
        await tx.deleteSetupLinks({ purpose: 'invitation', userId: invitation.userId });
        assert.equal(await tx.findSetupLink(bytes('i2')), undefined);
      });
    },
  },
  {
    title: 'invitations of an account: those that can be opened still, of whoever has not joined it',
    async run({ storage, db }) {
      const { ids, accounts } = await make(storage, async (tx) => {
        const ids = await Promise.all(
          ['a', 'b', 'c', 'd'].map(async (letter) => (await insertTestUser(tx, letter)).id),
        );
        const accounts = [(await insertTestAccount(tx, 'loja')).id, (await insertTestAccount(tx, 'outra')).id];
        for (const accountId of accounts) {
          for (const [place, userId] of ids.entries()) {
            const joinedAt = place === 3 ? 2 : null;
            await tx.putMembership({ accountId, userId, name: null, roleIds: [], createdAt: 1, joinedAt });
            const link = { userId, accountId, ceiling: ['Save_User'], createdAt: 1, createdBy: 'operator' } as const;
            const secretHash = (what: string) => bytes(`${what} ${accountId} ${userId}`);
            await tx.insertSetupLink({ ...link, purpose: 'invitation', secretHash: secretHash('join') }, hour);
            await tx.insertSetupLink({ ...link, purpose: 'password', secretHash: secretHash('set') }, hour);
          }
        }
        return { ids, accounts };
      });
      const [loja = 0, outra = 0] = accounts;
      const [a = '', b = '', c = '', d = ''] = ids;
      const { now } = await db.selectFrom('database_clock').select('now').executeTakeFirstOrThrow();
      await db.updateTable('setup_links').set({ expires_at: now }).where('user_id', '=', b).execute();
      const expires_at = now + hour;
      await db.updateTable('setup_links').set({ expires_at }).where('user_id', '<>', b).execute();
      await make(storage, (tx) => tx.deleteMembership(outra, c));
      const list = async (accountId: number, userId?: string) =>
        (await storage.read((tx) => tx.listInvitations(accountId, userId))).toSorted((one, other) =>
          one.userId < other.userId ? -1 : 1,
        );
      const invitation = (userId: string) => ({ userId, ceiling: ['Save_User'], expiresAt: expires_at });
      assert.deepEqual(await list(loja), [invitation(a), invitation(c)]);
      assert.deepEqual(await list(outra), [invitation(a)]);
      assert.deepEqual(await list(loja, c), [invitation(c)]);
      assert.deepEqual([await list(loja, b), await list(loja, d), await list(outra, c)], [[], [], []]);
    },
  },
  {
    title: 'a set-up link lives exactly its time by the clock of the database, whatever time the change was given',
    async run({ storage, db }) {
      const now = async () => (await db.selectFrom('database_clock').select('now').executeTakeFirstOrThrow()).now;
      const earliest = (await now()) + 72 * hour;
      const { invitation, password } = await make(storage, testLinks);
      const { expiresAt } = await make(storage, (tx) =>
        tx.insertSetupLink({ ...invitation, ...stamp('i') }, 72 * hour),
      );
      assert.ok(expiresAt >= earliest && expiresAt <= (await now()) + 72 * hour);
      // The database's clock itself cannot be moved.
      const endIn = async (ms: number) => {
        const expires_at = (await now()) + ms;
        await db.updateTable('setup_links').set({ expires_at }).execute();
      };
      const isThere = async () => (await storage.read((tx) => tx.findSetupLink(bytes('i')))) !== undefined;
      await endIn(60_000);
      assert.equal(await isThere(), true);
      await endIn(0);
      assert.equal(await isThere(), false);
      await make(storage, (tx) => tx.insertSetupLink({ ...password, ...stamp('p') }, hour));
      const left = await db.selectFrom('setup_links').select('purpose').execute();
      assert.deepEqual(left, [{ purpose: 'password' }], 'what has expired is swept away');
    },
  },
  {
    title:
      'attempts: a burst, then one in each interval; of many at once no more than there are; given back, forgotten when they are over',
    async run({ storage, db }) {
      const at100 = await Promise.all(Array.from({ length: 12 }, () => taken(storage, 'a', 100)));
      assert.equal(at100.filter((next) => next === null).length, 3);
      assert.deepEqual([...new Set(at100)].sort(), [110, null]);
      assert.deepEqual([await taken(storage, 'b', 100), await taken(storage, 'a', 109)], [null, 110]);
      assert.deepEqual([await taken(storage, 'a', 110), await taken(storage, 'a', 110)], [null, 120]);
      await storage.signIns.returnAttempt(bytes('a'), limit);
      assert.deepEqual([await taken(storage, 'a', 111), await taken(storage, 'a', 111)], [null, 120]);
      const rows = async () => (await db.selectFrom('attempts').select('subject').execute()).length;
      assert.equal(await rows(), 1, 'the one of b was over at 110');
      await taken(storage, 'c', 1000);
      assert.equal(await rows(), 1);
    },
  },
];
