/** *API Keys › Generated* as somebody uses it: each step in each language, and the ones that matter most by keyboard alone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { verify } from '../support/api.ts';
import { chromium } from '../support/browser.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { seededKey, seededToken, seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';
import { keysWords } from './keys-words.ts';

const tokenShape = /chv_[0-9A-Za-z]{49}/;

describe('generated keys', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  const path = '/lojaverde/keys';

  before(async () => {
    stage = await openPagesStage(seedKeys);
  });
  after(() => stage.close());

  /** Whether the pair is let in at all. */
  async function passes(appKey: string, appToken: string): Promise<string> {
    return (await verify(stage.server.url, { appKey, appToken, account: stage.account })).code;
  }

  function rowOf(page: Page, name: string) {
    return page.getByRole('row').filter({ hasText: name });
  }

  async function act(page: Page, name: string, entry: string): Promise<void> {
    await rowOf(page, name).locator('[aria-haspopup="menu"]').click();
    await page.getByRole('menuitem', { name: entry, exact: true }).click();
  }

  /** What Playwright itself waits for by `eval` is what the policy of the pages forbids. */
  async function becomesTrue(page: Page, expression: string): Promise<void> {
    await until(expression, () => page.evaluate<boolean>(expression));
  }

  async function secretIn(page: Page, label: string): Promise<string> {
    const secret = page.locator('.secret').filter({ has: page.getByText(label, { exact: true }) });
    return (await secret.locator('.secret-text').textContent()) ?? '';
  }

  for (const language of languages) {
    const words = keysWords[language];

    test(`a key is generated, edited, deactivated, activated and deleted, in ${language}`, async () => {
      await stage.show({ path, language }, async ({ page, look }) => {
        const name = `ERP ${language}`;
        await page.getByRole('heading', { level: 1, name: words.title }).waitFor();
        await page.getByRole('link', { name: words.generated }).waitFor();
        for (const column of words.columns) {
          assert.equal(await page.getByRole('columnheader', { name: column, exact: true }).count(), 1, column);
        }
        await page.getByRole('button', { name: words.generate, exact: true }).click();
        await page.getByLabel(words.name).fill(name);
        assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0, 'no role is chosen beforehand');
        await page.getByRole('checkbox', { name: 'Finance', exact: true }).locator('xpath=ancestor::label').click();
        await look('generate');
        await page.getByRole('button', { name: words.continue }).click();
        await look('generate-review');
        await page.getByRole('button', { name: words.generateConfirm, exact: true }).click();
        const appKey = await secretIn(page, words.key);
        const appToken = await secretIn(page, words.token);
        assert.match(appToken, tokenShape);
        await look('generated');
        assert.equal(await passes(appKey, appToken), 'allowed', 'it is active while its token is still shown');
        await page.getByRole('button', { name: `${words.copy} ${words.token}` }).click();
        await page.getByRole('button', { name: words.copied }).waitFor();
        assert.equal(await page.evaluate('navigator.clipboard.readText()'), appToken);
        await page.getByRole('button', { name: words.closeSecret, exact: true }).last().click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await rowOf(page, name).getByText(words.active, { exact: true }).waitFor();

        await act(page, name, words.edit);
        await page
          .getByRole('checkbox', { name: 'Checkout Admin', exact: true })
          .locator('xpath=ancestor::label')
          .click();
        await look('edit');
        await page.getByRole('button', { name: words.save, exact: true }).click();
        await rowOf(page, name).getByText('Checkout Admin').waitFor();

        await act(page, name, words.deactivate);
        await page.getByRole('alertdialog').getByText(appKey).waitFor();
        await look('deactivate');
        await page.getByRole('alertdialog').getByRole('button', { name: words.deactivate, exact: true }).click();
        await rowOf(page, name).getByText(words.inactive, { exact: true }).waitFor();
        assert.equal(await passes(appKey, appToken), 'key_inactive');

        await act(page, name, words.activate);
        await rowOf(page, name).getByText(words.active, { exact: true }).waitFor();
        assert.equal(await passes(appKey, appToken), 'allowed');

        await act(page, name, words.delete);
        const confirm = page.getByRole('alertdialog').getByRole('button', { name: words.deleteConfirm, exact: true });
        assert.equal(await confirm.isDisabled(), true, 'without the tick nothing is deleted');
        await page.getByText(words.understand).click();
        await look('delete');
        await confirm.click();
        await rowOf(page, name).waitFor({ state: 'detached' });
        assert.equal(await passes(appKey, appToken), 'invalid_credentials');
      });
    });

    test(`a token is renewed, the renewal undone, and an old token deleted later or now, in ${language}`, async () => {
      await stage.show({ path, language }, async ({ page, look }) => {
        const name = 'Storefront – price feed';
        const old = [seededKey(stage.account, 'HBNDRA'), seededToken('HBNDRA')] as const;
        const isFirst = language === languages[0];
        await rowOf(page, name).waitFor();

        const renew = async () => {
          await act(page, name, words.renew);
          await page.getByRole('dialog').getByRole('button', { name: words.renew, exact: true }).click();
          const token = await secretIn(page, words.token);
          assert.match(token, tokenShape);
          await page.getByRole('button', { name: `${words.copy} ${words.token}` }).click();
          return token;
        };
        const complete = async () => {
          await page.getByRole('button', { name: words.complete, exact: true }).click();
          await page.getByRole('dialog').waitFor({ state: 'detached' });
        };
        const undone = await renew();
        await page.getByRole('radio', { name: words.later }).waitFor();
        await look('renewed');
        await complete();
        await rowOf(page, name).getByText(words.pending).waitFor();
        assert.equal(await passes(old[0], undone), 'allowed');
        if (isFirst) assert.equal(await passes(...old), 'allowed', 'both work');

        await act(page, name, words.undo);
        await look('undo');
        await page.getByRole('alertdialog').getByRole('button', { name: words.undoConfirm, exact: true }).click();
        await rowOf(page, name).getByText(words.pending).waitFor({ state: 'detached' });
        assert.equal(await passes(old[0], undone), 'invalid_credentials');
        if (isFirst) assert.equal(await passes(...old), 'allowed', 'the old one is the only one again');

        const second = await renew();
        await complete();
        await act(page, name, words.finish);
        await look('delete-old-token');
        await page.getByRole('alertdialog').getByRole('button', { name: words.finishConfirm, exact: true }).click();
        await rowOf(page, name).getByText(words.pending).waitFor({ state: 'detached' });
        assert.equal(await passes(...old), 'invalid_credentials');
        assert.equal(await passes(old[0], second), 'allowed');

        const third = await renew();
        await page.locator('.radio').filter({ hasText: words.now }).click();
        await complete();
        assert.equal(await passes(old[0], second), 'invalid_credentials');
        assert.equal(await passes(old[0], third), 'allowed');
      });
    });
  }

  test('by keyboard alone a key is generated, its token renewed, and it is deleted; focus comes back each time', async () => {
    await stage.show({ path }, async ({ page }) => {
      const { keyboard } = page;
      const focused = () =>
        page.evaluate<string>(
          'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
        );
      const tabTo = async (name: string) => {
        for (let i = 0; i < 60; i++) {
          await keyboard.press('Tab');
          if ((await focused()).trim() === name) return;
        }
        assert.fail(`Tab does not lead to "${name}"`);
      };
      await rowOf(page, 'ERP – SAP').waitFor();
      await tabTo('Generate Key');
      await keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await keyboard.type('Keyboard');
      await keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Review' }).waitFor();
      await keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Key generated' }).waitFor();
      await keyboard.press('Enter');
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      await keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await becomesTrue(page, 'document.activeElement.textContent === "Generate Key"');

      await tabTo('Actions for Keyboard');
      await keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await keyboard.type('ren');
      await keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Renew token' }).waitFor();
      await keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Token renewed' }).waitFor();
      await keyboard.press('Enter');
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      await tabTo('Complete');
      await keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await becomesTrue(page, 'document.activeElement.getAttribute("aria-label") === "Actions for Keyboard"');

      await keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await keyboard.type('delete k');
      await keyboard.press('Enter');
      await page.getByRole('alertdialog').waitFor();
      await page.getByText('This key was never used.').waitFor();
      await becomesTrue(page, 'document.activeElement.closest("[role=alertdialog]") !== null');
      for (let i = 0; i < 9 && (await page.evaluate('document.activeElement.type')) !== 'checkbox'; i++)
        await keyboard.press('Tab');
      await keyboard.press('Space');
      const below = page.locator('tbody tr').nth(1).locator('[aria-haspopup="menu"]');
      const next = await below.getAttribute('aria-label');
      await tabTo('Delete');
      await keyboard.press('Enter');
      await rowOf(page, 'Keyboard').waitFor({ state: 'detached' });
      await becomesTrue(page, `document.activeElement.getAttribute("aria-label") === ${JSON.stringify(next)}`);
    });
  });

  test('a token that was not copied is asked about once, and is nowhere else than on the page', async () => {
    await stage.show({ path }, async ({ page, context, look }) => {
      const logged: string[] = [];
      page.on('console', (message) => logged.push(message.text()));
      await page.getByRole('button', { name: 'Generate Key' }).click();
      await page.getByLabel('Key identification').fill('Leak');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Generate', exact: true }).click();
      const token = await secretIn(page, 'Token');
      assert.match(token, tokenShape);
      const heapOfQueries = await page.evaluate<string>(`JSON.stringify([
        location.href, history.state, document.title, { ...localStorage }, { ...sessionStorage }, document.cookie,
      ])`);
      assert.ok(!heapOfQueries.includes(token));
      await page.keyboard.press('Escape');
      await page.getByRole('alert').filter({ hasText: 'The token was not copied.' }).waitFor();
      await look('generated-not-copied');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      // Nothing that the pages keep shows it again, here or on another page of theirs.
      await page.getByRole('row').filter({ hasText: 'Leak' }).waitFor();
      assert.ok(!(await page.content()).includes(token));
      const stored = JSON.stringify([await context.storageState(), logged]);
      assert.ok(!stored.includes(token) && !tokenShape.test(stored));
      await page.goBack();
      await page.goForward();
      assert.ok(!(await page.content()).includes(token));
    });
  });

  test('a key begins with a template, shows how it is used while its token is there, and is tried without pasting', async () => {
    await stage.show({ path }, async ({ page, look }) => {
      await page.getByRole('button', { name: 'Generate Key' }).click();
      await page.getByLabel('Key identification').fill('From a template');
      await page.getByRole('link', { name: 'Create role' }).waitFor();
      const template = page.getByRole('checkbox', { name: 'Logistics - Read only' }).locator('xpath=ancestor::label');
      await template.click();
      await look('generate-template');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Logistics - Read only').waitFor();
      await page.getByRole('button', { name: 'Generate', exact: true }).click();
      const [appKey, token] = [await secretIn(page, 'Key'), await secretIn(page, 'Token')];
      const snippet = page.locator('.use-snippet pre');
      for (const kind of ['curl', 'Node.js', 'Python', 'nginx', '.env']) {
        await page.getByRole('button', { name: kind, exact: true }).click();
        const text = (await snippet.textContent()) ?? '';
        assert.ok(text.includes(appKey) && text.includes(token), kind);
      }
      await page.getByRole('button', { name: 'Try it now' }).click();
      await page.getByRole('heading', { name: 'Allowed' }).waitFor();
      await look('generated-use-it');
      // What was copied there is the token as well.
      await page.getByRole('button', { name: 'Copy .env' }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await rowOf(page, 'From a template').getByText('Logistics - Read only').waitFor();
      await page.getByRole('link', { name: 'From a template' }).click();
      await page.getByRole('region', { name: 'Use it' }).waitFor();
      assert.ok(!((await snippet.textContent()) ?? '').includes(token));
    });
  });

  test('a link in the place of a token is shown once, and Now waits until it is opened', async () => {
    await stage.show({ path }, async ({ page, look }) => {
      const name = 'Marketplace – seller hub';
      await act(page, name, 'Renew Token');
      await page.getByText('Send a single-access link').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Renew Token' }).click();
      const link = await secretIn(page, 'Single-access link');
      assert.match(link, /\/credentials\/[\w-]+#[\w-]{43}$/);
      await page.getByRole('button', { name: 'Copy Single-access link' }).click();
      await page.locator('.radio').filter({ hasText: 'Now' }).click();
      await page.getByText('The old token is deleted as soon as the link is opened.').waitFor();
      await look('renewed-link');
      await page.getByRole('button', { name: 'Complete' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await rowOf(page, name).getByText('Pending deletion - Old token').waitFor();
      assert.equal(await passes(seededKey(stage.account, 'GAEWSP'), seededToken('GAEWSP')), 'allowed');
    });
  });
});
