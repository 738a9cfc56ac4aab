/** Signing keys, users and sessions, as far as user tokens depend on them, and how they are told to those who decide. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Revision, SigningKeyRecord, UserRecord } from '#engine';
import type { SigningKey } from '../../domain/signing-key.ts';
import type { StoredRecord } from '../../domain/token-keys.ts';
import type { Storage, WriteTransaction } from '../storage.ts';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, make, pepperId } from './subject.ts';

function testSigningKey(letter: string, changes: Partial<SigningKey> = {}): SigningKey {
  return {
    kid: letter.repeat(40),
    publicKey: Buffer.from(`public ${letter}`),
    pepperId,
    privateKey: { nonce: Buffer.alloc(12, letter), ciphertext: Buffer.from(`sealed ${letter}`) },
    createdAt: 10,
    signsFrom: 20,
    expiresAt: null,
    ...changes,
  };
}

/** A user of account 1 with role 2 there, and with a session. */
async function insertPerson(tx: WriteTransaction, letter: string): Promise<string> {
  const { id: userId } = await tx.getOrInsertUser({
    id: letter.repeat(32),
    email: `${letter}@loja.example`,
    createdAt: 1,
  });
  await tx.putMembership({ accountId: 1, userId, name: null, roleIds: [2], createdAt: 1, joinedAt: 1 });
  await insertSession(tx, letter, userId);
  return userId;
}

async function insertSession(tx: WriteTransaction, letter: string, userId: string): Promise<void> {
  const secretHash = new Uint8Array(createHash('sha256').update(letter).digest());
  const times = { createdAt: 1, lastSeenAt: 1, expiresAt: 900 };
  await tx.insertSession({ id: letter.repeat(32), secretHash, userId, ...times, address: null, userAgent: null });
}

type TokenRecord = UserRecord | SigningKeyRecord;

function isTokenRecord(record: StoredRecord): record is TokenRecord {
  return record.kind === 'user' || record.kind === 'signing-key';
}

async function changesAfter(storage: Storage, revision: Revision): Promise<TokenRecord[]> {
  const changes = await storage.feed.readChanges(revision);
  assert.ok(changes.kind === 'changes');
  return changes.records.filter(isTokenRecord);
}

async function inSnapshot(storage: Storage): Promise<TokenRecord[]> {
  const records: TokenRecord[] = [];
  for await (const batch of (await storage.feed.openSnapshot()).batches) records.push(...batch.filter(isTokenRecord));
  return records;
}

/** What one change tells of users, in short: whose sessions, and roles by account. */
async function toldBy(storage: Storage, work: (tx: WriteTransaction) => Promise<unknown>): Promise<string[]> {
  const before = await storage.readRevision();
  await make(storage, work);
  return (await changesAfter(storage, before)).map(inShort);
}

function inShort(record: TokenRecord): string {
  if (record.kind === 'signing-key') return `key ${record.kid[0]} ${record.expiresAt}`;
  const sessions = record.sessions.map(({ id }) => id[0]).join('');
  const roles = record.memberships.map(({ accountId, roleIds }) => `${accountId}:${roleIds.join('+')}`).join(' ');
  return `${record.email[0]} [${sessions}] ${roles}`.trim();
}

