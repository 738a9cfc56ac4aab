import assert from 'node:assert/strict';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTempFolder } from '../../../../../test/support/temp-folder.ts';
import { checkDisk, checkFolder, checkMachine, checkNode } from './check-machine.ts';

function statuses(dataDir: string): Record<string, string> {
  const findings = checkMachine({ dataDir, pepperFile: join(dataDir, 'pepper') });
  return Object.fromEntries(findings.map(({ check, status }) => [check, status]));
}

test('Node is to be 24.7 or later, and a version that is supported', () => {
  const verdicts = ['20.20.2', '24.6.9', '24.7.0', '25.1.0', '26.10.0'].map((version) => checkNode(version).status);
  assert.deepEqual(verdicts, ['problem', 'problem', 'ok', 'warning', 'ok']);
});

test('a folder to which others can write, and a pepper that others can read, are problems', () => {
  const folder = join(makeTempFolder(), 'data');
  assert.deepEqual(statuses(folder), { node: 'ok', 'data-folder': 'warning' });
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, 'pepper'), 'p1:00\n', { mode: 0o600 });
  assert.equal(statuses(folder)['data-folder'], 'ok');
  assert.equal(statuses(folder)['pepper-mode'], 'ok');
  chmodSync(join(folder, 'pepper'), 0o640);
  assert.equal(statuses(folder)['pepper-mode'], 'problem');
  chmodSync(folder, 0o770);
  assert.equal(statuses(folder)['data-folder'], 'problem');
  assert.equal(statuses(join(folder, 'pepper'))['data-folder'], 'problem');
});

test('a folder on a file system that is read only, and one of somebody else, are told', () => {
  const folder = join(makeTempFolder(), 'data');
  mkdirSync(folder, { mode: 0o700 });
  const verdict = (reason: string | null) => checkFolder(folder, statSync(folder), reason);
  assert.deepEqual(
    [verdict(null).status, verdict('EROFS').status, verdict('EACCES').status],
    ['ok', 'problem', 'problem'],
  );
  assert.match(verdict('EROFS').detail, /mounted read only/);
  // Linux has one such at hand.
  if (existsSync('/sys/kernel') && !isWritable('/sys/kernel'))
    assert.match(checkFolder('/sys/kernel', statSync('/sys/kernel')).detail, /read only|may not write/);
});

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

test('what cannot be looked at is a problem of its own, and ends nothing', () => {
  const folder = join(makeTempFolder(), 'data');
  symlinkSync(folder, folder);
  assert.deepEqual(statuses(folder), { node: 'ok', 'data-folder': 'problem', 'pepper-mode': 'problem' });
});

test('little room on the disk is a warning, hardly any a problem', () => {
  const verdict = (mebibytes: bigint) => checkDisk('/data', { bavail: mebibytes * 256n, bsize: 4096n }).status;
  assert.deepEqual([2000n, 1024n, 1023n, 100n, 99n].map(verdict), ['ok', 'ok', 'warning', 'warning', 'problem']);
});
