import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openServer } from '../../http/server.fixture.ts';
import { createKey } from '../../operations/keys/create-key.ts';
import { operator } from '../../operations/shop.fixture.ts';
import { runCaptured } from '../captured-terminal.fixture.ts';

/** A server, and the link to a new key of it, as it is sent to somebody. */
async function openLinked(t: TestContext) {
  const server = await openServer(t);
  const issue = async () => {
    const input = { account: 'lojaverde', label: 'ERP', roleIds: [], delivery: 'link' } as const;
    const { value } = await createKey(server.shop.context, operator, input);
    return { appKey: value.appKey, url: value.link.url.replace('https://keys.example.com', server.url) };
  };
  return { server, issue };
}

test('a link is opened from standard input or from the argument, once, and its token works', async (t) => {
  const { server, issue } = await openLinked(t);
  for (const way of ['input', 'argument']) {
    const { appKey, url } = await issue();
    const run = () =>
      way === 'input' ? runCaptured(['reveal', '--json'], {}, `${url}\n`) : runCaptured(['reveal', url, '--json']);
    const opened = await run();
    assert.deepEqual([opened.status, opened.stderr], [0, '']);
    const pair = JSON.parse(opened.stdout);
    assert.deepEqual(Object.keys(pair), ['appKey', 'appToken']);
    assert.equal(pair.appKey, appKey);
    await server.verifier.catchUp(await server.shop.storage.readRevision());
    const { body } = await server.call('/api/v1/verify', { method: 'POST', body: pair });
    assert.equal(body.code, 'no_grant', 'the pair is right; the key has no role');
    const again = await run();
    assert.deepEqual([again.status, JSON.parse(again.stdout).error.code], [1, 'link_gone']);
    assert.match(JSON.parse(again.stdout).error.detail, /Ask whoever sent it for a new one/);
  }
});

test('people see the pair and that it is shown once', async (t) => {
  const { issue } = await openLinked(t);
  const { appKey, url } = await issue();
  const { stdout } = await runCaptured(['reveal'], {}, url);
  assert.match(stdout, new RegExp(`appKey +${appKey}\\nappToken +chv_[0-9A-Za-z]{49}\\n.*this once`));
});

test('what is no whole link is bad usage, is not quoted, and uses nothing up', async (t) => {
  const { issue } = await openLinked(t);
  const { url } = await issue();
  const [address = '', secret = ''] = url.split('#');
  for (const text of [
    '',
    'x',
    address,
    `${address}#${secret.slice(1)}`,
    `ftp://x/credentials/1#${secret}`,
    `#${secret}`,
  ]) {
    const { status, stdout, stderr } = await runCaptured(['reveal'], {}, text);
    assert.deepEqual([status, stdout], [2, ''], text);
    assert.match(stderr, /A link looks like/);
    assert.ok(!stderr.includes(secret.slice(5, 20)));
  }
  assert.equal((await runCaptured(['reveal'], {}, url)).status, 0);
});

test('a server that is not there, or is another, is server_unreachable', async (t) => {
  const { server, issue } = await openLinked(t);
  const { url } = await issue();
  const elsewhere = await runCaptured(['reveal', '--json'], {}, url.replace('/credentials/', '/prefix/credentials/'));
  assert.deepEqual([elsewhere.status, JSON.parse(elsewhere.stdout).error.code], [1, 'server_unreachable']);
  await server.close();
  const away = await runCaptured(['reveal', '--json'], {}, url);
  assert.deepEqual([away.status, JSON.parse(away.stdout).error.code], [1, 'server_unreachable']);
});