export const userTokenTests: readonly ContractTest[] = [
  {
    title: 'signing keys: all of them, the newest first; one that ended may lose its private half',
    async run({ storage }) {
      const [one, two] = [testSigningKey('A'), testSigningKey('B', { signsFrom: 30, expiresAt: 99 })];
      const list = () => storage.read((tx) => tx.listSigningKeys());
      assert.deepEqual(await list(), []);
      await make(storage, async (tx) => {
        await tx.insertSigningKey(one);
        await tx.insertSigningKey(two);
      });
      assert.deepEqual((await list()).map(plain), [plain(two), plain(one)]);
      await make(storage, (tx) => tx.endSigningKey(one.kid, { expiresAt: 50, erase: false }));
      assert.deepEqual((await list()).map(plain), [plain(two), plain({ ...one, expiresAt: 50 })]);
      await make(storage, (tx) => tx.endSigningKey(one.kid, { expiresAt: 40, erase: true }));
      assert.deepEqual((await list()).map(plain), [plain(two), plain({ ...one, expiresAt: 40, privateKey: null })]);
    },
  },
  {
    title: 'the feed tells the public half of every signing key, also of one that is over',
    async run({ storage }) {
      const before = await storage.readRevision();
      await make(storage, (tx) => tx.insertSigningKey(testSigningKey('A')));
      const [record] = await changesAfter(storage, before);
      assert.ok(record?.kind === 'signing-key');
      const { publicKey, ...rest } = record;
      assert.deepEqual(Buffer.from(publicKey), Buffer.from('public A'));
      assert.deepEqual(rest, { kind: 'signing-key', revision: 1, kid: 'A'.repeat(40), expiresAt: null });
      const end = (tx: WriteTransaction) => tx.endSigningKey('A'.repeat(40), { expiresAt: 5, erase: true });
      assert.deepEqual(await toldBy(storage, end), ['key A 5']);
      assert.deepEqual((await inSnapshot(storage)).map(inShort), ['key A 5']);
    },
  },
  {
    title: 'the feed tells of a user from the first user token on, and of every change that matters to one',
    async run({ storage }) {
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      await make(storage, (tx) => insertTestAccount(tx, 'other'));
      const ana = 'a'.repeat(32);
      assert.deepEqual(await toldBy(storage, (tx) => insertPerson(tx, 'a')), []);
      assert.deepEqual(await toldBy(storage, (tx) => insertPerson(tx, 'b')), []);
      assert.deepEqual(await inSnapshot(storage), []);

      const before = await storage.readRevision();
      await make(storage, (tx) => tx.setSessionToken('a'.repeat(32), 700));
      const whole = {
        kind: 'user',
        id: ana,
        email: 'a@loja.example',
        sessions: [{ id: 'a'.repeat(32), expiresAt: 900 }],
        memberships: [{ accountId: 1, roleIds: [2] }],
      };
      const [record] = await changesAfter(storage, before);
      assert.deepEqual(record, { ...whole, revision: record?.revision });
      assert.deepEqual(await inSnapshot(storage), [record]);
      assert.equal((await storage.read((tx) => tx.findSessionById('a'.repeat(32))))?.tokenExpiresAt, 700);

      const member = { userId: ana, name: null, createdAt: 1 };
      const invited = { ...member, accountId: 2, roleIds: [1], joinedAt: null };
      const invite = (tx: WriteTransaction) => tx.putMembership(invited);
      assert.deepEqual(await toldBy(storage, invite), ['a [a] 1:2'], 'an invitation opens nothing');
      const join = (tx: WriteTransaction) => tx.putMembership({ ...invited, joinedAt: 5 });
      assert.deepEqual(await toldBy(storage, join), ['a [a] 1:2 2:1']);
      const change = (tx: WriteTransaction) =>
        tx.putMembership({ ...member, accountId: 1, roleIds: [3, 1], joinedAt: 1 });
      assert.deepEqual(await toldBy(storage, change), ['a [a] 1:1+3 2:1']);
      const remove = (tx: WriteTransaction) => tx.deleteMembership(1, ana);
      assert.deepEqual(await toldBy(storage, remove), ['a [a] 2:1']);

      assert.deepEqual(await toldBy(storage, (tx) => insertSession(tx, 'c', ana)), []);
      assert.deepEqual(await toldBy(storage, (tx) => tx.setSessionToken('c'.repeat(32), 700)), ['a [ac] 2:1']);
      assert.deepEqual(await toldBy(storage, (tx) => tx.deleteSession('a'.repeat(32))), ['a [c] 2:1']);
      assert.deepEqual(await toldBy(storage, (tx) => tx.deleteSession('b'.repeat(32))), []);
      assert.deepEqual(await toldBy(storage, (tx) => tx.deleteSessionsOfUser(ana)), ['a []']);
      assert.deepEqual(await inSnapshot(storage), []);
      assert.deepEqual(await toldBy(storage, change), [], 'without a token nobody has to know');
    },
  },
  {
    title: 'more users than one statement asks for are told completely',
    async run({ storage }) {
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const before = await storage.readRevision();
      await make(storage, async (tx) => {
        for (let number = 0; number < 501; number++) {
          const id = number.toString(16).padStart(32, '0');
          const { id: userId } = await tx.getOrInsertUser({ id, email: `${number}@loja.example`, createdAt: 1 });
          const secretHash = new Uint8Array(createHash('sha256').update(id).digest());
          const times = { createdAt: 1, lastSeenAt: 1, expiresAt: 900 };
          await tx.insertSession({ id, secretHash, userId, ...times, address: null, userAgent: null });
          await tx.setSessionToken(id, 700);
        }
      });
      for (const records of [await inSnapshot(storage), await changesAfter(storage, before)]) {
        const users = records.map((record) => (record.kind === 'user' ? record.sessions.length : 0));
        assert.deepEqual([users.length, new Set(users)], [501, new Set([1])]);
      }
    },
  },
];

/** Bytes of drivers differ in their class. */
function plain({ publicKey, privateKey, ...rest }: SigningKey) {
  const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');
  return { ...rest, public: hex(publicKey), nonce: hex(privateKey?.nonce), ciphertext: hex(privateKey?.ciphertext) };
}
