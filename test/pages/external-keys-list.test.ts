/** The list of *API Keys › External*: searched, filtered, sorted and paged, on a desk and on a phone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';
import { manyKey, seedManyKeys } from '../support/many-keys.ts';
import { pageTexts } from '../support/page-texts.ts';
import { languages, openPagesStage, type PagesStage } from '../support/pages.ts';
import { callWithCookies, createOwner, signIn } from '../support/people.ts';
import { seedExternalKeys, seedPartners } from '../support/seeded-external-keys.ts';
import { seedKeys } from '../support/seeded-keys.ts';
import { externalWords } from './external-keys-words.ts';

const path = '/lojaverde/keys/external';

describe('the list of external keys', { skip: chromium.skip }, () => {
  let stage: PagesStage;
  /** The owner of an account that has given 60 keys roles. */
  let cookies: string;

  before(async () => {
    stage = await openPagesStage(async (installation, account) => {
      await seedKeys(installation, account);
      await seedPartners(installation);
      await createOwner(installation, 'lojagrande');
      await seedManyKeys(installation, 'parceira', 60);
    });
    await seedExternalKeys(stage.server.url, stage.account, stage.cookies);
    const { url } = stage.server;
    cookies = await signIn(url, 'ana@lojagrande.example');
    for (let number = 1; number <= 60; number += 1) {
      const body = { appKey: manyKey('parceira', number).appKey, roles: [1] };
      const answer = await callWithCookies(url, cookies, 'POST', '/api/v1/accounts/lojagrande/external-keys', body, {
        'Sec-Fetch-Site': 'same-origin',
      });
      assert.equal(answer.status, 201);
    }
  });
  after(() => stage.close());

  const rowOf = (page: Page, code: string) => page.getByRole('row').filter({ hasText: code });
  const codes = async (page: Page) =>
    (await page.locator('tbody code').allTextContents()).map((key) => key.slice(-6)).join(' ');
  /** Waits until the list shows these keys. */
  const settles = async (page: Page, expected: string) => {
    const deadline = Date.now() + 20_000;
    while ((await codes(page)) !== expected && Date.now() < deadline) await page.waitForTimeout(50);
    assert.equal(await codes(page), expected);
  };

  for (const language of languages) {
    test(`the list has every column, status and filter, in ${language}`, async () => {
      const text = externalWords[language];
      await stage.show({ path, language, width: 390 }, async ({ page, look }) => {
        await rowOf(page, 'ABCDEF').waitFor();
        await look('external');
      });
      await stage.show({ path, language, theme: 'dark' }, async ({ page, look }) => {
        await rowOf(page, 'ABCDEF').waitFor();
        await look('external');
        const [key, owner, ...titles] = text.columns;
        assert.equal(await page.getByRole('columnheader').first().textContent(), `${key}/${owner}`);
        for (const title of titles) await page.getByRole('columnheader', { name: title, exact: true }).waitFor();
        for (const [i, code] of ['ABCDEF', 'MNOPQR', 'STUVWX'].entries()) {
          assert.ok((await rowOf(page, code).textContent())?.includes(text.statuses[i] ?? ''), code);
        }
        for (const [i, status] of text.statuses.entries()) {
          await page.locator('.toolbar').getByRole('button', { name: 'Status' }).click();
          await page.getByRole('option', { name: status, exact: true }).click();
          const code = ['ABCDEF', 'MNOPQR', 'STUVWX'][i] ?? '';
          await settles(page, code);
        }
      });
    });

    test(`on a phone the list is sorted by key or owner and turned round, in ${language}`, async () => {
      const t = pageTexts(language);
      await stage.show({ path, language, width: 320, theme: 'dark' }, async ({ page, look }) => {
        await rowOf(page, 'ABCDEF').waitFor();
        await look('external-phone');
        await page.getByRole('button', { name: t('common.filters') }).click();
        await page.getByRole('button', { name: t('common.sortBy') }).click();
        assert.deepEqual(
          await page.getByRole('option').allTextContents(),
          ['external.key', 'external.owner', 'external.addedOn', 'keys.lastUsed', 'keys.status'].map((id) => t(id)),
        );
        await page.getByRole('option', { name: t('external.key'), exact: true }).click();
        await settles(page, 'ABCDEF MNOPQR STUVWX');
        await page.getByRole('button', { name: t('common.ascending') }).click();
        await settles(page, 'STUVWX MNOPQR ABCDEF');
        assert.match(page.url(), /sort=appKey&order=desc/);
        await page.getByRole('button', { name: t('common.sortBy') }).click();
        await page.getByRole('option', { name: t('external.addedOn') }).click();
        // The newest first.
        await page.waitForURL(/sort=addedAt&order=desc/);
      });
    });
  }

  test('it is searched, filtered by role and owner, and sorted by each column, all in the address', async () => {
    await stage.show({ path: `${path}?sort=appKey` }, async ({ page, look }) => {
      await rowOf(page, 'ABCDEF').waitFor();
      await settles(page, 'ABCDEF MNOPQR STUVWX');
      const sort = (title: string) => page.getByRole('columnheader').getByRole('button', { name: title }).click();
      await sort('Key');
      await settles(page, 'STUVWX MNOPQR ABCDEF');
      await sort('Owner');
      await page.waitForURL(/sort=owner/);
      await page.locator('[aria-busy="false"]').waitFor();
      assert.match(await codes(page), /^ABCDEF/);
      await sort('Owner');
      await page.waitForURL(/sort=owner&order=desc/);
      await sort('Status');
      await settles(page, 'STUVWX MNOPQR ABCDEF');
      await sort('Status');
      await settles(page, 'ABCDEF MNOPQR STUVWX');
      await sort('Added On');
      await settles(page, 'STUVWX MNOPQR ABCDEF');
      await sort('Last used');
      assert.match(page.url(), /sort=lastUsedAt&order=desc/);

      await page.goto(`/admin${path}?sort=appKey`);
      await page.locator('.toolbar').getByRole('button', { name: 'Owner' }).click();
      await page.getByRole('option', { name: 'parceira' }).click();
      await settles(page, 'MNOPQR STUVWX');
      await page.locator('.toolbar').getByRole('button', { name: 'Roles' }).click();
      await page.getByRole('option', { name: 'Finance' }).click();
      await settles(page, 'MNOPQR');
      await page.keyboard.press('/');
      await page.keyboard.type('labels');
      await page.getByText('Nothing matches').waitFor();
      await look('external-no-match');
      await page.getByRole('button', { name: 'Clear search and filters' }).click();
      await settles(page, 'ABCDEF MNOPQR STUVWX');
      await page.getByRole('searchbox').fill('labels');
      await settles(page, 'ABCDEF');
      assert.match(page.url(), /q=labels/);
    });
  });

  test('a list of 60 keys is two pages, there and back, in the order of the address', async () => {
    const codeOf = (number: number) => manyKey('parceira', number).appKey.slice(-6);
    const range = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, i) => codeOf(from + i)).join(' ');
    await stage.show({ path: '/lojagrande/keys/external?sort=appKey', cookies }, async ({ page, look }) => {
      const pages = page.getByRole('navigation', { name: 'Pages' });
      await settles(page, range(1, 50));
      await pages.getByText('1 to 50 of 60', { exact: true }).waitFor();
      await pages.getByRole('button', { name: 'Next page' }).click();
      await settles(page, range(51, 60));
      await pages.getByText('51 to 60 of 60', { exact: true }).waitFor();
      assert.equal(await pages.getByRole('button', { name: 'Next page' }).isDisabled(), true);
      await look('external-page');
      await pages.getByRole('button', { name: 'Previous page' }).click();
      await settles(page, range(1, 50));
    });
  });

  test('a list that cannot be read says so, and is there after another try', async () => {
    const list = /\/external-keys\?/;
    const problem = { title: 'Internal error', status: 500, code: 'internal', detail: 'Something went wrong.' };
    await stage.show({ path: '/lojaverde/roles', mayFail: /^500 .*\/external-keys$/ }, async ({ page, look }) => {
      await page.route(list, (route) =>
        route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
      );
      await page.getByRole('link', { name: 'API Keys' }).click();
      await page.getByRole('link', { name: 'External' }).click();
      await page.getByRole('alert').getByRole('heading', { name: 'This could not be loaded' }).waitFor();
      await look('external-not-loaded');
      await page.unroute(list);
      await page.getByRole('button', { name: 'Try again' }).click();
      await settles(page, 'STUVWX MNOPQR ABCDEF');
      assert.equal(await page.getByRole('alert').count(), 0);
    });
  });
});
