import assert from 'node:assert/strict';
import type { ContractTest } from './subject.ts';
import { testSealer } from './subject.ts';

export const migrationTests: readonly ContractTest[] = [
  {
    title: 'of several processes that migrate at once one does, and the others find it done',
    async run({ subject }) {
      const url = await subject.createDatabase();
      const results = await Promise.all(Array.from({ length: 4 }, () => subject.engine.migrate(url)));
      assert.equal(results.filter((result) => result.applied.length > 0).length, 1);
      const [first] = results;
      for (const result of results) assert.equal(result.current, first?.current);
      assert.deepEqual((await subject.engine.migrate(url)).applied, []);
    },
  },
  {
    title: 'a database of a newer version is left alone: schema_too_new',
    async run({ subject, url, db }) {
      await db.insertInto('schema_migrations').values({ name: '9999-from-the-future', applied_at: 1 }).execute();
      const tooNew = { code: 'schema_too_new', message: /9999-from-the-future/ };
      await assert.rejects(subject.engine.migrate(url), tooNew);
      await assert.rejects(subject.engine.open(url, { sealer: testSealer }), tooNew);
    },
  },
  {
    title: 'a database that was not migrated is not opened',
    async run({ subject }) {
      const url = await subject.createDatabase();
      await assert.rejects(subject.engine.open(url, { sealer: testSealer }), {
        code: 'storage_unavailable',
        message: /migrate/,
      });
    },
  },
  {
    title: 'every installation has an epoch of its own',
    async run({ subject, storage }) {
      const url = await subject.createDatabase();
      await subject.engine.migrate(url);
      const other = await subject.engine.open(url, { sealer: testSealer });
      const [one, two] = [await storage.readRevision(), await other.readRevision()];
      await other.close();
      assert.match(one, /^[0-9a-f]{16}-0$/);
      assert.notEqual(one, two);
    },
  },
];
