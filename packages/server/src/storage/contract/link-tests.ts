/** Single-access links: opened once, by the database's clock, and erased with whatever ends them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { SealedToken } from '../../domain/single-access-link.ts';
import type { Tables } from '../queries/tables.ts';
import type { Storage } from '../storage.ts';
import type { ContractContext, ContractTest } from './subject.ts';
import { changed, insertTestAccount, insertTestKey, make, testToken } from './subject.ts';

const dayMs = 86_400_000;
const [proofHash, otherHash, nonce] = [1, 2, 3].map((byte) => new Uint8Array(byte === 3 ? 12 : 32).fill(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const ciphertext = Buffer.from('the sealed token of this test');

/** A key with a link to its token. */
async function insertLink({ storage, db }: ContractContext, accountId = 1) {
  const id = randomUUID();
  const keyId = await make(storage, async (tx) => await insertTestKey(tx, { accountId }));
  const { id: tokenId } = await db
    .selectFrom('tokens')
    .select('id')
    .where('key_id', '=', keyId)
    .executeTakeFirstOrThrow();
  const link = { id, keyId, tokenId, proofHash, nonce, ciphertext };
  const { expiresAt } = await make(storage, (tx) => tx.insertLink(link, dayMs));
  return { id, keyId, expiresAt };
}

/** Lets time pass for a link: the database's clock itself cannot be moved. */
async function letPass(db: Kysely<Tables>, id: string, ms: number): Promise<void> {
  await db
    .updateTable('links')
    .set((eb) => ({ expires_at: eb('expires_at', '-', ms), refused_at: eb('refused_at', '-', ms) }))
    .where('id', '=', id)
    .execute();
}

async function stored(db: Kysely<Tables>, id: string) {
  return await db.selectFrom('links').select(['nonce', 'ciphertext', 'opened_at']).where('id', '=', id).execute();
}

async function open(storage: Storage, id: string, proof = proofHash) {
  const { value } = await storage.change<(SealedToken & { finishesRenewal: boolean }) | undefined>(1, async (tx) => {
    const sealed = await tx.openLink(id, proof);
    return sealed === undefined ? { event: null, value: undefined } : changed(sealed);
  });
  return value;
}

async function stateOf(storage: Storage, id: string) {
  return (await storage.read((tx) => tx.findLink(id)))?.state;
}

