import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { proofOf, unsealToken } from '../../domain/single-access-link.ts';
import { assertProblem, openServer, pairOf } from '../server.fixture.ts';
import { readLinkPage } from './page.ts';

async function openLinkedServer(t: TestContext) {
  const server = await openServer(t);
  const headers = [
    ...pairOf(server.shop.owners.lojaverde),
    'X-Forwarded-Host',
    'evil.example',
    'Forwarded',
    'host=evil',
  ];
  const made = await server.call('/api/v1/accounts/lojaverde/keys', {
    method: 'POST',
    headers,
    body: { label: 'ERP', delivery: 'link' },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { href, origin, pathname, hash } = new URL(made.body.link.url);
  const id = pathname.split('/').at(-1) ?? '';
  const address = `/api/v1/credentials/${id}/reveal`;
  const reveal = (proof: unknown = proofOf(hash.slice(1)), more: object = {}) =>
    server.call(address, { method: 'POST', body: { proof, ...more }, headers: ['User-Agent', 'test/1'] });
  return { server, key: made.body, href, origin, pathname, id, secret: hash.slice(1), address, reveal };
}

test('a key made with a link has no token in its answer; the link begins with our address, whatever Host says', async (t) => {
  const { server, key, origin, pathname, secret } = await openLinkedServer(t);
  assert.deepEqual(Object.keys(key).sort(), ['appKey', 'id', 'link']);
  // The test sends "Host: localhost", and other hosts in the headers of proxies.
  assert.equal(origin, server.url);
  assert.match(pathname, /^\/credentials\/[0-9a-f-]{36}$/);
  assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
});

test('the link opens once: the token works, the second attempt is 410, and so is any other link', async (t) => {
  const { server, key, id, secret, reveal } = await openLinkedServer(t);
  const opened = await reveal();
  assert.equal(opened.status, 200);
  assert.deepEqual(Object.keys(opened.body).sort(), ['appKey', 'ciphertext', 'nonce']);
  assert.match(String(opened.headers['x-chaveiro-revision']), /-\d+$/);
  const sealed = {
    ciphertext: Buffer.from(opened.body.ciphertext, 'base64url'),
    nonce: Buffer.from(opened.body.nonce, 'base64url'),
  };
  assert.equal(sealed.nonce.length, 12);
  const appToken = unsealToken(id, secret, sealed);
  assert.ok(appToken !== undefined);
  const { body } = await server.call('/api/v1/verify', { method: 'POST', body: { appKey: key.appKey, appToken } });
  assert.equal(body.code, 'no_grant', 'the pair is right; the key has no role');

  const again = await reveal();
  assertProblem(again, 410, 'link_gone');
  const unknown = await server.call('/api/v1/credentials/00000000-0000-4000-8000-000000000000/reveal', {
    method: 'POST',
    body: { proof: proofOf(secret) },
  });
  assert.deepEqual(unknown.body, again.body);
  assert.deepEqual(Object.keys(unknown.headers), Object.keys(again.headers));
});

test('a malformed proof is 400 for every link alike, and uses nothing up', async (t) => {
  const { server, address, reveal } = await openLinkedServer(t);
  for (const proof of [undefined, 7, '', 'x', 'x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}=`, null]) {
    const reply = await reveal(proof === undefined ? null : proof);
    assertProblem(reply, 400, 'invalid_request');
    assert.equal(reply.body.field, 'proof');
    const unknown = await server.call(address.replace(/[0-9a-f-]{36}/, 'x'), { method: 'POST', body: { proof } });
    assert.equal(unknown.status, 400);
  }
  assertProblem(await reveal(undefined, { appKey: 'x' }), 400, 'invalid_request');
  assertProblem(await server.call(address, { method: 'POST', body: 'proof=x' }), 415, 'unsupported_media_type');
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
    const reply = await server.call(address, { method });
    assert.deepEqual([reply.status, reply.headers.allow], [405, 'POST'], method);
  }
  assert.equal((await reveal()).status, 200);
});

test('every link leads to the same page, which tells nothing and lets nothing else in', async (t) => {
  const { server, pathname } = await openLinkedServer(t);
  const page = await server.call(pathname);
  assert.equal(page.status, 200);
  for (const path of ['/credentials/x', '/credentials/00000000-0000-4000-8000-000000000000?utm=1']) {
    const other = await server.call(path);
    assert.equal(other.body, page.body);
    assert.deepEqual({ ...other.headers, date: '' }, { ...page.headers, date: '' });
  }
  assert.match(String(page.headers['content-type']), /^text\/html/);
  assert.equal(page.headers['cache-control'], 'no-store');
  assert.equal(page.headers['referrer-policy'], 'no-referrer');
  assert.equal(page.headers['x-content-type-options'], 'nosniff');
  const head = await server.call(pathname, { method: 'HEAD' });
  assert.deepEqual([head.status, head.body], [200, '']);
  for (const method of ['POST', 'OPTIONS']) {
    assertProblem(await server.call(pathname, { method, body: 'x' }), 405, 'method_not_allowed');
  }
});

test('the page is below 15 KB with all that it needs, and its policy allows just that', () => {
  const { body, headers } = readLinkPage();
  assert.ok(Buffer.byteLength(body) < 15_000, `${Buffer.byteLength(body)} bytes`);
  const policy = headers['Content-Security-Policy'] ?? '';
  assert.doesNotMatch(policy, /unsafe|https?:|\*|data:/);
  assert.match(policy, /default-src 'none'.*connect-src 'self'.*frame-ancestors 'none'/);
  for (const element of ['style', 'script']) {
    const [, text = ''] = new RegExp(`<${element}>([^]*?)</${element}>`).exec(body) ?? [];
    assert.ok(text.length > 1_000, element);
    const hash = createHash('sha256').update(text).digest('base64');
    assert.ok(policy.includes(`${element}-src 'sha256-${hash}'`), element);
  }
  assert.equal(/\s(src|href|style|on[a-z]+)=|https?:\/\//.exec(body), null, 'it names nothing else to load or run');
});

test('a link that is opened, and one that is not, leave neither proof nor secret in the log', async (t) => {
  const { server, secret, reveal } = await openLinkedServer(t);
  await reveal();
  await reveal();
  const log = JSON.stringify(server.log);
  assert.ok(log.includes('/api/v1/credentials/:link/reveal'));
  for (const text of [secret, proofOf(secret)]) assert.ok(!log.includes(text.slice(0, 12)));
});
