/** What a backup is made of. */
import assert from 'node:assert/strict';
import { backupTables, tableTreatments } from '../queries/backup-tables.ts';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make } from './subject.ts';

export const backupTests: readonly ContractTest[] = [
  {
    title: 'every table of the schema is in a backup, or is left out for a reason that is written down',
    async run({ db }) {
      const tables = await db.introspection.getTables();
      const known = new Set(Object.keys(tableTreatments));
      assert.deepEqual(
        tables.map(({ name }) => name).filter((name) => !known.has(name)),
        [],
        'say in queries/backup-tables.ts what happens to them',
      );
      for (const { name, order } of backupTables) {
        const columns = tables.find((table) => table.name === name)?.columns.map((column) => column.name) ?? [];
        for (const column of order) assert.ok(columns.includes(column), `${name}.${column}`);
      }
    },
  },
  {
    title: 'a dump has every row once, in pages, of one state while changes go on',
    async run({ storage }) {
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      await make(storage, async (tx) => {
        for (let i = 0; i < 1_100; i++) await insertTestKey(tx, { accountId: 1, roleIds: [2] });
      });
      const ids = await storage.dump(async ({ rows, revision }) => {
        assert.equal(revision, 2);
        const found: string[] = [];
        let isFirst = true;
        for await (const { table, rows: some } of rows) {
          if (isFirst) await make(storage, (tx) => insertTestKey(tx, { accountId: 1 }));
          isFirst = false;
          if (table === 'keys') found.push(...some.map(({ id }) => String(id)));
        }
        return found;
      });
      assert.deepEqual([ids.length, new Set(ids).size], [1_100, 1_100]);
    },
  },
];
