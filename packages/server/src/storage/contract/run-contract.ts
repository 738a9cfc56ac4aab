import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { changeTests } from './change-tests.ts';
import { concurrencyTests } from './concurrency-tests.ts';
import { differenceTests } from './difference-tests.ts';
import { expiryTests } from './expiry-tests.ts';
import { feedTests } from './feed-tests.ts';
import { keyListTests } from './key-list-tests.ts';
import { linkTests } from './link-tests.ts';
import { migrationTests } from './migration-tests.ts';
import { planTests } from './plan-tests.ts';
import { recordTests } from './record-tests.ts';
import { type ContractSubject, withContext } from './subject.ts';

const tests = [
  ...differenceTests,
  ...changeTests,
  ...concurrencyTests,
  ...recordTests,
  ...feedTests,
  ...keyListTests,
  ...expiryTests,
  ...linkTests,
  ...planTests,
  ...migrationTests,
];

/** Written by hand, so that a list that lost its tests, or an engine on which none ran, is noticed. */
const testCount = 50;

/** Runs every test of the contract on one engine, each in a database of its own. */
export function runContract(subject: ContractSubject): void {
  describe('storage contract', () => {
    let passed = 0;
    for (const { title, run } of tests) {
      test(title, async () => {
        await withContext(subject, run);
        passed += 1;
      });
    }

    after(() => assert.equal(passed, testCount, 'not every test of the contract ran and passed on this engine'));
  });
}
