import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';
import type { Installation } from '../support/chaveiro.ts';
import { createInstallation, type Execute, engines, withDatabase } from '../support/databases.ts';
import { times } from '../support/long.ts';

interface AuditRow {
  readonly revision: number;
  readonly pepper_id: string;
  readonly content_digest: Uint8Array;
  readonly mac: Uint8Array;
  readonly content: string;
}

/** A row of the lists of events by account. */
interface ListRow {
  readonly revision: number;
  readonly account_id: number;
  readonly is_own: number;
  readonly at: number;
  readonly action: string;
  readonly actor: string;
  readonly subject: string;
  readonly search_text: string;
}

interface Verification {
  readonly ok: boolean;
  readonly entries: number;
  readonly head: { readonly revision: number; readonly mac: string };
  readonly problems: readonly { readonly kind: string; readonly revision: number }[];
}

/** One way to change the log: what is done, and to which revision `verify` must point, at or right after it. */
interface Tampering {
  readonly about: string;
  /** @param at index of the row to change; neither the first nor the last */
  readonly apply: (execute: Execute, rows: readonly AuditRow[], at: number) => Promise<unknown>;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

const tamperings: Tampering[] = [
  {
    about: 'one character of a content edited',
    apply: (execute, rows, at) => setContent(execute, row(rows, at).revision, `${row(rows, at).content} `),
  },
  {
    about: 'a content edited together with its digest',
    apply: async (execute, rows, at) => {
      const { revision, content } = row(rows, at);
      const edited = content.replace('operator', 'somebody');
      await setContent(execute, revision, edited);
      await execute('UPDATE audit_events SET content_digest = ? WHERE revision = ?', sha256(edited), revision);
    },
  },
  {
    about: 'a MAC replaced',
    apply: (execute, rows, at) =>
      execute('UPDATE audit_events SET mac = ? WHERE revision = ?', randomBytes(32), row(rows, at).revision),
  },
  {
    about: 'an event deleted with its content',
    apply: (execute, rows, at) => deleteEvent(execute, row(rows, at).revision),
  },
  {
    about: 'a content deleted, its event left',
    apply: (execute, rows, at) => execute('DELETE FROM audit_contents WHERE revision = ?', row(rows, at).revision),
  },
  {
    about: 'an event deleted, its content left',
    apply: (execute, rows, at) => execute('DELETE FROM audit_events WHERE revision = ?', row(rows, at).revision),
  },
  {
    about: 'the first event deleted',
    apply: (execute, rows) => deleteEvent(execute, row(rows, 0).revision),
  },
  {
    about: 'two contents exchanged',
    apply: async (execute, rows, at) => {
      await setContent(execute, row(rows, at).revision, row(rows, at + 1).content);
      await setContent(execute, row(rows, at + 1).revision, row(rows, at).content);
    },
  },
  {
    about: 'two events exchanged whole',
    apply: async (execute, rows, at) => {
      const [a, b] = [row(rows, at), row(rows, at + 1)];
      await deleteEvent(execute, a.revision);
      await deleteEvent(execute, b.revision);
      await insertEvent(execute, { ...a, revision: b.revision });
      await insertEvent(execute, { ...b, revision: a.revision });
    },
  },
  {
    about: 'an event added at the end, with the revision moved on',
    apply: async (execute, rows) => {
      const last = row(rows, rows.length - 1);
      await insertEvent(execute, { ...last, revision: last.revision + 1, mac: randomBytes(32) });
      await execute('UPDATE installation SET revision = ?', last.revision + 1);
    },
  },
  {
    about: 'a content without an event added',
    apply: (execute, rows) =>
      execute(
        'INSERT INTO audit_contents (revision, content) VALUES (?, ?)',
        row(rows, rows.length - 1).revision + 7,
        '{}',
      ),
  },
  {
    about: 'an event shown to another account',
    apply: (execute, rows, at) =>
      execute('UPDATE audit_event_accounts SET account_id = 77 WHERE revision = ?', row(rows, at).revision),
  },
  {
    about: 'an event hidden from the list of its account',
    apply: (execute, rows, at) =>
      execute('DELETE FROM audit_event_accounts WHERE revision = ?', row(rows, at).revision),
  },
  {
    about: 'an event listed under another action',
    apply: (execute, rows, at) =>
      execute("UPDATE audit_event_accounts SET action = 'key.viewed' WHERE revision = ?", row(rows, at).revision),
  },
  {
    about: 'the tail cut off',
    apply: async (execute, rows, at) => {
      for (const { revision } of rows.slice(at)) await deleteEvent(execute, revision);
    },
  },
];

function row(rows: readonly AuditRow[], at: number): AuditRow {
  return rows[at] as AuditRow;
}

function setContent(execute: Execute, revision: number, content: string) {
  return execute('UPDATE audit_contents SET content = ? WHERE revision = ?', content, revision);
}

async function deleteEvent(execute: Execute, revision: number): Promise<void> {
  await execute('DELETE FROM audit_events WHERE revision = ?', revision);
  await execute('DELETE FROM audit_contents WHERE revision = ?', revision);
}

async function insertEvent(execute: Execute, event: AuditRow): Promise<void> {
  const { revision, pepper_id, content_digest, mac, content } = event;
  const columns = '(revision, pepper_id, content_digest, mac)';
  await execute(`INSERT INTO audit_events ${columns} VALUES (?, ?, ?, ?)`, revision, pepper_id, content_digest, mac);
  await execute('INSERT INTO audit_contents (revision, content) VALUES (?, ?)', revision, content);
}

/** Numbers, which PostgreSQL's driver answers as text when they are large ones. */
const bigints = new Set(['revision', 'account_id', 'at']);

function plainRow<T>(found: object): T {
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, bigints.has(name) ? Number(value) : value]),
  ) as T;
}

