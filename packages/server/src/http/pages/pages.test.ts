import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { assertProblem, openServer } from '../server.fixture.ts';
import { answerPage, type PageRequest } from './answer-page.ts';
import { readBuiltPages } from './built-pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'chaveiro-pages-'));
after(() => rmSync(folder, { recursive: true }));

const index = '<!doctype html><title>Chaveiro</title>';
const script = 'export const here = 1;'.repeat(40);
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'secret.txt'), 'of nobody');
writeFileSync(join(folder, 'build.json'), JSON.stringify({ styleHash: 'sha256-abc=' }));
writeFileSync(join(folder, 'index.html'), index);
writeFileSync(join(folder, 'assets/main-a1.js'), script);
writeFileSync(join(folder, 'assets/main-a1.js.gz'), gzipSync(script));
writeFileSync(join(folder, 'assets/main-a1.js.br'), brotliCompressSync(script));

const pages = readBuiltPages(pathToFileURL(`${folder}/`));

function ask(request: Partial<PageRequest>) {
  return answerPage(pages, { path: '', acceptEncoding: undefined, ifNoneMatch: undefined, ...request });
}

test('every address of the pages is the one document, which is asked for again each time and runs only what is ours', () => {
  for (const path of ['', '/', '/lojaverde/keys', '/sign-in', '/../secret.txt', '/index.html.gz']) {
    const answer = ask({ path });
    assert.equal(String(answer?.body), index, path);
    assert.equal(answer?.headers['Cache-Control'], 'no-cache');
    assert.equal(
      answer?.headers['Content-Security-Policy'],
      "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-abc='; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    );
  }
});

test('a file with its hash in its name is kept for ever, and sent in the smallest form that the browser takes', () => {
  const path = '/assets/main-a1.js';
  const forms = [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
    ['gzip;q=0, identity', undefined, (body: Buffer) => body],
    [undefined, undefined, (body: Buffer) => body],
  ] as const;
  const tags = new Set<string | undefined>();
  for (const [acceptEncoding, encoding, decode] of forms) {
    const answer = ask({ path, acceptEncoding });
    assert.equal(answer?.headers['Content-Encoding'], encoding, String(acceptEncoding));
    assert.equal(String(decode(answer?.body as Buffer)), script);
    assert.equal(answer?.headers['Cache-Control'], 'public, max-age=31536000, immutable');
    assert.equal(answer?.headers['Content-Type'], 'text/javascript; charset=utf-8');
    assert.equal(answer?.headers.Vary, 'Accept-Encoding');
    tags.add(answer?.headers.ETag);
  }
  assert.equal(tags.size, 3, 'each form has a tag of its own');
});

test('what a browser has already is not sent again', () => {
  const { headers } = ask({ path: '/lojaverde/keys' }) ?? assert.fail();
  const tag = headers.ETag as string;
  for (const ifNoneMatch of [tag, `W/${tag}`, `"other", ${tag}`]) {
    const again = ask({ ifNoneMatch });
    assert.deepEqual({ status: again?.status, body: again?.body }, { status: 304, body: undefined });
  }
  assert.equal(ask({ ifNoneMatch: '"other"' })?.status, 200);
});

test('nothing but the built files is below the assets, by whatever name', () => {
  for (const name of [
    '',
    'missing.js',
    '../secret.txt',
    '../build.json',
    '..%2fsecret.txt',
    'main-a1.js.gz',
    'main-a1.js/',
  ]) {
    assert.equal(ask({ path: `/assets/${name}` }), undefined, name);
  }
});

test('pages that were not built say what builds them', () => {
  const answer = answerPage(undefined, { path: '', acceptEncoding: undefined, ifNoneMatch: undefined });
  assert.equal(answer?.status, 503);
  assert.match(String(answer?.body), /npm start/);
  assert.match(String(answer?.headers['Content-Security-Policy']), /^default-src 'none'; style-src 'sha256-/);
});

test('the server refuses other methods on the pages, and has nothing at a file that was not built', async (t) => {
  const server = await openServer(t);
  // In a checkout whose pages were never built, every address says so.
  const missing = await server.call('/admin/assets/none.js');
  assert.equal(missing.status, readBuiltPages() === undefined ? 503 : 404);
  const posted = await server.call('/admin/lojaverde/keys', { method: 'POST' });
  assert.equal(posted.status, 405);
  assert.equal(posted.headers.allow, 'GET, HEAD');
});

test('a browser is led to the pages, and shown a page in its language where nothing is; a script gets a problem', async (t) => {
  const server = await openServer(t);
  const browser = ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'];
  const led = await server.call('/', { headers: browser });
  assert.deepEqual([led.status, led.headers.location], [302, '/admin']);
  for (const [wanted, text] of [
    ['pt-BR,pt;q=0.9,en;q=0.8', 'lang="pt-BR"'],
    ['de, en;q=0.5, es-419;q=0.7', 'lang="es"'],
    ['de', 'lang="en"'],
  ] as const) {
    const shown = await server.call('/no/such/page', { headers: [...browser, 'Accept-Language', wanted] });
    assert.deepEqual([shown.status, shown.headers['content-type']], [404, 'text/html; charset=utf-8']);
    assert.ok(shown.body.includes(text) && shown.body.includes('href="/admin"'), wanted);
    assert.match(String(shown.headers['content-security-policy']), /^default-src 'none'; style-src 'sha256-/);
  }
  const asScript = [[], ['Accept', '*/*'], ['Accept', 'application/json, text/plain, */*']];
  for (const headers of [...asScript, [...browser, 'Sec-Fetch-Dest', 'empty']]) {
    for (const path of ['/', '/no/such/page']) assertProblem(await server.call(path, { headers }), 404, 'not_found');
  }
  assertProblem(await server.call('/no/such/page', { method: 'POST', headers: browser }), 404, 'not_found');
  assertProblem(await server.call('/', { method: 'POST', headers: browser }), 405, 'method_not_allowed');
  const vtex = await server.call('/api/license-manager/nothing', { headers: browser });
  assert.deepEqual([vtex.status, Object.keys(vtex.body)], [404, ['Message']]);
});

test('a script without a session is not asked for a password by the browser itself', async (t) => {
  const server = await openServer(t);
  const asked = async (headers: string[]) =>
    String((await server.call('/api/v1/session', { headers })).headers['www-authenticate']);
  assert.match(await asked(['Sec-Fetch-Dest', 'empty']), /^Session /);
  assert.match(await asked([]), /^Basic /);
});
