import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatabaseFacts } from '../../storage/storage.ts';
import { checkContents } from './check-contents.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = Date.parse('2026-03-01T12:00:00Z');

const healthy: DatabaseFacts = {
  epoch: '3a5ee82c50b730b2',
  revision: 40,
  newestRevisions: { accounts: 12, keys: 40 },
  miscountedAccounts: [],
  accounts: 2,
  peppers: [],
  databaseTime: now + 20,
  machineTime: now,
  newestEventAt: now - 5,
  oldestContentAt: now - 30 * dayMs,
  lastBackupAt: now - dayMs,
  expiredLinks: { count: 2, since: now - 600_000 },
  expiredAnswers: { count: 0, since: null },
  newestEntries: [],
};

type Installation = Parameters<typeof checkContents>[1];

const forEver: Installation = { engine: 'sqlite', auditRetentionDays: null };

/** What is not as it should be. */
function oddities(change: Partial<DatabaseFacts>, installation: Partial<Installation> = {}): string[][] {
  const findings = checkContents({ ...healthy, ...change }, { ...forEver, ...installation });
  assert.ok(findings.every(({ status, remedy }) => (status === 'ok') === (remedy === null)));
  return findings.filter(({ status }) => status !== 'ok').map(({ check, status }) => [check, status]);
}

test('a healthy database has no finding that is not ok, also a new one and one whose events are erased in time', () => {
  assert.deepEqual(oddities({}), []);
  const empty = { accounts: 0, lastBackupAt: null, newestEventAt: null, oldestContentAt: null };
  assert.deepEqual(oddities(empty, { auditRetentionDays: 1 }), []);
  assert.deepEqual(oddities({}, { auditRetentionDays: 30 }), []);
});

test('each thing that is wrong with what a database holds is told, and only that', () => {
  const cases: [Partial<DatabaseFacts>, string, string][] = [
    [{ epoch: 'NO EPOCH' }, 'changes', 'problem'],
    [{ newestRevisions: { keys: 41 } }, 'changes', 'problem'],
    [{ miscountedAccounts: ['loja'] }, 'changes', 'problem'],
    [{ databaseTime: now + 3_000 }, 'clock', 'problem'],
    [{ databaseTime: now - 3_000 }, 'clock', 'problem'],
    [{ newestEventAt: now + dayMs }, 'clock', 'problem'],
    [{ expiredLinks: { count: 1, since: now - 2 * hourMs } }, 'erasure', 'warning'],
    [{ expiredAnswers: { count: 3, since: now - 2 * hourMs } }, 'erasure', 'warning'],
    [{ lastBackupAt: null }, 'backup', 'warning'],
    [{ lastBackupAt: now - 8 * dayMs }, 'backup', 'warning'],
  ];
  for (const [change, check, status] of cases) {
    assert.deepEqual(oddities(change), [[check, status]], JSON.stringify(change));
  }
  assert.deepEqual(oddities({}, { auditRetentionDays: 28 }), [['retention', 'warning']]);
});

test('who has PostgreSQL may have backups that we do not know of', () => {
  assert.deepEqual(oddities({ lastBackupAt: null }, { engine: 'postgres' }), []);
});
