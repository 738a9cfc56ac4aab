import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { verify } from './support/api.ts';
import { chromium, distantHost, startBrowser } from './support/browser.ts';
import { Installation, type KeyPair, type Server } from './support/chaveiro.ts';
import { createLinkedKey, decrypt, type LinkedKey, reveal } from './support/links.ts';

const texts = [
  {
    locale: 'en-US',
    lang: 'en',
    button: 'Show the token',
    opened: 'Your API key and token',
    used: 'This link was opened here',
    gone: 'This link no longer works',
    incomplete: 'This link is not complete',
  },
  {
    locale: 'pt-BR',
    lang: 'pt-BR',
    button: 'Mostrar o token',
    opened: 'Sua chave e seu token de API',
    used: 'Este link foi aberto aqui',
    gone: 'Este link não funciona mais',
    incomplete: 'Este link está incompleto',
  },
  {
    locale: 'es-MX',
    lang: 'es',
    button: 'Mostrar el token',
    opened: 'Su clave y su token de API',
    used: 'Este link se abrió aquí',
    gone: 'Este link ya no funciona',
    incomplete: 'Este link está incompleto',
  },
] as const;

describe('the page of a single-access link', { skip: chromium.skip }, () => {
  let browser: Browser;
  let owner: KeyPair;
  let server: Server;

  before(async () => {
    const installation = new Installation();
    owner = await installation.createAccount('lojaverde');
    server = await installation.serve();
    browser = await startBrowser();
  });
  after(() => browser.close());

  /** A window at a new link, with everything that the browser sends and complains about. */
  async function openPage(options: BrowserContextOptions = {}) {
    const key = await createLinkedKey(server.url, owner);
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...options });
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(key.url);
    return { key, context, page, requests, complaints };
  }

  async function waitForTitle(page: Page, title: string): Promise<void> {
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  }

  for (const { locale, lang, button, opened, used, gone, incomplete } of texts) {
    test(`shows key and token after a press of its button, once, and says what to do afterwards (${locale})`, async () => {
      const { key, context, page, requests, complaints } = await openPage({ locale });
      const address = key.url.split('#')[0];
      assert.equal(page.url(), address, 'the secret is not left in the address');
      assert.equal(await page.evaluate('document.documentElement.lang'), lang);
      assert.match(await page.locator('main').innerText(), new RegExp(new URL(server.url).host));
      assert.deepEqual(requests, [`GET ${address}`]);

      await page.getByRole('button', { name: button }).click();
      await waitForTitle(page, opened);
      const appToken = (await page.locator('#token').textContent()) ?? '';
      assert.equal(await page.locator('#key').textContent(), key.appKey);
      const verdict = await verify(server.url, { appKey: key.appKey, appToken });
      assert.equal(verdict.code, 'no_grant', 'the pair is right; the key has no role');
      await page.locator('#copy-token').click();
      await page.locator('#copy-token', { hasText: '✓' }).waitFor();
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), appToken);
      assert.deepEqual(requests.slice(1), [`POST ${server.url}/api/v1/credentials/${key.linkId}/reveal`]);
      assert.deepEqual(complaints, []);
      await page.reload();
      await waitForTitle(page, used);
      assert.equal(await page.locator('#token').textContent(), '');

      const second = await context.newPage();
      await second.goto(key.url);
      await second.getByRole('button', { name: button }).click();
      await waitForTitle(second, gone);
      assert.equal(await second.locator('#token').textContent(), '');
      await second.reload();
      await waitForTitle(second, incomplete);
      await context.close();
    });
  }

  test('works by keyboard alone, at 320 px without sideways scrolling, and moves the focus to what is new', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { context, page } = await openPage({ viewport: { width: 320, height: 600 }, colorScheme });
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await waitForTitle(page, 'Your API key and token');
      await page.waitForFunction("document.activeElement?.id === 'title'");
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement?.id'), 'copy-token');
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
      await context.close();
    }
  });

  test('asks before it is left with a token that nobody has copied, and forgets the token when it is left', async () => {
    const { context, page } = await openPage();
    await page.getByRole('button', { name: 'Show the token' }).click();
    await waitForTitle(page, 'Your API key and token');
    const asked = page.waitForEvent('dialog');
    const closing = page.close({ runBeforeUnload: true });
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    await closing;
    await page.locator('#copy-token').click();
    await page.evaluate("dispatchEvent(new Event('pagehide'))");
    assert.equal(await page.locator('#token').textContent(), '');
    await page.goto('about:blank');
    await context.close();
  });

  test('a server that does not answer is told, and the button works again afterwards', async () => {
    const { context, page } = await openPage();
    const button = page.getByRole('button', { name: 'Show the token' });
    await context.setOffline(true);
    await button.click();
    await page.getByRole('status').filter({ hasText: 'The server did not answer' }).waitFor();
    await context.setOffline(false);
    await button.click();
    await waitForTitle(page, 'Your API key and token');
    await context.close();
  });

  test('where the browser would not decrypt, it says so and uses nothing up', async () => {
    const { key, context, page } = await openPage();
    await page.goto(key.url.replace('127.0.0.1', distantHost));
    await waitForTitle(page, 'The token cannot be shown here');
    assert.equal(await page.getByRole('button').count(), 0);
    await assertUnopened(key);
    await context.close();
  });

  test('a link without its secret, or with half of it, is told apart from one that was used', async () => {
    const { key, context, page } = await openPage();
    for (const fragment of ['', '#', `#${key.secret.slice(1)}`]) {
      await page.goto('about:blank');
      await page.goto(key.url.replace(/#.*/, fragment));
      await waitForTitle(page, 'This link is not complete');
    }
    // The whole link, pasted into the same window, does not load the page anew.
    await page.goto(key.url);
    await page.getByRole('button', { name: 'Show the token' }).waitFor();
    await assertUnopened(key);
    await context.close();
  });

  async function assertUnopened(key: LinkedKey): Promise<void> {
    const { status, body } = await reveal(server.url, key);
    assert.equal(status, 200);
    assert.match(decrypt(key, body) ?? '', /^chv_/);
  }
});
