/** Which keys lose tokens when tokens expire. */
import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
import type { Tables } from '../queries/tables.ts';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make, pepperId } from './subject.ts';

/** Leaves a key as a renewal leaves it: its token is the old one, and there is a newer one. */
async function beginRenewal(db: Kysely<Tables>, keyId: string, at: number): Promise<void> {
  await db.updateTable('tokens').set({ role: 'old' }).where('key_id', '=', keyId).execute();
  await db.updateTable('keys').set({ newest_token_at: at }).where('id', '=', keyId).execute();
  const token = { key_id: keyId, id: 'new', stored_hash: new Uint8Array(32), pepper_id: pepperId };
  await db
    .insertInto('tokens')
    .values({ ...token, role: 'new', is_imported: 0, created_at: at })
    .execute();
}

export const expiryTests: readonly ContractTest[] = [
  {
    title: 'keys that lose every token, and those that lose the old one, are counted apart, each once',
    async run({ storage, db }) {
      const ids = await make(storage, async (tx) => {
        await insertTestAccount(tx, 'loja');
        await insertTestAccount(tx, 'other');
        const inserted: string[] = [];
        for (const createdAt of [10, 19, 20, 20, 30, 20, 20]) {
          inserted.push(await insertTestKey(tx, { accountId: 1, createdAt }));
        }
        await insertTestKey(tx, { accountId: 2, createdAt: 20 });
        await tx.updateKey(inserted[5] ?? '', { isActive: false });
        await tx.deleteKey(inserted[6] ?? '', 40);
        return inserted;
      });
      await beginRenewal(db, ids[3] ?? '', 40);
      const count = (...ranges: [expired: [number, number][], before: [number, number][]]) =>
        storage.read((tx) => {
          const [expired, expiredBefore] = ranges.map((each) => each.map(([from, to]) => ({ from, to })));
          return tx.countExpiringKeys({ accountId: 1, expired: expired ?? [], expiredBefore: expiredBefore ?? [] });
        });
      assert.deepEqual(await count([[0, 10]], []), { whole: 0, oldTokenOnly: 0 });
      assert.deepEqual(await count([[0, 20]], []), { whole: 2, oldTokenOnly: 0 });
      assert.deepEqual(await count([[0, 21]], []), { whole: 3, oldTokenOnly: 1 });
      assert.deepEqual(await count([[0, 21]], [[0, 20]]), { whole: 1, oldTokenOnly: 1 });
      assert.deepEqual(
        await count(
          [
            [0, 11],
            [20, 21],
          ],
          [],
        ),
        { whole: 2, oldTokenOnly: 1 },
      );
      assert.deepEqual(await count([[0, 99]], []), { whole: 5, oldTokenOnly: 0 });
      assert.deepEqual(await count([[0, 99]], [[0, 40]]), { whole: 1, oldTokenOnly: 0 });
      assert.deepEqual(await count([[0, 99]], [[0, 99]]), { whole: 0, oldTokenOnly: 0 });
    },
  },
];
