import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { callApi } from '../support/api.ts';
import { chromium, startBrowser } from '../support/browser.ts';
import { Installation, type KeyPair, type Server } from '../support/chaveiro.ts';
import { createLinkedKey, decrypt, type LinkedKey, proofOf, reveal } from '../support/links.ts';
import { times } from '../support/long.ts';

/** Who opens links before people do, as they name themselves. */
const visitors = [
  'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
  'Slackbot 1.0 (+https://api.slack.com/robots)',
  'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  'WhatsApp/2.23.20.0 A',
  'TelegramBot (like TwitterBot)',
  'Twitterbot/1.0',
  'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
  'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)',
  'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com',
  'Mozilla/5.0 (compatible; Microsoft Exchange; SafeLinks)',
  'Microsoft Office Existence Discovery',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/)',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) (Applebot/0.1)',
  'Mattermost-Bot/1.1',
  'Iframely/1.3.1 (+https://iframely.com/docs/about)',
  'Embedly/0.2 (http://support.embed.ly/)',
  'Zoom.us URL preview',
  'BarracudaCentral Link Protection',
];

/** Headers with which browsers and proxies fetch ahead. */
const fetchesAhead: Record<string, string>[] = [
  {},
  { 'Sec-Purpose': 'prefetch' },
  { 'Sec-Purpose': 'prefetch;prerender' },
  { Purpose: 'prefetch', 'X-Moz': 'prefetch' },
];

describe('B1: nothing but a press of the button opens a link', () => {
  let owner: KeyPair;
  let server: Server;

  before(async () => {
    const installation = new Installation();
    owner = await installation.createAccount('lojaverde');
    server = await installation.serve();
  });

  /** Every link still opens, and holds its token. */
  async function assertUnopened(links: readonly LinkedKey[]): Promise<void> {
    for (const link of links) {
      const { status, body } = await reveal(server.url, link);
      assert.equal(status, 200);
      assert.match(decrypt(link, body) ?? '', /^chv_/);
    }
  }

  test('no GET, HEAD, OPTIONS or prefetch of any visitor does, at the page or at the address behind it', async () => {
    const links: LinkedKey[] = [];
    for (let n = 0; n < times({ short: 20, long: 1_000 }); n++) {
      const link = await createLinkedKey(server.url, owner);
      links.push(link);
      const userAgent = visitors[n % visitors.length] as string;
      const page = new URL(link.url).pathname;
      const answers = fetchesAhead.flatMap((headers) =>
        ['GET', 'HEAD', 'OPTIONS'].flatMap((method) =>
          [
            page,
            `${page}?utm_source=mail`,
            `/api/v1/credentials/${link.linkId}/reveal?proof=${proofOf(link.secret)}`,
          ].map((path) => fetch(server.url + path, { method, headers: { 'User-Agent': userAgent, ...headers } })),
        ),
      );
      for (const answer of await Promise.all(answers)) {
        assert.equal([200, 405].includes(answer.status), true, `${answer.status} ${answer.url}`);
        await answer.arrayBuffer();
      }
    }
    await assertUnopened(links);
  });

  test('no wrong or malformed proof does', async () => {
    const link = await createLinkedKey(server.url, owner);
    const path = `/api/v1/credentials/${link.linkId}/reveal`;
    const wrong = [proofOf(proofOf(link.secret)), link.secret, 'A'.repeat(43), proofOf(link.secret).slice(1), '', null];
    for (const proof of wrong) {
      const { status } = await callApi(server.url, null, 'POST', path, { proof });
      assert.equal(status, typeof proof === 'string' && proof.length === 43 ? 410 : 400);
    }
    await assertUnopened([link]);
  });

  describe('in a browser', { skip: chromium.skip }, () => {
    let browser: Browser;
    before(async () => {
      browser = await startBrowser();
    });
    after(() => browser.close());

    test('that runs every script, and stays on the page, it is not opened without a click', async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const links: LinkedKey[] = [];
      for (let n = 0; n < times({ short: 5, long: 100 }); n++) {
        const link = await createLinkedKey(server.url, owner);
        links.push(link);
        await page.goto(link.url, { waitUntil: 'networkidle' });
        await page.getByRole('button').waitFor();
        // What scanners do to wake up a page.
        await page.mouse.move(5, 5);
        await page.mouse.wheel(0, 500);
        await page.keyboard.press('Tab');
      }
      await context.close();
      await assertUnopened(links);
    });
  });
});
