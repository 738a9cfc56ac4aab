/** The ways into the pages for somebody without a password: the first account, an invitation, a new password. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from '../support/browser.ts';
import { Installation } from '../support/chaveiro.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, goodPassword } from '../support/people.ts';
import { until } from '../support/until.ts';

/** An invitation asks who is signed in. */
const noSession = /^401 \/api\/v1\/session$/;

describe('set-up links in the pages', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  /** Opens nothing of the pages. */
  let role: number;

  before(async () => {
    stage = await openPagesStage();
    const roles = `/api/v1/accounts/${stage.account}/roles`;
    const made = await callWithCookies(stage.server.url, stage.cookies, 'POST', roles, { template: 'OMS - Read only' });
    role = made.body.id as number;
  });
  after(() => stage.close());

  function pathOf(url: string): string {
    return url.slice(url.indexOf('/admin') + '/admin'.length);
  }

  async function invite(email: string): Promise<string> {
    const users = `/api/v1/accounts/${stage.account}/users`;
    const added = await callWithCookies(stage.server.url, stage.cookies, 'POST', users, { email, roles: [role] });
    assert.equal(added.status, 201, JSON.stringify(added.body));
    return pathOf((added.body.invitation as { url: string }).url);
  }

  test('a newcomer with an empty installation has an account and is at its keys, with nothing but the printed link', async () => {
    const empty = new Installation();
    const server = await empty.serve();
    try {
      const link = await until('the link', () => /http\S+\/admin\/setup\/account#\S+/.exec(server.process.output)?.[0]);
      await stage.show({ address: link, cookies: null }, async ({ page, look }) => {
        await page.getByLabel('Account name').fill('Loja Nova');
        await page.getByLabel('E-mail').fill('nova');
        await page.getByLabel('New password').fill('short');
        const submit = page.getByRole('button', { name: 'Create account' });
        const place = await submit.boundingBox();
        await submit.hover();
        await page.mouse.down();
        await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
        assert.deepEqual(await submit.boundingBox(), place, 'the button is where it was pressed');
        await page.mouse.up();
        await until('each field is told what is wrong', async () => (await page.locator('.field-error').count()) === 3);
        assert.deepEqual(await page.locator('.field-error').allTextContents(), [
          'Not as described here.',
          'This is not an e-mail address.',
          'Not as described here.',
        ]);
        await look('setup-wrong');
        await page.getByLabel('Account name').fill('lojanova');
        await page.getByLabel('E-mail').fill('nova@lojanova.example');
        await page.getByLabel('New password').fill(goodPassword);
        await until('what is right is told at once', async () => (await page.locator('.field-error').count()) === 0);
        await look('setup-account');
        // The first press after a correction does what it says.
        await submit.click();
        await page.getByRole('heading', { name: 'No key yet' }).waitFor();
        assert.equal(new URL(page.url()).pathname, '/admin/lojanova/keys');
        await look('keys-empty');
        await page.goBack().catch(() => null);
        assert.ok(!page.url().includes('#'), 'the secret of the link is out of the history');
      });
    } finally {
      await server.process.stop();
    }
  });

  for (const [i, language] of languages.entries()) {
    test(`somebody who was invited sets a password, and may see what their roles allow, in ${language}`, async () => {
      const path = await invite(`bia${i}@example.com`);
      await stage.show({ path, language, cookies: null, mayFail: noSession }, async ({ page, look }) => {
        // Whose it is, and to which account, before a password is chosen.
        const facts = page.locator('.outside-facts');
        await facts.getByText('lojaverde', { exact: true }).waitFor();
        await facts.getByText(`bia${i}@example.com`, { exact: true }).waitFor();
        await page.locator('input[type=password]').fill('short');
        await look('setup-invitation');
        await page.locator('input[type=password]').fill(goodPassword);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 1 }).waitFor();
        await look('keys-no-permission');
      });
    });
  }

  test('a link that was opened, and one without its end, say so and what to do', async () => {
    const path = await invite('rui@example.com');
    await stage.show({ path: path.replace(/#.*/, ''), cookies: null, mayFail: noSession }, async ({ page, look }) => {
      await page.getByRole('heading', { name: 'This link is not complete' }).waitFor();
      await look('setup-incomplete');
    });
    const gone = path.replace(/#.*/, `#${'A'.repeat(43)}`);
    await stage.show(
      { path: gone, cookies: null, mayFail: /^410 |^401 \/api\/v1\/session$/ },
      async ({ page, look }) => {
        // Told at once: nobody chooses a password for it.
        await page.getByRole('heading', { name: 'This link opens nothing any more' }).waitFor();
        await look('setup-gone');
      },
    );
  });
});