interface Log {
  readonly rows: readonly AuditRow[];
  readonly lists: readonly ListRow[];
}

async function readLog(execute: Execute): Promise<Log> {
  const rows = await execute('SELECT * FROM audit_events JOIN audit_contents USING (revision) ORDER BY revision');
  const lists = await execute('SELECT * FROM audit_event_accounts ORDER BY revision');
  return { rows: rows.map(plainRow<AuditRow>), lists: lists.map(plainRow<ListRow>) };
}

async function restoreLog(execute: Execute, { rows, lists }: Log): Promise<void> {
  for (const table of ['audit_events', 'audit_contents', 'audit_event_accounts']) await execute(`DELETE FROM ${table}`);
  for (const each of rows) await insertEvent(execute, each);
  for (const each of lists) {
    const { revision, account_id, is_own, at, action, actor, subject, search_text } = each;
    const columns = 'revision, account_id, is_own, at, action, actor, subject, search_text';
    const values = [revision, account_id, is_own, at, action, actor, subject, search_text];
    await execute(`INSERT INTO audit_event_accounts (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, ...values);
  }
  await execute('UPDATE installation SET revision = ?', row(rows, rows.length - 1).revision);
}

async function auditVerify(
  installation: Installation,
  ...args: string[]
): Promise<{ status: number; found: Verification }> {
  const { status, stdout } = await installation.run(['audit', 'verify', ...args, '--json']);
  return { status, found: JSON.parse(stdout) as Verification };
}

for (const engine of engines) {
  describe(`F2 on ${engine}: audit verify finds whatever was done to the log behind Chaveiro's back`, () => {
    let installation: Installation;
    let log: Log;
    let rows: readonly AuditRow[];
    let head: string;

    before(async () => {
      installation = await createInstallation(engine);
      await installation.createAccount('lojaverde');
      for (const label of ['a', 'b', 'c']) await installation.createKey('lojaverde', label);
      log = await withDatabase(installation, readLog);
      rows = log.rows;
      const { status, found } = await auditVerify(installation);
      assert.deepEqual([status, found.ok, found.entries, found.problems], [0, true, rows.length, []]);
      head = `${found.head.revision}:${found.head.mac}`;
    });

    // The log is read and checked by the same code on both engines: in the short form all on one.
    const short = engine === 'sqlite' ? tamperings.length : 3;
    for (let n = 0; n < times({ short, long: 1000 }); n++) {
      const { about, apply } = tamperings[n % tamperings.length] as Tampering;
      test(`${about}${n < tamperings.length ? '' : `, again (${n})`}`, async () => {
        const at = 1 + (n % (rows.length - 3));
        await withDatabase(installation, async (execute) => {
          await apply(execute, rows, at);
        });
        const { status, found } = await auditVerify(installation);
        assert.deepEqual([status, found.ok], [1, false]);
        assert.equal(found.problems.length > 0, true);
        await withDatabase(installation, (execute) => restoreLog(execute, log));
      });
    }

    test('a tail cut off so that nothing is missing, by a head that was noted before', async () => {
      const shorter = rows.slice(0, -2);
      const lists = log.lists.filter(({ revision }) => revision <= row(shorter, shorter.length - 1).revision);
      await withDatabase(installation, (execute) => restoreLog(execute, { rows: shorter, lists }));
      const without = await auditVerify(installation);
      assert.deepEqual([without.status, without.found.entries], [0, shorter.length]);
      const withHead = await auditVerify(installation, '--head', head);
      assert.deepEqual(
        [withHead.status, withHead.found.problems.map(({ kind }) => kind)],
        [1, ['expected_head_missing']],
      );
      await withDatabase(installation, (execute) => restoreLog(execute, log));
      assert.equal((await auditVerify(installation, '--head', head)).status, 0);
    });

    test('a head of another log', async () => {
      const { status } = await auditVerify(installation, '--head', `${rows.length}:${'0'.repeat(64)}`);
      assert.equal(status, 1);
    });
  });
}
