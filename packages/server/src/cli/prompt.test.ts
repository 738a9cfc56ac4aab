import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, test } from 'node:test';
import { runCaptured } from './captured-terminal.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'chaveiro-prompt-'));
after(() => rmSync(folder, { recursive: true }));
const env = { CHAVEIRO_DATA_DIR: folder };

/** Somebody at a keyboard who has typed all of this already. */
function typing(text: string): NodeJS.ReadableStream {
  const keyboard = Object.assign(new PassThrough(), { isTTY: true });
  keyboard.write(text);
  return keyboard;
}

async function createKey(account: string): Promise<{ appKey: string; appToken: string }> {
  const argv = ['account', 'create', account, '--owner', 'ana@example.com', '--with-key', 'K', '--json'];
  return (JSON.parse((await runCaptured(argv, env)).stdout) as { key: { appKey: string; appToken: string } }).key;
}

test('at a terminal verify asks for the pair, does not show the token, and keeps standard output clean', async () => {
  const { appKey, appToken } = await createKey('lojaverde');
  const { status, stdout, stderr } = await runCaptured(['verify', '--json'], env, typing(`${appKey}\r${appToken}\r`));
  assert.equal(status, 0);
  assert.equal((JSON.parse(stdout) as { code: string }).code, 'allowed');
  assert.match(stderr, /appKey: .*appToken \(not shown\): /s);
  assert.ok(stderr.includes(appKey) && !stderr.includes(appToken));
});

test('at a terminal key delete asks, and deletes only for yes', async () => {
  const { appKey } = await createKey('casaazul');
  const remove = (answer: string) => runCaptured(['key', 'delete', appKey], env, typing(answer));
  const refused = await remove('y\r');
  assert.deepEqual([refused.status, refused.stdout], [1, 'Nothing was deleted.\n']);
  assert.match(refused.stderr, new RegExp(`Key ${appKey} \\("K"\\) will be gone for ever\\.`));
  assert.match(refused.stderr, /in 14 days +0 requests\n\nDelete it\? Type yes: /);
  const givenUp = await remove('\u0003');
  assert.equal(givenUp.status, 2);
  assert.match(givenUp.stderr, /chaveiro: Nothing was answered, so nothing was done\.\nSee: /);
  assert.equal((await runCaptured(['key', 'show', appKey], env)).status, 0);
  assert.equal((await remove('yes\r')).status, 0);
  assert.equal((await runCaptured(['key', 'show', appKey], env)).status, 1);
});

test('at a terminal user set-password asks for the link and twice for the password, and shows neither', async () => {
  const made = await runCaptured(['account', 'create', 'casarosa', '--owner', 'rosa@example.com', '--json'], env);
  const { setupUrl } = (JSON.parse(made.stdout) as { owner: { setupUrl: string } }).owner;
  const password = 'grampo névoa tijolo';
  const open = (...lines: string[]) =>
    runCaptured(['user', 'set-password'], env, typing(lines.map((line) => `${line}\r`).join('')));
  const mistyped = await open(setupUrl, password, `${password}!`);
  assert.equal(mistyped.status, 2);
  assert.match(mistyped.stderr, /The two are not the same/);
  const { status, stderr } = await open(setupUrl, password, password);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /Link \(not shown\): .*Password \(not shown\): .*The same again: /s);
  assert.ok(!stderr.includes('#') && !stderr.includes('grampo'));
});
