import assert from 'node:assert/strict';
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { chromium, startBrowser } from '../support/browser.ts';
import { Installation } from '../support/chaveiro.ts';
import { createInstallation, engines, withDatabase } from '../support/databases.ts';
import { createLinkedKey, decrypt, type LinkedKey, proofOf, reveal } from '../support/links.ts';
import { sendRaw } from '../support/raw-http.ts';
import { SecretSearch } from '../support/secret-search.ts';
import { stealDatabase } from '../support/stolen-database.ts';

const linkCount = 5;

/** Every 32 bytes that somebody finds who has everything: what is stored with that length, and the pepper. */
async function findKeys(installation: Installation, pepper: string): Promise<Buffer[]> {
  const rows = await withDatabase(installation, async (execute) => [
    ...(await execute('SELECT proof_hash AS value FROM links')),
    ...(await execute('SELECT stored_hash AS value FROM tokens')),
    ...(await execute('SELECT check_value AS value FROM peppers')),
    ...(await execute('SELECT mac AS value FROM audit_events')),
    ...(await execute('SELECT content_digest AS value FROM audit_events')),
  ]);
  return [Buffer.from(pepper, 'hex'), ...rows.map(({ value }) => Buffer.from(value as Uint8Array))];
}

/** Whether a link's ciphertext opens with a key, or with what the key would give as the link's secret. */
function opens(
  key: Buffer,
  { id, nonce, ciphertext }: { id: string; nonce: Uint8Array; ciphertext: Uint8Array },
): boolean {
  const derived = ['key', 'proof'].map((info) => Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), info, 32)));
  return [key, ...derived].some((candidate) => {
    const decipher = createDecipheriv('aes-256-gcm', candidate, nonce).setAAD(Buffer.from(id));
    decipher.setAuthTag(ciphertext.slice(-16)).update(ciphertext.slice(0, -16));
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  });
}

for (const engine of engines) {
  describe(`B5 on ${engine}: the server cannot show what a link holds`, () => {
    test('database, pepper, settings and log together have neither the token nor what opens the link', async () => {
      const installation = await createInstallation(engine, { CHAVEIRO_LOG_LEVEL: 'debug' });
      const owner = await installation.createAccount('lojaverde');
      const { url, process } = await installation.serve();
      const links: LinkedKey[] = [];
      for (let n = 0; n < linkCount; n++) {
        const link = await createLinkedKey(url, owner);
        links.push(link);
        // What a visitor, a scanner and somebody with half of the link leave behind.
        await fetch(link.url);
        await fetch(`${url}/api/v1/credentials/${link.linkId}/reveal`);
        await reveal(url, { ...link, secret: proofOf(link.secret) });
      }
      const stolen = [...(await stealDatabase(installation)), Buffer.from(process.output)];
      const pepper = readFileSync(join(installation.folder, 'pepper'), 'utf8').trim().split(':')[1] ?? '';
      const keys = await findKeys(installation, pepper);
      const sealed = await withDatabase(installation, (execute) => execute('SELECT id, nonce, ciphertext FROM links'));
      assert.deepEqual([sealed.length, keys.length > 10], [linkCount, true]);
      for (const link of sealed) for (const key of keys) assert.equal(opens(key, link as never), false);

      const secrets: string[] = [];
      for (const link of links) {
        const { body } = await reveal(url, link);
        const token = decrypt(link, body);
        assert.ok(token !== undefined);
        secrets.push(token, link.secret, proofOf(link.secret));
      }
      const search = new SecretSearch(secrets);
      const raw = links.flatMap(({ secret }) =>
        [secret, proofOf(secret)].map((text) => Buffer.from(text, 'base64url')),
      );
      for (const bytes of stolen) {
        assert.deepEqual(search.find(bytes), []);
        for (const secret of raw) assert.equal(bytes.includes(secret) || bytes.includes(secret.toString('hex')), false);
      }
      assert.deepEqual(search.find(process.output), []);

      // And what the links held is not there any more.
      const rows = await withDatabase(installation, (execute) => execute('SELECT nonce, ciphertext FROM links'));
      assert.deepEqual(
        rows.map(({ nonce, ciphertext }) => [nonce, ciphertext]),
        links.map(() => [null, null]),
      );
      await process.stop();
    });
  });
}

