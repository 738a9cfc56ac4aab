import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Installation, type Server } from '../support/chaveiro.ts';
import { withDatabase } from '../support/databases.ts';
import { callWithCookies, createOwner, goodPassword, signIn } from '../support/people.ts';

interface Operation {
  readonly security?: readonly Record<string, unknown>[];
}

const publicUrl = 'https://keys.example.com';

let installation: Installation;
let server: Server;
let email: string;
let cookies: string;
/** Method and path of every change that a session can make, and of those that begin one. */
let changes: { method: string; path: string }[];
let addresses: string[];

before(async () => {
  installation = new Installation({ settings: { CHAVEIRO_PUBLIC_URL: publicUrl } });
  email = await createOwner(installation, 'lojaverde');
  server = await installation.serve();
  cookies = await signIn(server.url, email);
  const { body } = await callWithCookies(server.url, '', 'GET', '/api/openapi.json');
  const paths = body.paths as Record<string, Record<string, Operation>>;
  const fill = (path: string) => path.replace('{account}', 'lojaverde').replaceAll(/\{\w+\}/g, '1');
  addresses = Object.keys(paths).map(fill);
  changes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method, { security = [] }]) => {
        const bySession = security.some((each) => 'session' in each);
        return method !== 'get' && (bySession || /^\/api\/v1\/(session|setup)/.test(path));
      })
      .map(([method]) => ({ method: method.toUpperCase(), path: fill(path) })),
  );
});

/** The log of changes, by which any change would show. */
async function revision(): Promise<unknown> {
  const rows = await withDatabase(installation, (execute) => execute('SELECT revision FROM installation'));
  return rows[0]?.revision;
}

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** What a browser says about a request that another site has made it send, or an old one does not say. */
const crossSite: readonly Record<string, string>[] = [
  { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'cors', Origin: 'https://evil.example' },
  { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
  { 'Sec-Fetch-Site': 'same-site', Origin: 'https://www.example.com' },
  { 'Sec-Fetch-Site': 'cross-site', Origin: publicUrl },
  { 'Sec-Fetch-Site': '' },
  { Origin: 'https://evil.example' },
  { Origin: 'null' },
  { Origin: 'http://keys.example.com' },
  { Origin: 'https://keys.example.com.evil.example' },
  { 'User-Agent': firefox },
  { Referer: `${publicUrl}/admin` },
];

describe('E5: another site makes a browser change nothing, shows nothing of ours, and is led to by nothing', () => {
  test('every change by a session is refused when another site may have sent it, and nothing is done', async () => {
    assert.equal(changes.length > 15, true, `${changes.length} operations`);
    const unchanged = await revision();
    for (const { method, path } of changes) {
      for (const marks of crossSite) {
        const body = method === 'DELETE' ? undefined : {};
        const answer = await callWithCookies(server.url, cookies, method, path, body, marks);
        const where = `${method} ${path} with ${JSON.stringify(marks)}`;
        assert.deepEqual([answer.status, answer.body.code], [403, 'cross_site_request'], where);
        assert.deepEqual(answer.headers.getSetCookie(), [], where);
      }
    }
    assert.equal(await revision(), unchanged);
  });

  test('a form of another site does not even get so far as to be read: only JSON is', async () => {
    const unchanged = await revision();
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
      const path = '/api/v1/accounts/lojaverde/keys';
      const own = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': type };
      const answer = await callWithCookies(server.url, cookies, 'POST', path, '{"label":"x"}', own);
      assert.equal(answer.status, 415, type);
    }
    assert.equal(await revision(), unchanged);
  });

  test('our own pages, and clients that are no browser, make changes', async () => {
    for (const marks of [
      { 'Sec-Fetch-Site': 'same-origin', 'User-Agent': firefox },
      { 'Sec-Fetch-Site': 'none', 'User-Agent': firefox },
      { Origin: publicUrl, 'User-Agent': firefox },
      { 'User-Agent': 'curl/8.5.0' },
    ]) {
      const path = '/api/v1/accounts/lojaverde/keys';
      const answer = await callWithCookies(server.url, cookies, 'POST', path, { label: 'x' }, marks);
      assert.equal(answer.status, 201, JSON.stringify(marks));
    }
  });

  test('the cookies are __Host-, Secure, HttpOnly and SameSite=Strict', async () => {
    const body = { email, password: goodPassword };
    const answer = await callWithCookies(server.url, '', 'POST', '/api/v1/session', body);
    const lines = answer.headers.getSetCookie();
    assert.equal(lines.length, 2);
    for (const line of lines) {
      assert.match(line, /^__Host-chaveiro-(session|device)=[A-Za-z0-9_-]{43}; /);
      for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict']) {
        assert.equal(line.split('; ').includes(attribute), true, `${attribute} in ${line}`);
      }
      assert.doesNotMatch(line, /domain=/i);
    }
  });

  test('no answer allows another site to read it, to frame it, or to run anything in it', async () => {
    for (const path of [...addresses, '/nothing', '/credentials/x']) {
      const answer = await callWithCookies(server.url, cookies, 'GET', path, undefined, {
        Origin: 'https://evil.example',
      });
      assert.equal(answer.headers.get('access-control-allow-origin'), null, path);
      if (path.startsWith('/forward-auth/') || path === '/api/v1/verify') continue;
      const policy = answer.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/, path);
      assert.match(policy, /frame-ancestors 'none'/, path);
      assert.doesNotMatch(policy, /unsafe-/, path);
    }
  });

  test('no address leads anywhere: 40 places to return to change nothing of any answer', async () => {
    const evil = ['//evil.example', '/\\evil.example', '\\\\evil.example', '/%09/evil.example', '/\t/evil.example'];
    evil.push(
      'https:evil.example',
      'https:/evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      'data:text/html,x',
    );
    const names = ['return_to', 'next', 'redirect_uri', 'url'];
    const vectors = names.flatMap((name) => evil.map((value) => `${name}=${encodeURIComponent(value)}`));
    assert.equal(vectors.length, 40);
    for (const query of vectors) {
      for (const path of ['/api/v1/session', '/admin', '/credentials/x', '/api/v1/accounts/lojaverde/keys', '/']) {
        const answer = await callWithCookies(server.url, cookies, 'GET', `${path}?${query}`);
        assert.equal(answer.status < 300 || answer.status >= 400, true, `${path}?${query}`);
        assert.equal(answer.headers.get('location'), null, `${path}?${query}`);
      }
      const body = { email, password: 'not the password' };
      const answer = await callWithCookies(server.url, '', 'POST', `/api/v1/session?${query}`, body);
      assert.equal([401, 429].includes(answer.status), true, query);
      assert.equal(answer.headers.get('location'), null, query);
    }
  });
});
