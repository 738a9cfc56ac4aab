import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { requireProgram } from '../support/programs.ts';
import { repositoryFolder } from '../support/repository.ts';
import { applyFault, readFaults } from './fault.ts';

const git = requireProgram('git');

test('every planted fault still applies, and names a test that exists', { skip: git.skip }, () => {
  const faults = readFaults();
  assert.equal(faults.length >= 40, true, `${faults.length} faults`);
  for (const fault of faults) {
    assert.equal(applyFault(fault, repositoryFolder, 'check'), null, fault.name);
    assert.equal(existsSync(join(repositoryFolder, fault.testFile)), true, `${fault.name}: ${fault.testFile}`);
  }
});
