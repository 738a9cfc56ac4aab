import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryFolder } from '../support/repository.ts';
import { complaintAbout, readFaults } from './fault.ts';

test('every planted fault still applies, and names a test that exists', () => {
  const faults = readFaults();
  assert.equal(faults.length >= 340, true, `${faults.length} faults`);
  for (const fault of faults) {
    assert.equal(complaintAbout(fault, repositoryFolder), null, fault.name);
    assert.equal(existsSync(join(repositoryFolder, fault.testFile)), true, `${fault.name}: ${fault.testFile}`);
  }
});
