/** Events by account, and what stays of them when they are erased. */
import assert from 'node:assert/strict';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { parseAuditRecord } from '../../domain/audit-record.ts';
import { auditListReader } from '../queries/audit-listings.ts';
import type { AuditListQuery, Storage } from '../storage.ts';
import { recordStatements } from './record-statements.ts';
import type { ContractTest } from './subject.ts';
import { changed, insertTestAccount, make } from './subject.ts';

const operator = { type: 'operator', source: { channel: 'cli' } } as const;

/** Logs one event at a moment. */
async function log(storage: Storage, at: number, event: Partial<AuditEvent>): Promise<void> {
  const whole = { action: 'key.changed', actor: operator, accountId: 1, subject: 'test', before: null, after: null };
  await storage.change(at, async () => ({ event: { ...whole, ...event } as AuditEvent, value: null }));
}

/** Two accounts, 1 and 2, whose events were logged at 1,000. */
async function openAccounts(storage: Storage): Promise<void> {
  for (const name of ['verde', 'azul']) await make(storage, (tx) => insertTestAccount(tx, name));
}

async function subjects(storage: Storage, query: Partial<AuditListQuery>): Promise<string[]> {
  const { contents } = await storage.read((tx) =>
    tx.listAuditEvents({ accountId: 1, order: 'asc', limit: 100, ...query }),
  );
  return contents.map((content) => parseAuditRecord(content).subject);
}

