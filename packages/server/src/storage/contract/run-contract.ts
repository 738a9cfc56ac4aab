import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { auditListTests } from './audit-list-tests.ts';
import { backupTests } from './backup-tests.ts';
import { changeTests } from './change-tests.ts';
import { concurrencyTests } from './concurrency-tests.ts';
import { differenceTests } from './difference-tests.ts';
import { expiryTests } from './expiry-tests.ts';
import { externalKeyListTests } from './external-key-list-tests.ts';
import { externalKeyTests } from './external-key-tests.ts';
import { feedTests } from './feed-tests.ts';
import { idempotencyRecordTests } from './idempotency-record-tests.ts';
import { jobLeaseTests } from './job-lease-tests.ts';
import { keyListTests } from './key-list-tests.ts';
import { linkTests } from './link-tests.ts';
import { migrationTests } from './migration-tests.ts';
import { nodeTests } from './node-tests.ts';
import { planTests } from './plan-tests.ts';
import { recordTests } from './record-tests.ts';
import { roleHolderTests } from './role-holder-tests.ts';
import { signInTests } from './sign-in-tests.ts';
import { type ContractSubject, type ContractTest, withContext } from './subject.ts';
import { usageTests } from './usage-tests.ts';
import { usageWritingTests } from './usage-writing-tests.ts';
import { userTokenTests } from './user-token-tests.ts';

/** How many tests a list has is written by hand, so that one that lost some, or an engine on which none ran, is noticed. */
const lists: readonly { readonly tests: readonly ContractTest[]; readonly count: number }[] = [
  { tests: differenceTests, count: 7 },
  { tests: changeTests, count: 10 },
  { tests: concurrencyTests, count: 7 },
  { tests: recordTests, count: 8 },
  { tests: roleHolderTests, count: 2 },
  { tests: feedTests, count: 5 },
  { tests: keyListTests, count: 3 },
  { tests: expiryTests, count: 1 },
  { tests: externalKeyTests, count: 4 },
  { tests: externalKeyListTests, count: 2 },
  { tests: idempotencyRecordTests, count: 3 },
  { tests: linkTests, count: 7 },
  { tests: signInTests, count: 8 },
  { tests: auditListTests, count: 5 },
  { tests: backupTests, count: 2 },
  { tests: planTests, count: 4 },
  { tests: migrationTests, count: 4 },
  { tests: jobLeaseTests, count: 2 },
  { tests: nodeTests, count: 3 },
  { tests: usageTests, count: 5 },
  { tests: usageWritingTests, count: 5 },
  { tests: userTokenTests, count: 4 },
];

/** Runs every test of the contract on one engine, each in a database of its own. */
export function runContract(subject: ContractSubject): void {
  describe('storage contract', () => {
    let passed = 0;
    for (const { title, run } of lists.flatMap(({ tests }) => tests)) {
      test(title, async () => {
        await withContext(subject, run);
        passed += 1;
      });
    }

    after(() => {
      for (const { tests, count } of lists) assert.equal(tests.length, count, `the list with "${tests[0]?.title}"`);
      const expected = lists.reduce((sum, { count }) => sum + count, 0);
      assert.equal(passed, expected, 'not every test of the contract ran and passed on this engine');
    });
  });
}
