import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { CompiledQuery } from 'kysely';
import type { ContractTest } from './subject.ts';
import { insertTestAccount, insertTestKey, make, testSealer } from './subject.ts';

export const migrationTests: readonly ContractTest[] = [
  {
    title: 'a migrated database is exactly what schema.sql says',
    async run({ subject, db }) {
      const connections = subject.connect(await subject.createDatabase());
      try {
        const statements = (await readFile(subject.schemaFile, 'utf8')).split(/;\s*$/m);
        for (const statement of statements.filter((text) => text.trim() !== '')) {
          await connections.write.executeQuery(CompiledQuery.raw(statement));
        }
        const fresh = await subject.describeSchema(connections.write);
        assert.ok(fresh.length > 100);
        assert.deepEqual(await subject.describeSchema(db), fresh);
      } finally {
        await connections.close();
      }
    },
  },
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
  {
    title: 'events that were logged before there were lists are listed by the migration',
    async run({ subject, url, storage, db }) {
      await make(storage, (tx) => insertTestAccount(tx, 'loja'));
      const { listings } = await storage.audit.readAuditBatch(0, 10);
      assert.equal(listings.length, 1);
      for (const text of [
        'DROP TABLE audit_event_accounts',
        `DELETE FROM schema_migrations WHERE name IN ('0007-audit-lists', '0008-audit-subjects')`,
      ]) {
        await db.executeQuery(CompiledQuery.raw(text));
      }
      assert.deepEqual((await subject.engine.migrate(url)).applied, ['0007-audit-lists', '0008-audit-subjects']);
      assert.deepEqual((await storage.audit.readAuditBatch(0, 10)).listings, listings);
    },
  },
  {
    title: 'stored texts are made comparable anew by the migration, and of two roles that come to one name both stay',
    async run({ subject, url, storage, db }) {
      const ids = await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        await insertTestAccount(tx, 'other');
        const role = { accountId, kind: 'custom', template: null, resources: [], createdAt: 1 } as const;
        await tx.insertRole({ ...role, name: 'Straße' });
        await tx.insertRole({ ...role, name: 'Gdańsk' });
        await tx.insertRole({ ...role, name: 'Łódź' });
        const keyId = await insertTestKey(tx, { accountId, label: 'Łódź 1', appKey: 'appkey-loja-1' });
        await tx.putGrant({
          keyId,
          accountId: 2,
          roleIds: [2],
          addedAt: 1,
          addedBy: 'operator',
          note: 'Ørsted',
          expiresAt: null,
        });
        return { accountId, keyId };
      });
      // As the version before stored them: without accents and case, and no more.
      for (const text of [
        `UPDATE roles SET name_key = 'straße' WHERE id = 4`,
        `UPDATE roles SET name = 'Strasse', name_key = 'strasse' WHERE id = 5`,
        `UPDATE roles SET name_key = 'łodz' WHERE id = 6`,
        `UPDATE keys SET label_key = 'łodz 1', search_text = 'łodz 1' || substr(search_text, length('łodz 1') + 1)`,
        `UPDATE external_keys SET search_text = replace(search_text, 'orsted', 'ørsted')`,
        `UPDATE audit_event_accounts SET search_text = search_text || '  ø'`,
        `DELETE FROM schema_migrations WHERE name = '0010-text-keys'`,
      ]) {
        await db.executeQuery(CompiledQuery.raw(text));
      }
      assert.deepEqual((await subject.engine.migrate(url)).applied, ['0010-text-keys']);
      await storage.read(async (tx) => {
        const { accountId, keyId } = ids;
        const found = async (search: string) => {
          const query = { accountId, search, sort: 'label', order: 'asc', limit: 9 } as const;
          return (await tx.listKeys(query)).keys.map(({ id }) => id);
        };
        assert.deepEqual([await found('lodz'), await found('appkey-loja-1')], [[keyId], [keyId]]);
        const external = await tx.listExternalKeys({
          accountId: 2,
          search: 'orsted',
          sort: 'appKey',
          order: 'asc',
          limit: 9,
        });
        assert.equal(external.keys.length, 1);
        assert.equal((await tx.findRoleByName(accountId, 'LODZ'))?.id, 6);
        assert.equal((await tx.findRoleByName(accountId, 'Strasse'))?.id, 5);
        assert.equal((await tx.findRole(accountId, 4))?.name, 'Straße');
      });
      const texts = (await db.selectFrom('audit_event_accounts').select('search_text').execute()).map(
        (row) => row.search_text,
      );
      assert.ok(texts.length > 0 && texts.every((text) => text.endsWith(' o') && !text.includes('  ')));
      assert.deepEqual((await subject.engine.migrate(url)).applied, []);
    },
  },
];
