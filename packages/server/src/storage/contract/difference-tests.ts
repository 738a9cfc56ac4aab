/** What engines do differently unless they are told. */
import assert from 'node:assert/strict';
import type { ContractTest } from './subject.ts';
import { changed, insertTestAccount, insertTestKey, make } from './subject.ts';

/** In the order of their UTF-8 bytes. UTF-16, and every language, orders them differently. */
const byteOrder = ['', 'A', 'Z', '_', 'a', 'b', 'z', 'é', '߿', 'ﬀ', '�', '𐀀', '😀'];

export const differenceTests: readonly ContractTest[] = [
  {
    title: 'letter case distinguishes resource keys and key strings',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const account = await insertTestAccount(tx, 'loja');
        for (const key of ['ListOrders', 'listorders', 'LISTORDERS']) {
          assert.equal(await tx.putResource({ key, name: key, description: null, places: [] }), true);
        }
        await insertTestKey(tx, { accountId: account.id, appKey: 'appkey-Loja-AAAAAA' });
        await insertTestKey(tx, { accountId: account.id, appKey: 'appkey-loja-AAAAAA' });
      });
      await storage.read(async (tx) => {
        assert.deepEqual(
          (await tx.findResources(['listorders'])).map((resource) => resource.key),
          ['listorders'],
        );
        assert.equal((await tx.findKeyByAppKey('appkey-Loja-AAAAAA'))?.appKey, 'appkey-Loja-AAAAAA');
        assert.equal(await tx.findKeyByAppKey('APPKEY-LOJA-AAAAAA'), undefined);
        assert.equal(await tx.findAccountByName('LOJA'), undefined);
      });
    },
  },
  {
    title: 'text sorts by its UTF-8 bytes, whatever the language of the database',
    async run({ storage }) {
      await make(storage, async (tx) => {
        for (const key of byteOrder.toReversed()) {
          await tx.putResource({ key, name: 'name', description: null, places: [] });
        }
      });
      const sorted = await storage.read((tx) => tx.listResources());
      assert.deepEqual(
        sorted.map((resource) => resource.key),
        byteOrder,
      );
    },
  },
  {
    title: 'an empty text is not NULL, and NULL is not an empty text',
    async run({ storage }) {
      await make(storage, async (tx) => {
        await tx.putResource({ key: 'empty', name: '', description: '', places: [{ product: '', category: '' }] });
        await tx.putResource({ key: 'null', name: '', description: null, places: [] });
      });
      const resources = await storage.read((tx) => tx.findResources(['empty', 'null']));
      assert.deepEqual(resources, [
        { key: 'empty', name: '', description: '', places: [{ product: '', category: '' }] },
        { key: 'null', name: '', description: null, places: [] },
      ]);
    },
  },
  {
    title: 'the name of a deleted role is free again, any number of times, and that of a live one is not',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        const role = { accountId, kind: 'custom', template: null, resources: [], createdAt: 1 } as const;
        for (let round = 0; round < 3; round += 1) {
          const { id } = await tx.insertRole({ ...role, name: 'Ção' });
          await assert.rejects(tx.insertRole({ ...role, name: 'CAO' }), { code: 'role_name_taken' });
          await assert.rejects(tx.updateRole(accountId, 2, { name: 'cao' }), { code: 'role_name_taken' });
          await tx.updateRole(accountId, id, { name: 'CÃO' });
          await tx.deleteRole(accountId, id);
        }
        assert.deepEqual(
          (await tx.listRoles(accountId)).map(({ id }) => id),
          [1, 2, 3],
        );
        // Ids are never used again, either.
        assert.equal((await tx.insertRole({ ...role, name: 'cao' })).id, 7);
      });
    },
  },
  {
    title: 'times and numbers beyond 2^31 come back as they went in',
    async run({ storage }) {
      const late = Date.UTC(2200, 0, 1, 0, 0, 0, 123);
      const keyId = await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        return await insertTestKey(tx, { accountId, createdAt: late });
      });
      await storage.read(async (tx) => {
        assert.equal((await tx.findKey(1, keyId))?.createdAt, late);
        assert.equal(await tx.findAccountById(2 ** 40), undefined);
        assert.equal(await tx.findRole(1, Number.MAX_SAFE_INTEGER), undefined);
        const page = { accountId: 1, roleId: 2 ** 52, sort: 'label', order: 'asc', limit: 50 } as const;
        assert.deepEqual(await tx.listKeys(page), { keys: [], next: null, total: 0 });
      });
    },
  },
  {
    title: 'text that one engine could not store is refused by both: U+0000 and half a surrogate pair',
    async run({ storage }) {
      for (const text of ['a\0b', 'a\ud800b', '\udc00']) {
        const work = storage.change(1, async (tx) => changed(await tx.insertAccount({ name: text, createdAt: 1 })));
        await assert.rejects(work, { code: 'invalid_request' });
        await assert.rejects(
          storage.read((tx) => tx.findKeyByAppKey(text)),
          { code: 'invalid_request' },
        );
      }
      assert.deepEqual(await storage.read((tx) => tx.listAccounts()), []);
    },
  },
  {
    title: 'bytes come back as they went in',
    async run({ storage, db }) {
      const bytes = Uint8Array.from({ length: 32 }, (_, index) => (index * 37) % 256);
      await db.insertInto('peppers').values({ id: 'p2', check_value: bytes }).execute();
      const known = await storage.peppers.listPeppers();
      assert.deepEqual(known.at(-1), { id: 'p2', checkValue: bytes });
    },
  },
];