export const linkTests: readonly ContractTest[] = [
  {
    title: 'of many who open a link at once one gets what it held, and nothing of that is left',
    async run(context) {
      const { storage, db } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const { id, keyId } = await insertLink(context);
      assert.deepEqual(await storage.read((tx) => tx.findLink(id)), {
        id,
        keyId,
        appKey: (await storage.read((tx) => tx.findKey(1, keyId)))?.appKey,
        label: 'A key',
        accountId: 1,
        proofHash,
        state: 'unopened',
        wasRefusedLately: false,
      });
      const answers = await Promise.all(Array.from({ length: 20 }, () => open(storage, id)));
      const got = answers.filter((answer) => answer !== undefined);
      assert.equal(got.length, 1);
      assert.deepEqual(Buffer.from(got[0]?.ciphertext ?? []), ciphertext);
      assert.deepEqual(got[0]?.nonce, nonce);
      const [row] = await stored(db, id);
      assert.deepEqual([row?.nonce, row?.ciphertext, await stateOf(storage, id)], [null, null, 'opened']);
    },
  },
  {
    title: 'a wrong proof, and an id that is not there, open nothing and use nothing up',
    async run(context) {
      const { storage } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const { id } = await insertLink(context);
      assert.equal(await open(storage, id, otherHash), undefined);
      assert.equal(await open(storage, randomUUID()), undefined);
      assert.equal(await storage.read((tx) => tx.findLink(randomUUID())), undefined);
      assert.notEqual(await open(storage, id), undefined);
    },
  },
  {
    title: 'a link lives exactly its time by the clock of the database, whatever time the change was given',
    async run(context) {
      const { storage, db } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const before = Date.now();
      const [late, early] = [await insertLink(context), await insertLink(context)];
      // This process and the databases of the tests share a machine.
      assert.ok(late.expiresAt >= before + dayMs && late.expiresAt <= Date.now() + dayMs, String(late.expiresAt));
      await letPass(db, early.id, dayMs - 60_000);
      await letPass(db, late.id, dayMs);
      assert.deepEqual([await stateOf(storage, early.id), await stateOf(storage, late.id)], ['unopened', 'expired']);
      assert.equal(await open(storage, late.id), undefined);
      const expired = await storage.read((tx) => tx.listExpiredLinks(10));
      assert.deepEqual(
        expired.map(({ id, keyId, state }) => ({ id, keyId, state })),
        [{ id: late.id, keyId: late.keyId, state: 'expired' }],
      );
      assert.deepEqual(await storage.read((tx) => tx.listExpiredLinks(0)), []);
      const erase = (id: string) => make(storage, (tx) => tx.eraseExpiredLink(id));
      assert.deepEqual([await erase(early.id), await erase(late.id), await erase(late.id)], [false, true, false]);
      assert.deepEqual(await storage.read((tx) => tx.listExpiredLinks(10)), []);
      assert.deepEqual(await stored(db, late.id), [{ nonce: null, ciphertext: null, opened_at: null }]);
      assert.equal(await stateOf(storage, late.id), 'expired');
      assert.notEqual(await open(storage, early.id), undefined);
    },
  },
  {
    title: 'a deleted key leaves nothing of its link',
    async run(context) {
      const { storage, db } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const [{ id, keyId }, other] = [await insertLink(context), await insertLink(context)];
      await make(storage, (tx) => tx.deleteKey(keyId, 5));
      assert.deepEqual(await stored(db, id), []);
      assert.equal(await open(storage, id), undefined);
      assert.equal((await stored(db, other.id)).length, 1);
    },
  },
  {
    title: 'a deleted token leaves nothing of its link, and the link of the other one stays',
    async run(context) {
      const { storage, db } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const first = await insertLink(context);
      const { keyId } = first;
      const added = testToken(2_000, 'new');
      const renewal = { startedAt: 2_000, startedBy: 'operator' };
      const link = { id: randomUUID(), keyId, tokenId: added.id, proofHash, nonce, ciphertext };
      await make(storage, async (tx) => {
        await tx.updateTokens(keyId, { deletes: null, renames: { from: 'current', to: 'old' }, added, renewal });
        await tx.insertLink(link, dayMs);
      });
      const links = async () => (await storage.read((tx) => tx.findKey(1, keyId)))?.tokens.map((token) => token.link);
      assert.deepEqual(await links(), ['unopened', 'unopened']);
      await make(storage, (tx) =>
        tx.updateTokens(keyId, { deletes: 'new', renames: { from: 'old', to: 'current' }, added: null, renewal: null }),
      );
      assert.deepEqual([await stored(db, link.id), (await stored(db, first.id)).length], [[], 1]);
      assert.notEqual(await open(storage, first.id), undefined);
      assert.deepEqual(await links(), ['opened']);
    },
  },
  {
    title: 'that opening finishes a renewal is noted once, with the link to the new token only',
    async run(context) {
      const { storage } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const { id, keyId } = await insertLink(context);
      const schedule = () => make(storage, (tx) => tx.finishRenewalWhenOpened(keyId));
      assert.equal(await schedule(), false, 'there is no new token');
      const added = testToken(2_000, 'new');
      const renewal = { startedAt: 2_000, startedBy: 'operator' };
      const link = { id: randomUUID(), keyId, tokenId: added.id, proofHash, nonce, ciphertext };
      await make(storage, async (tx) => {
        await tx.updateTokens(keyId, { deletes: null, renames: { from: 'current', to: 'old' }, added, renewal });
        assert.equal(await tx.finishRenewalWhenOpened(keyId), false, 'the new token has no link');
        await tx.insertLink(link, dayMs);
      });
      assert.deepEqual([await schedule(), await schedule()], [true, false]);
      assert.equal((await open(storage, id))?.finishesRenewal, false);
      assert.equal((await open(storage, link.id))?.finishesRenewal, true);
    },
  },
  {
    title: 'a refusal is noted once a minute for each link',
    async run(context) {
      const { storage, db } = context;
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const { id } = await insertLink(context);
      const note = () => make(storage, (tx) => tx.noteLinkRefused(id));
      const wasLately = async () => (await storage.read((tx) => tx.findLink(id)))?.wasRefusedLately;
      assert.deepEqual([await note(), await note(), await wasLately()], [true, false, true]);
      await letPass(db, id, 60_000);
      assert.deepEqual([await wasLately(), await note()], [false, true]);
      assert.equal(await make(storage, (tx) => tx.noteLinkRefused(randomUUID())), false);
    },
  },
];