describe('B5: a link and its page', () => {
  test('begin with the configured address, whatever a request says about its host', async () => {
    const installation = new Installation({ settings: { CHAVEIRO_PUBLIC_URL: 'https://keys.example.com/' } });
    const owner = await installation.createAccount('lojaverde');
    const { port, process } = await installation.serve();
    const body = JSON.stringify({ label: 'linked', delivery: 'link' });
    const headers = [
      ['X-Forwarded-Host', 'evil.example'],
      ['X-Forwarded-Proto', 'http'],
      ['Forwarded', 'host=evil.example;proto=http'],
      ['Origin', 'https://evil.example'],
      ['Referer', 'https://evil.example/'],
      ['Content-Type', 'application/json'],
      ['X-VTEX-API-AppKey', owner.appKey],
      ['X-VTEX-API-AppToken', owner.appToken],
    ] as const;
    const answer = await sendRaw({ port, method: 'POST', target: '/api/v1/accounts/lojaverde/keys', headers, body });
    assert.equal(answer.status, 201);
    assert.match(JSON.parse(answer.body).link.url, /^https:\/\/keys\.example\.com\/credentials\/[0-9a-f-]+#/);
    const made = await installation.json<{ link: { url: string } }>(
      ...['key', 'create', '--account', 'lojaverde', '--label', 'cli', '--link'],
    );
    assert.match(made.link.url, /^https:\/\/keys\.example\.com\/credentials\//);
    await process.stop();
  });

  describe('in a browser', { skip: chromium.skip }, () => {
    let browser: Browser;
    before(async () => {
      browser = await startBrowser();
    });
    after(() => browser.close());

    test('send the secret nowhere, keep nothing, and are framed by nobody', async () => {
      const installation = new Installation();
      const owner = await installation.createAccount('lojaverde');
      const { url, process } = await installation.serve();
      const link = await createLinkedKey(url, owner);
      const context = await browser.newContext();
      const page = await context.newPage();
      const sent: string[] = [];
      page.on('request', async (request) => {
        sent.push(`${request.url()} ${JSON.stringify(await request.allHeaders())} ${request.postData() ?? ''}`);
      });
      const answer = await page.goto(link.url);
      const headers = (await answer?.allHeaders()) ?? {};
      assert.equal(headers['cache-control'], 'no-store');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.match(headers['content-security-policy'] ?? '', /frame-ancestors 'none'/);
      assert.doesNotMatch(headers['content-security-policy'] ?? '', /unsafe/);
      await page.getByRole('button').click();
      await page.locator('#token', { hasText: 'chv_' }).waitFor();
      const token = (await page.locator('#token').textContent()) ?? '';
      assert.equal(sent.length, 2);
      assert.deepEqual(new SecretSearch([link.secret, token]).find(sent.join('\n')), []);
      assert.doesNotMatch(sent.join('\n'), /"referer"/);
      const kept = await page.evaluate(
        '(async () => JSON.stringify([history.length, location.href, {...localStorage}, {...sessionStorage}, document.cookie, (await indexedDB.databases()).length]))()',
      );
      assert.deepEqual(new SecretSearch([link.secret, token]).find(String(kept)), []);

      // On a page that itself forbids nothing.
      const elsewhere = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
      await once(elsewhere, 'listening');
      const framing = await context.newPage();
      await framing.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
      const failed = framing.waitForEvent('console', {
        predicate: (message) => /frame-ancestors/.test(message.text()),
      });
      await framing.evaluate(
        `document.body.append(Object.assign(document.createElement('iframe'), { src: '${url}/credentials/x' }))`,
      );
      await failed;
      await context.close();
      elsewhere.close();
      await process.stop();
    });
  });
});
