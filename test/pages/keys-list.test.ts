/** The list of *API Keys › Generated*: searched, filtered, sorted and paged, on a desk and on a phone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { manyKey, seedManyKeys } from '../support/many-keys.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { createOwner, signIn } from '../support/people.ts';
import { seededKey, seedKeys } from '../support/seeded-keys.ts';
import { until } from '../support/until.ts';

describe('the list of generated keys', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  const path = '/lojaverde/keys';
  /** The owner of an account with 120 keys. */
  let cookies: string;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await createOwner(installation, 'lojagrande');
      await seedManyKeys(installation, 'lojagrande', 120);
    });
    cookies = await signIn(stage.server.url, 'ana@lojagrande.example');
  });
  after(() => stage.close());

  const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
  const firstLabel = (page: Page) => page.locator('tbody .key-link').first().textContent();
  const begins = (page: Page, label: string) =>
    until(`${label} is the first`, async () => (await firstLabel(page)) === label, 20_000);

  for (const language of languages) {
    test(`on a phone a list is filtered, sorted and turned round in one sheet, and the address says so, in ${language}`, async () => {
      const t = pageTexts(language);
      await stage.show({ path, language, width: 390 }, async ({ page, look }) => {
        await begins(page, 'Marketplace – seller hub');
        assert.equal(await page.getByRole('columnheader').getByRole('button').count(), 0, 'nothing unseen has focus');
        await look('keys', 'at this width');
        const filters = t('common.filters');
        await page.getByRole('button', { name: filters, exact: true }).click();
        const sheet = page.getByRole('dialog', { name: filters });
        const sortBy = sheet.getByRole('button', { name: t('common.sortBy') });
        await sortBy.click();
        assert.deepEqual(
          await page.getByRole('option').allTextContents(),
          ['keys.keyName', 'keys.duration', 'keys.created', 'keys.lastUsed', 'keys.status'].map((id) => t(id)),
        );
        await look('keys-sort', 'at this width');
        await page.getByRole('option', { name: t('keys.keyName') }).click();
        await begins(page, 'Agency – Northwind');
        assert.match(page.url(), /sort=label&order=asc/);
        await sheet.getByRole('button', { name: t('common.ascending') }).click();
        await begins(page, 'WMS – warehouse 3');
        assert.match(page.url(), /sort=label&order=desc/);
        await sheet.getByRole('button', { name: t('common.descending') }).waitFor();

        await sheet.getByRole('button', { name: t('keys.status') }).click();
        await page.getByRole('option', { name: t('keys.inactive') }).click();
        await begins(page, 'Agency – Northwind');
        const [, oneKey = ''] = /one \{# (.*?)\}/.exec(t('keys.count')) ?? [];
        const show = sheet.getByRole('button', { name: t('common.showFound', { found: `1 ${oneKey}` }) });
        await show.waitFor();
        await look('keys-filters', 'at this width');
        await page.keyboard.press('Escape');
        await sheet.waitFor({ state: 'detached' });
        const counted = t('common.filter', { label: filters, value: '1' });
        await page.getByRole('button', { name: counted }).and(page.locator(':focus')).waitFor();
        await look('keys-filtered', 'at this width');
        const filter = t('common.filter', { label: t('keys.status'), value: t('keys.inactive') });
        await page.getByRole('button', { name: t('common.removeFilter', { filter }) }).click();
        await begins(page, 'WMS – warehouse 3');
        await page.getByRole('button', { name: filters, exact: true }).and(page.locator(':focus')).waitFor();
        assert.equal(new URL(page.url()).search, '?sort=label&order=desc');
      });
    });
  }

  test('where there are headings to press there is nothing else to sort by, and none where a window is enlarged', async () => {
    await stage.show({ path }, async ({ page }) => {
      await begins(page, 'Marketplace – seller hub');
      assert.equal(await page.getByRole('button', { name: 'Sort by' }).count(), 0);
      await page.getByRole('columnheader').getByRole('button', { name: 'Key/Name' }).click();
      await begins(page, 'Agency – Northwind');
      await page.setViewportSize({ width: 600, height: 800 });
      await page.getByRole('button', { name: 'Filters' }).click();
      await page.getByRole('button', { name: 'Sort by' }).getByText('Key/Name').waitFor();
    });
  });

  test('a list of 120 keys is three pages, there and back, and each stands in the address', async () => {
    await stage.show({ path: '/lojagrande/keys', cookies }, async ({ page, look }) => {
      const pages = page.getByRole('navigation', { name: 'Pages' });
      const go = (name: string) => pages.getByRole('button', { name }).click();
      const shows = async (first: number, range: string) => {
        await begins(page, manyKey('lojagrande', first).label);
        await pages.getByText(range, { exact: true }).waitFor();
      };
      await shows(1, '1 to 50 of 120');
      assert.equal(await pages.getByRole('button', { name: 'Previous page' }).isDisabled(), true);
      await go('Next page');
      await shows(51, '51 to 100 of 120');
      await look('keys-page');
      await go('Next page');
      await shows(101, '101 to 120 of 120');
      assert.equal(await page.locator('tbody tr').count(), 20);
      assert.equal(await pages.getByRole('button', { name: 'Next page' }).isDisabled(), true);
      await go('Previous page');
      await shows(51, '51 to 100 of 120');
      await page.goBack();
      await shows(101, '101 to 120 of 120');
      await page.reload();
      await shows(101, '101 to 120 of 120');
      await go('First page');
      await shows(1, '1 to 50 of 120');
      await go('Next page');
      await shows(51, '51 to 100 of 120');
      await page.getByRole('columnheader').getByRole('button', { name: 'Created date' }).click();
      await shows(120, '1 to 50 of 120');
    });
  });

  test('a list that cannot be read says so, and is there after another try', async () => {
    const list = /\/api\/v1\/accounts\/lojaverde\/keys\?/;
    const problem = { title: 'Overloaded', status: 503, code: 'overloaded', detail: 'The server is busy.' };
    await stage.show({ path: '/lojaverde/roles', mayFail: /^503 .*\/keys$/ }, async ({ page, look }) => {
      await page.route(list, (route) =>
        route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
      );
      await page.getByRole('link', { name: 'API Keys' }).click();
      await page.getByRole('alert').getByRole('heading', { name: 'This could not be loaded' }).waitFor();
      await look('keys-not-loaded');
      await page.unroute(list);
      await page.getByRole('button', { name: 'Try again' }).click();
      await rowOf(page, 'WMS – warehouse 3').waitFor();
      assert.equal(await page.getByRole('alert').count(), 0);
    });
  });

  test('search, filters, order and page stand in the address, and what matches nothing says so', async () => {
    await stage.show({ path: `${path}?status=inactive&sort=label&order=asc&nonsense=1` }, async ({ page, look }) => {
      await rowOf(page, 'Agency – Northwind').waitFor();
      assert.equal(await page.locator('tbody tr').count(), 1);
      assert.equal(await page.getByRole('columnheader', { name: 'Key/Name' }).getAttribute('aria-sort'), 'ascending');
      await page.keyboard.press('/');
      await page.keyboard.type('nothing like it');
      await page.getByRole('heading', { name: 'Nothing matches' }).waitFor();
      await look('no-match');
      assert.equal(new URL(page.url()).searchParams.get('q'), 'nothing like it');
      await page.getByRole('button', { name: 'Clear search and filters' }).click();
      await rowOf(page, 'WMS – warehouse 3').waitFor();
    });
  });

  test('a list is drawn without an error for each of its texts', async () => {
    await stage.show({ path, isSpoilt: true }, async ({ page }) => {
      await page.addInitScript(`
        globalThis.errorsMade = 0;
        const { captureStackTrace } = Error;
        Error.captureStackTrace = (...given) => {
          globalThis.errorsMade += 1;
          captureStackTrace(...given);
        };
      `);
      await page.reload();
      await rowOf(page, 'WMS – warehouse 3').waitFor();
      assert.equal(await page.evaluate('errorsMade'), 0);
    });
  });

  test('one question to the server counts the active keys that need renewal, and filters by them', async () => {
    const due = (page: Page) => page.locator('.chip-toggle');
    await stage.show({ path }, async ({ page, look }) => {
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.url().includes('freshness=')) asked.push(request.url());
      });
      await page.reload();
      await due(page).getByText('2 need renewal').waitFor();
      assert.equal(asked.length, 1, asked.join());
      assert.equal(await due(page).getAttribute('data-tone'), 'bad', 'one of them is long overdue');
      await due(page).click();
      await until('two rows are shown', async () => (await page.locator('tbody tr').count()) === 2);
      for (const name of ['ERP – SAP order sync', 'WMS – warehouse 3']) await rowOf(page, name).waitFor();
      assert.match(page.url(), /status=active&freshness=needs_renewal/);
      await look('keys-due');
      await due(page).click();
      await rowOf(page, 'Marketplace – seller hub').waitFor();
      assert.ok(!page.url().includes('?'), page.url());
    });
    await stage.installation.json('key', 'deactivate', seededKey(stage.account, 'PTVYQC'));
    await stage.show({ path }, async ({ page }) => {
      await due(page).getByText('1 needs renewal').waitFor();
      assert.equal(await due(page).getAttribute('data-tone'), 'warn');
    });
    await stage.installation.json('key', 'activate', seededKey(stage.account, 'PTVYQC'));
  });

  test('the list is legible on a desk and on a phone, in light and dark, and in the longest language', async () => {
    for (const width of [1440, 390, 320]) {
      for (const [theme, language] of [
        ['light', 'pt-BR'],
        ['dark', 'en'],
      ] as const) {
        await stage.show({ path, width, theme, language }, async ({ page, look }) => {
          await rowOf(page, 'WMS – warehouse 3').waitFor();
          await look('keys');
        });
      }
    }
    await stage.show({ path, width: 320, language: 'es' }, async ({ page, look }) => {
      await rowOf(page, 'WMS – warehouse 3').locator('[aria-haspopup="menu"]').click();
      await look('menu');
      await page.getByRole('menuitem', { name: 'Renovar token' }).click();
      await look('renew');
    });
  });
});
