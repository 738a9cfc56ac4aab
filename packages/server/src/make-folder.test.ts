import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from './make-folder.ts';

test('missing folders are made, for their owner alone; those that exist stay as they are', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'chaveiro-folders-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const before = statSync(folder);
  makeFolder(join(folder, 'a/b'));
  makeFolder(join(folder, 'a/b'));
  for (const made of ['a', 'a/b']) assert.equal(statSync(join(folder, made)).mode & 0o777, 0o700, made);
  assert.equal(statSync(folder).mode, before.mode);

  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => makeFolder(join(folder, 'file')), /folder .+file cannot be made \(EEXIST\)/);
  assert.throws(() => makeFolder(join(folder, 'file/c')), /folder .+file cannot be made \(EEXIST\)/);
});

const noProc = existsSync('/proc/self') ? false : 'this system has no /proc';

test('where the system refuses to make a folder, that is said at once', { skip: noProc }, () => {
  // In a process of its own: what never returns cannot be interrupted in this one.
  const script = `import { makeFolder } from ${JSON.stringify(new URL('./make-folder.ts', import.meta.url).href)};
    try { makeFolder('/proc/chaveiro/data'); } catch (error) { console.log(error.message); }`;
  const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  assert.equal(signal, null);
  assert.equal(stdout, 'the folder /proc/chaveiro cannot be made (ENOENT)\n');
});