export const auditListTests: readonly ContractTest[] = [
  {
    title: 'an event is listed in its account and in those it concerns, and nowhere else',
    async run({ storage }) {
      await openAccounts(storage);
      await log(storage, 2_000, { subject: 'one', accountId: 1 });
      await log(storage, 2_000, { subject: 'two', accountId: 2 });
      await log(storage, 2_000, {
        subject: 'both',
        accountId: 2,
        alsoVisibleTo: [{ accountId: 1, before: null, after: 'known' }],
      });
      await log(storage, 2_000, { subject: 'none', accountId: null });
      assert.deepEqual(await subjects(storage, { accountId: 1 }), ['one', 'both']);
      assert.deepEqual(await subjects(storage, { accountId: 2 }), ['two', 'both']);
      // Those of the test's own accounts belong to none.
      const all = await subjects(storage, { accountId: null, from: 2_000 });
      assert.deepEqual(all, ['one', 'two', 'both', 'none']);
    },
  },
  {
    title: 'a list goes by time, both ways, in pages that neither repeat nor skip, also of one and the same moment',
    async run({ storage }) {
      await openAccounts(storage);
      for (const [subject, at] of Object.entries({ a: 3_000, b: 1_000, c: 2_000, d: 2_000, e: 2_000 })) {
        await log(storage, at, { subject });
      }
      const sorted = ['b', 'c', 'd', 'e', 'a'];
      for (const order of ['asc', 'desc'] as const) {
        const found: string[] = [];
        let after: AuditListQuery['after'];
        do {
          const page = await storage.read((tx) =>
            tx.listAuditEvents({ accountId: 1, order, limit: 2, ...(after && { after }) }),
          );
          found.push(...page.contents.map((content) => parseAuditRecord(content).subject));
          after = page.next ?? undefined;
        } while (after !== undefined);
        assert.deepEqual(found, order === 'asc' ? sorted : sorted.toReversed());
      }
    },
  },
  {
    title: 'filters are time, action, actor, subject and any text that the reader may see; the count follows them',
    async run({ storage }) {
      await openAccounts(storage);
      const key = {
        type: 'key',
        keyId: 'x',
        appKey: 'appkey-azul-AAAAAA',
        tokenId: 'y',
        source: { channel: 'http' },
      } as const;
      await log(storage, 1_000, { subject: 'early', after: { label: 'Integração 100%' } });
      await log(storage, 2_000, { subject: 'mine', action: 'key.deleted' });
      await log(storage, 3_000, {
        subject: 'theirs',
        subjectName: 'inner name',
        accountId: 2,
        actor: key,
        after: { secretPlan: 'hidden text' },
        alsoVisibleTo: [{ accountId: 1, before: null, after: { label: 'shown text' } }],
      });
      const cases: [Partial<AuditListQuery>, string[]][] = [
        [{ from: 2_000 }, ['mine', 'theirs']],
        [{ to: 2_000 }, ['early']],
        [{ from: 1_000, to: 3_000 }, ['early', 'mine']],
        [{ action: 'key.deleted' }, ['mine']],
        [{ actor: 'operator' }, ['early', 'mine']],
        [{ subject: 'mine' }, ['mine']],
        [{ subject: 'theirs', from: 1_000 }, ['theirs']],
        [{ subject: 'their' }, []],
        [{ search: 'integracao 100%' }, ['early']],
        [{ search: 'integracao 1_0' }, []],
        [{ search: 'shown' }, ['theirs']],
        // What this account may not know it cannot find by either.
        [{ search: 'hidden' }, []],
        [{ search: 'inner name' }, []],
        [{ accountId: 2, search: 'inner name' }, ['theirs']],
        [{ actor: 'key:appkey-azul-AAAAAA' }, []],
        [{ accountId: 2, search: 'hidden' }, ['theirs']],
        [{ accountId: 2, actor: 'key:appkey-azul-AAAAAA' }, ['theirs']],
      ];
      for (const [filter, expected] of cases) {
        assert.deepEqual(await subjects(storage, filter), expected, JSON.stringify(filter));
        const query = { accountId: 1, order: 'asc', limit: 1, ...filter } as const;
        assert.equal(await storage.read((tx) => tx.countAuditEvents(query)), expected.length);
      }
    },
  },
  {
    title: 'erased events leave every list and keep their place in the chain',
    async run({ storage }) {
      await openAccounts(storage);
      await log(storage, 2_000, { subject: 'old', alsoVisibleTo: [{ accountId: 2, before: null, after: null }] });
      await log(storage, 3_000, { subject: 'new' });
      const { value } = await storage.change(4_000, async (tx) => {
        assert.deepEqual(await tx.listOldestAuditEvents(3), [
          { at: 1_000, revision: 1 },
          { at: 1_000, revision: 2 },
          { at: 2_000, revision: 3 },
        ]);
        return changed(await tx.eraseAuditContents(3));
      });
      assert.equal(value, 3);
      assert.deepEqual(await subjects(storage, {}), ['new']);
      assert.deepEqual(await subjects(storage, { accountId: 2 }), []);
      const entries = await storage.audit.listAuditEntries(0, 10);
      assert.deepEqual(
        entries.map(({ revision, content }) => [revision, content === null]),
        [
          [1, true],
          [2, true],
          [3, true],
          [4, false],
          [5, false],
        ],
      );
    },
  },
  {
    title: 'no page of a long log reads all of it, or sorts',
    async run({ subject, storage, db }) {
      await openAccounts(storage);
      const rows = Array.from({ length: 12_000 }, (_, i) => ({
        revision: 10 + i,
        account_id: 1 + (i % 2),
        is_own: 1 as const,
        at: 5_000 + i,
        action: `key.${i % 10}`,
        actor: `key:${i % 100}`,
        subject: `key:${i % 200}`,
        search_text: `text ${i}`,
      }));
      for (let i = 0; i < rows.length; i += 1_000) {
        const some = rows.slice(i, i + 1_000);
        await db.insertInto('audit_event_accounts').values(some).execute();
        const contents = some.map(({ revision }) => ({ revision, content: '{}' }));
        await db.insertInto('audit_contents').values(contents).execute();
      }
      await subject.collectStatistics(db);
      const filters: Partial<AuditListQuery>[] = [
        {},
        { accountId: null },
        { action: 'key.1' },
        { actor: 'key:7' },
        { subject: 'key:8' },
        { from: 6_000, to: 7_000 },
        { after: { at: 9_000, revision: 4_010 } },
      ];
      for (const order of ['asc', 'desc'] as const) {
        for (const filter of filters) {
          const { statements } = await recordStatements(db, (recorded) =>
            auditListReader(recorded).listAuditEvents({ accountId: 1, order, limit: 50, ...filter }),
          );
          for (const statement of statements) {
            const plan = (await subject.explain(db, statement)).join('\n');
            assert.doesNotMatch(plan, /\bSCAN audit_contents|Seq Scan|TEMP B-TREE|\bSort\b/, JSON.stringify(filter));
            // SQLite calls reading an index from one of its ends a scan, too.
            if (filter.accountId !== null) assert.doesNotMatch(plan, /\bSCAN\b/, JSON.stringify(filter));
          }
        }
      }
      const count = await storage.read((tx) => tx.countAuditEvents({ accountId: null, order: 'asc', limit: 1 }));
      assert.equal(count, null);
    },
  },
];
