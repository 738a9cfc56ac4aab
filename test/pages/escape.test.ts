/** Esc closes a list, whatever kind it is, and nothing else: neither the dialog around it nor the page. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { pageTexts } from '../support/page-texts.ts';
import { openPagesStage, type PagesStage } from '../support/pages.ts';
import { createOwner, joinAccount } from '../support/people.ts';
import { seededKey, seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';

/** What opens a list: of a table that of its first row alone, for the others have the same. */
const openers =
  ':is(button[aria-haspopup="listbox"], button[aria-haspopup="menu"], button[aria-haspopup="true"], .filter-button, .select-button)' +
  ':not(:disabled, .table-row:not(:first-child) *)';
const lists = '[role="listbox"], [role="menu"]';

const t = pageTexts('en');

describe('Esc', { skip: chromium.skip }, () => {
  let stage: PagesStage;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await createOwner(installation, 'lojaazul');
      await joinAccount(installation, 'lojaazul', `ana@${account}.example`, ['1']);
    });
  });
  after(() => stage.close());

  const key = `keys/${seededKey('lojaverde', 'HBNDRA')}`;
  for (const [width, paths, least] of [
    [1440, ['keys', 'keys/external', key, 'roles', 'users', 'audit', 'try'], 20],
    // What is otherwise here.
    [390, ['keys', 'roles/new'], 6],
  ] as const) {
    test(`closes every list of every page, and gives focus back, at ${width} px`, async () => {
      await stage.show({ path: '/own-sessions', width }, async ({ page }) => {
        let closed = 0;
        for (const path of paths) {
          await page.goto(`/admin/lojaverde/${path}`);
          await page.locator('h1').waitFor();
          await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
          closed += await closeEach(page, page.locator('body'));
        }
        assert.ok(closed >= least, `${closed} lists were looked at`);
      });
      await stage.show({ path: '/sign-in', width, cookies: null }, async ({ page }) => {
        await page.locator('h1').waitFor();
        assert.equal(await closeEach(page, page.locator('body')), 1);
      });
    });
  }

  test('closes a list in a dialog and leaves the dialog with what was entered', async () => {
    await stage.show({ path: '/lojaverde/keys' }, async ({ page }) => {
      await page.getByRole('button', { name: t('keys.generate'), exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(t('keys.name')).fill('Feed');
      await dialog.getByRole('button', { name: t('common.continue'), exact: true }).click();
      await dialog.getByRole('button', { name: t('keys.generateConfirm'), exact: true }).click();
      const token = await dialog.locator('.secret-text').last().innerText();
      await dialog.locator('.filter-button').first().waitFor();
      assert.ok((await closeEach(page, dialog)) >= 1);
      assert.equal(await dialog.locator('.secret-text').last().innerText(), token);
    });
  });

  test('closes a list in the sheet of filters, and the sheet only when none is open', async () => {
    await stage.show({ path: '/lojaverde/audit', width: 390 }, async ({ page }) => {
      await page.getByRole('button', { name: t('common.filters') }).click();
      const sheet = page.getByRole('dialog', { name: t('common.filters') });
      await sheet.waitFor();
      assert.ok((await closeEach(page, sheet)) >= 3);
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'detached' });
    });
  });
});

/** Opens each list that can be seen, and closes it by Esc, also after something was typed; answers how many. */
async function closeEach(page: Page, within: Locator): Promise<number> {
  const buttons = within.locator(openers);
  const [address, dialogs] = [page.url(), await page.getByRole('dialog').count()];
  let closed = 0;
  for (const button of await buttons.all()) {
    if (!(await button.isVisible())) continue;
    const name = `${new URL(address).pathname}: ${(await button.innerText()) || (await button.getAttribute('aria-label'))}`;
    for (const typed of ['', 'o']) {
      await button.click();
      await page.locator(lists).first().waitFor();
      const isSearched = await page.locator('.popover input').isVisible();
      if (typed !== '') await page.keyboard.type(typed);
      await page.keyboard.press('Escape');
      await until(`${name} to be closed`, async () => (await page.locator(lists).count()) === 0, 5_000);
      await until(`focus at ${name}`, () => page.evaluate<boolean>(`document.activeElement.matches('${openers}')`));
      if (!isSearched) break;
    }
    assert.deepEqual([page.url(), await page.getByRole('dialog').count()], [address, dialogs], name);
    closed++;
  }
  return closed;
}
